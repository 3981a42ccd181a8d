//! What differs between two configurations, and what of an older one stays.

use std::collections::BTreeSet;

use toml::Value;

use super::{
    error::ConfigErrors,
    load::{Loaded, loaded},
};

impl Loaded {
    /// The options whose values differ from those of an earlier configuration, secrets too, by dotted key.
    pub fn changed_since(&self, earlier: &Self) -> BTreeSet<String> {
        let keys = self.origins.keys().chain(earlier.origins.keys());
        keys.filter(|key| self.values.get(key) != earlier.values.get(key))
            .cloned()
            .collect()
    }

    /// This configuration with the earlier values of some options.
    ///
    /// # Errors
    /// The values do not go together.
    pub fn keeping(&self, keys: &BTreeSet<String>, earlier: &Self) -> Result<Self, ConfigErrors> {
        let (mut values, mut origins) = (self.values.0.clone(), self.origins.clone());
        for key in keys {
            let (Some((section, option)), Some(value)) = (key.split_once('.'), earlier.values.get(key))
            else {
                continue;
            };
            if let Some(table) = values.get_mut(section).and_then(Value::as_table_mut) {
                table.insert(option.to_owned(), value.clone());
            }
            if let Some(origin) = earlier.origins.get(key) {
                origins.insert(key.clone(), origin.clone());
            }
        }
        loaded(values, origins)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Flag, LoadOptions};
    use super::*;

    fn load(flags: &[(&str, &str)]) -> Loaded {
        let mut options = LoadOptions::new([("HOME".to_owned(), "/home/ada".to_owned())], "/tmp");
        options.flags = flags
            .iter()
            .map(|(key, value)| Flag::new(*key, *value, "--flag"))
            .collect();
        Config::load(&options).expect("a configuration")
    }

    #[test]
    fn what_changed_is_named_and_what_stays_stays() {
        let before = load(&[
            ("bus.key", "the first key of the fleet"),
            ("collector.parallel", "3"),
        ]);
        let after = load(&[
            ("bus.key", "another key of the fleet"),
            ("collector.parallel", "4"),
        ]);
        let changed = after.changed_since(&before);
        assert_eq!(
            changed,
            ["bus.key", "collector.parallel"].map(str::to_owned).into()
        );
        let merged = after.keeping(&["bus.key".to_owned()].into(), &before).unwrap();
        assert_eq!(
            merged.changed_since(&before),
            ["collector.parallel".to_owned()].into()
        );
        assert_eq!(merged.config.collector.parallel, 4);
        assert!(
            !format!("{merged:?}").contains("the first key"),
            "no secret is printed"
        );
    }
}
