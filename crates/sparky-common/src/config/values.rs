//! The values in force, as they are compared.

use std::fmt;

use toml::{Table, Value};

/// Values with their secrets, which nobody prints.
#[derive(Clone, PartialEq)]
pub(super) struct Values(pub(super) Table);

impl fmt::Debug for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Values(..)")
    }
}

impl Values {
    /// The value of an option by its dotted key.
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        let (section, option) = key.split_once('.')?;
        self.0.get(section)?.as_table()?.get(option)
    }
}
