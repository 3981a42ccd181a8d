//! How much a change weighs, and why.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The impact score of a change with its parts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Impact {
    /// The sum of the parts.
    pub score: f64,
    /// What each part of the formula gave: `size`, `spread`, `kind`, `breaking`, `discussion` ...
    pub parts: BTreeMap<String, f64>,
}

/// A change and its impact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeImpact {
    /// The repository.
    pub repository: String,
    /// The commit.
    pub oid: String,
    /// The score and its parts.
    #[serde(flatten)]
    pub impact: Impact,
}
