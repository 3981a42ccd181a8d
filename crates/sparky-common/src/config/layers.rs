//! Layers of settings, one over the other.

use std::collections::BTreeMap;

use super::{item::Spot, origin::Origin};

/// The settings of one layer, or of several laid over each other, by dotted key.
pub(super) type Layer = BTreeMap<String, Setting>;

/// A checked value and where it comes from.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    pub(super) value: toml::Value,
    pub(super) origin: Origin,
    pub(super) spot: Spot,
}

impl Setting {
    /// Takes in a later setting of the same layer: lists grow, other values are replaced.
    pub(super) fn absorb(&mut self, later: Setting) {
        match (&mut self.value, later.value) {
            (toml::Value::Array(elements), toml::Value::Array(more)) => elements.extend(more),
            (value, replacement) => *value = replacement,
        }
        self.origin = later.origin;
        self.spot = later.spot;
    }
}

/// The settings as the nested tables of a configuration file.
pub(super) fn tables(layer: &Layer) -> toml::Table {
    let mut sections = toml::Table::new();
    for (key, setting) in layer {
        let Some((section, option)) = key.split_once('.') else {
            continue;
        };
        let section = sections
            .entry(section)
            .or_insert_with(|| toml::Value::Table(toml::Table::new()));
        if let Some(table) = section.as_table_mut() {
            table.insert(option.to_owned(), setting.value.clone());
        }
    }
    sections
}
