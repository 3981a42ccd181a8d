//! The layers of the built-in defaults, the configuration file and the environment file.

mod choose;
mod parse;
mod secrets;
mod unknown;

use std::{path::Path, sync::Arc};

pub(super) use choose::{Chosen, Level, choose};

use super::{
    admit::Admission,
    error::{Place, Problem, ProblemKind},
    item::{Data, Entry, Spot},
    layers::{Layer, Setting},
    origin::Origin,
    resolve::Folders,
    schema::{self, Field},
    source::Source,
};

/// The defaults built in.
pub(super) const DEFAULTS: &str = include_str!("../../../../config/default.toml");

/// The layer of the defaults built in.
pub(super) fn defaults(sections: &[Field], folders: &Folders, problems: &mut Vec<Problem>) -> Layer {
    let source = Source::new("config/default.toml", DEFAULTS);
    layer(
        source,
        Path::new(""),
        &|_| Origin::Default,
        sections,
        folders,
        problems,
    )
}

/// The layer of a file.
pub(super) fn read(
    chosen: &Chosen,
    sections: &[Field],
    folders: &Folders,
    problems: &mut Vec<Problem>,
) -> Layer {
    let text = match std::fs::read_to_string(&chosen.path) {
        Ok(text) => text,
        Err(cause) => {
            problems.push(Problem {
                kind: ProblemKind::Unreadable {
                    path: chosen.named.clone(),
                    cause,
                },
                key: None,
                place: chosen.asked_by.clone().unwrap_or(Place::Everywhere),
                help: Some(chosen.help.to_owned()),
            });
            return Layer::new();
        }
    };
    let source = Source::new(&chosen.named, text);
    let base = chosen.path.parent().unwrap_or(Path::new(""));
    let origin = |line| match chosen.level {
        Level::File => Origin::File {
            path: chosen.named.clone(),
            line,
        },
        Level::Environment => Origin::EnvironmentFile {
            path: chosen.named.clone(),
            line,
        },
    };
    layer(source, base, &origin, sections, folders, problems)
}

fn layer(
    source: Source,
    base: &Path,
    origin: &dyn Fn(usize) -> Origin,
    sections: &[Field],
    folders: &Folders,
    problems: &mut Vec<Problem>,
) -> Layer {
    let (source, entries, mut found) = parse::parse(source, sections);
    let mut admission = Admission::new(base, folders);
    let mut layer = Layer::new();
    for (key, option, entry) in known_options(&entries, sections, &mut admission) {
        if let Some(value) = admission.value(&key, &option.kind, &entry.value) {
            let origin = origin(line(&source, &entry.name_spot));
            layer.insert(
                key,
                Setting {
                    value,
                    origin,
                    spot: entry.name_spot.clone(),
                },
            );
        }
    }
    // A line that is no TOML is read as something it does not mean: it gets one problem, not two.
    let broken: Vec<_> = found.iter().filter_map(line_of).collect();
    found.extend(
        admission
            .problems
            .into_iter()
            .filter(|problem| line_of(problem).is_none_or(|l| !broken.contains(&l))),
    );
    found.sort_by_key(line_of);
    problems.extend(found);
    layer
}

/// The entries that are options; what is none is refused.
fn known_options<'a>(
    entries: &'a [Entry],
    sections: &'a [Field],
    admission: &mut Admission<'_>,
) -> Vec<(String, &'a Field, &'a Entry)> {
    let mut known = Vec::new();
    for section_entry in entries {
        let section = schema::field(sections, &section_entry.name);
        match (section, &section_entry.value.data) {
            (None, _) => unknown::refuse(&section_entry.name, section_entry, sections, admission),
            (Some(section), Data::Table(options)) => {
                for entry in options {
                    let key = format!("{}.{}", section.name, entry.name);
                    match schema::field(section.kind.fields(), &entry.name) {
                        Some(option) => known.push((key, option, entry)),
                        None => unknown::refuse(&key, entry, sections, admission),
                    }
                }
            }
            (Some(section), data) => {
                let kind = ProblemKind::WrongType {
                    expected: section.kind.noun(),
                    found: data.noun(),
                };
                admission.refuse(&section.name, &section_entry.value.spot, kind, None);
            }
        }
    }
    known
}

fn line(source: &Arc<Source>, spot: &Spot) -> usize {
    match spot {
        Spot::Text(_, span) => source.line(span.start),
        Spot::Variable(_) | Spot::Flag(_) => 0,
    }
}

fn line_of(problem: &Problem) -> Option<usize> {
    match problem.place {
        Place::File { line, .. } => Some(line),
        _ => None,
    }
}
