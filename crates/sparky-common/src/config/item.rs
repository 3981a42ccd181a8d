//! A value as it was read, with the place where it stands.

use std::{ops::Range, sync::Arc};

use toml::de::{DeTable, DeValue};

use super::{error::Place, source::Source};

/// A value and its place.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) data: Data,
    pub(super) spot: Spot,
}

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Data {
    Text(String),
    /// Beyond the reach of the type: the largest number.
    Integer(i128),
    Number(f64),
    Boolean(bool),
    Date,
    List(Vec<Item>),
    Table(Vec<Entry>),
}

/// One key of a table.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) name_spot: Spot,
    pub(super) value: Item,
}

/// Where a key or a value stands.
#[derive(Clone, Debug)]
pub(super) enum Spot {
    /// In a file.
    Text(Arc<Source>, Range<usize>),
    /// In a variable.
    Variable(Arc<str>),
    /// In a flag.
    Flag(Arc<str>),
}

impl Spot {
    /// The place, for people.
    pub(super) fn place(&self) -> Place {
        match self {
            Self::Text(source, span) => source.place(span.clone()),
            Self::Variable(name) => Place::Variable(name.to_string()),
            Self::Flag(name) => Place::Flag(name.to_string()),
        }
    }
}

impl Data {
    /// What the value is, without saying it: it might be a secret.
    pub(super) fn noun(&self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Integer(_) => "a whole number",
            Self::Number(_) => "a number with a fraction",
            Self::Boolean(_) => "a truth value",
            Self::Date => "a date",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// Turns a parsed value into an item; `spot` says where a span of it stands.
pub(super) fn item(value: &DeValue<'_>, span: Range<usize>, spot: &dyn Fn(Range<usize>) -> Spot) -> Item {
    let data = match value {
        DeValue::String(text) => Data::Text(text.to_string()),
        DeValue::Integer(number) => {
            Data::Integer(i128::from_str_radix(number.as_str(), number.radix()).unwrap_or(i128::MAX))
        }
        DeValue::Float(number) => Data::Number(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(truth) => Data::Boolean(*truth),
        DeValue::Datetime(_) => Data::Date,
        DeValue::Array(elements) => Data::List(
            elements
                .iter()
                .map(|element| item(element.get_ref(), element.span(), spot))
                .collect(),
        ),
        DeValue::Table(table) => Data::Table(entries(table, spot)),
    };
    Item {
        data,
        spot: spot(span),
    }
}

/// Turns a parsed table into entries.
pub(super) fn entries(table: &DeTable<'_>, spot: &dyn Fn(Range<usize>) -> Spot) -> Vec<Entry> {
    table
        .iter()
        .map(|(name, value)| Entry {
            name: name.get_ref().to_string(),
            name_spot: spot(name.span()),
            value: item(value.get_ref(), value.span(), spot),
        })
        .collect()
}
