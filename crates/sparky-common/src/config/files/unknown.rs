//! Keys of a file that are none.

use crate::config::{
    admit::Admission,
    error::ProblemKind,
    item::{Data, Entry},
    nearest::nearest,
    schema::{self, Field},
};

/// Refuses an unknown key of a file, with what was likely meant.
pub(super) fn refuse(key: &str, entry: &Entry, sections: &[Field], admission: &mut Admission<'_>) {
    let help = match (key.split_once('.'), &entry.value.data) {
        (None, Data::Table(_)) => {
            let names = || sections.iter().map(|section| section.name.as_str());
            match nearest(key, names()) {
                Some(section) => format!("did you mean `[{section}]`?"),
                None => format!("the sections are {}", names().collect::<Vec<_>>().join(", ")),
            }
        }
        _ => match likely_option(key, sections) {
            Some(option) => format!("did you mean `{option}`?"),
            None => "`sparky config show` lists every option".to_owned(),
        },
    };
    admission.refuse(key, &entry.name_spot, ProblemKind::UnknownKey, Some(help));
}

/// The option that was likely meant: one of the same section, one of that name elsewhere, or one that reads alike.
fn likely_option(key: &str, sections: &[Field]) -> Option<String> {
    let (section, name) = key.rsplit_once('.').unwrap_or(("", key));
    let options: Vec<(String, &str)> = schema::options(sections)
        .map(|(key, option)| (key, option.name.as_str()))
        .collect();
    let in_section = |key: &str| key.split_once('.').is_some_and(|(other, _)| other == section);
    let siblings = options
        .iter()
        .filter(|(key, _)| in_section(key))
        .map(|(key, _)| key.as_str());
    let within = nearest(name, siblings.clone().filter_map(|key| key.rsplit('.').next()));
    within
        .map(|name| format!("{section}.{name}"))
        .or_else(|| {
            options
                .iter()
                .find(|(_, other)| *other == name)
                .map(|(key, _)| key.clone())
        })
        .or_else(|| nearest(key, options.iter().map(|(key, _)| key.as_str())).map(str::to_owned))
}
