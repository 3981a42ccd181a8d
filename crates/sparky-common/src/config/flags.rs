//! The layer of the flags.

use super::{
    admit::Admission,
    error::ProblemKind,
    item::{Data, Item, Spot},
    layers::{Layer, Setting},
    nearest::nearest,
    options::Flag,
    origin::Origin,
    schema::{self, Field, Kind},
    typed,
};

/// Reads the flags; several for one list are its elements in their order, else the last one wins.
pub(super) fn read(flags: &[Flag], sections: &[Field], admission: &mut Admission<'_>) -> Layer {
    let mut layer = Layer::new();
    let known: Vec<(String, &Field)> = schema::options(sections).collect();
    for flag in flags {
        let spot = Spot::Flag(flag.name.as_str().into());
        let Some((key, option)) = known.iter().find(|(key, _)| *key == flag.key) else {
            let help = nearest(&flag.key, known.iter().map(|(key, _)| key.as_str()));
            let help = help.map(|key| format!("did you mean `{key}`?"));
            admission.refuse(&flag.key, &spot, ProblemKind::UnknownKey, help);
            continue;
        };
        let Some(value) = admission.value(key, &option.kind, &item(&flag.value, &option.kind, &spot)) else {
            continue;
        };
        let setting = Setting {
            value,
            origin: Origin::Flag(flag.name.clone()),
            spot,
        };
        match layer.get_mut(key) {
            Some(earlier) => earlier.absorb(setting),
            None => {
                layer.insert(key.clone(), setting);
            }
        }
    }
    layer
}

/// The value of one flag; for a list, a list of this one element.
fn item(text: &str, kind: &Kind, spot: &Spot) -> Item {
    match kind {
        Kind::List { of, .. } => Item {
            data: Data::List(vec![typed::scalar(text, of, spot)]),
            spot: spot.clone(),
        },
        kind => typed::scalar(text, kind, spot),
    }
}
