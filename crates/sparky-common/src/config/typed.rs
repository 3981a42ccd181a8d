//! The text of a variable or a flag, read as what its option holds.

use std::ops::Range;

use toml::de::DeValue;

use super::{
    admit::Admission,
    error::ProblemKind,
    item::{Data, Item, Spot, item},
    schema::Kind,
};

/// Reads a whole value. A list is a TOML array or its elements between commas; other texts stand as they are.
/// What does not look like its kind stays text, for the check against the schema to refuse.
pub(super) fn value(
    text: &str,
    kind: &Kind,
    key: &str,
    spot: &Spot,
    admission: &mut Admission<'_>,
) -> Option<Item> {
    match kind {
        Kind::List { of, .. } if !text.trim_start().starts_with('[') && !matches!(**of, Kind::Table(_)) => {
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            Some(Item {
                data: Data::List(parts.map(|part| scalar(part, of, spot)).collect()),
                spot: spot.clone(),
            })
        }
        Kind::List { .. } | Kind::Table(_) => toml(text.trim(), key, spot, admission),
        _ => Some(scalar(text, kind, spot)),
    }
}

/// Reads a value that is no list.
pub(super) fn scalar(text: &str, kind: &Kind, spot: &Spot) -> Item {
    let word = text.trim();
    let read = match kind {
        Kind::Integer { .. } => word.parse().map(Data::Integer).ok(),
        Kind::Number { .. } => word.parse().map(Data::Number).ok(),
        Kind::Boolean => word.parse().map(Data::Boolean).ok(),
        _ => None,
    };
    Item {
        data: read.unwrap_or_else(|| Data::Text(text.to_owned())),
        spot: spot.clone(),
    }
}

fn toml(text: &str, key: &str, spot: &Spot, admission: &mut Admission<'_>) -> Option<Item> {
    let here = |_: Range<usize>| spot.clone();
    match DeValue::parse(text) {
        Ok(value) => Some(item(value.get_ref(), value.span(), &here)),
        Err(error) => {
            let help = "write a TOML array, such as `[\"a\", \"b\"]`".to_owned();
            admission.refuse(
                key,
                spot,
                ProblemKind::Syntax(error.message().to_owned()),
                Some(help),
            );
            None
        }
    }
}
