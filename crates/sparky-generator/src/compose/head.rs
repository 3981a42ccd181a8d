//! The heads of tables.

use crate::page::{Line, Row};

/// A table's head.
pub(super) fn head(names: &[&str]) -> Row {
    Row {
        cells: names.iter().map(|name| Line::text(*name)).collect(),
    }
}
