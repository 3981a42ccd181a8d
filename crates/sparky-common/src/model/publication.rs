//! Where documents went.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Sha256;
use crate::period::{Kind, Period};

/// What has become of a document at a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptState {
    /// A dry run: this is what would be done.
    Planned,
    /// Recorded before the attempt: whether it arrived is not known yet.
    Intended,
    /// It is there.
    Published,
    /// It was there already, byte for byte.
    Unchanged,
}

/// Proof that a document is at a destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Receipt {
    /// The destination's name in the configuration.
    pub destination: String,
    /// Where it lies there: `content/blog/2025/11/week-2025-46.md`.
    pub path: String,
    /// The hash of the document.
    pub sha256: Sha256,
    /// What has become of it.
    pub state: ReceiptState,
    /// The commit or the address that holds it now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// When it was recorded.
    #[schemars(with = "String")]
    pub at: Timestamp,
}

/// A change that a dry run shows, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlannedChange {
    /// The destination's name in the configuration.
    pub destination: String,
    /// The file that would change there.
    pub path: String,
    /// The change as a unified diff against what is there now.
    pub diff: String,
    /// The message of the commit that would carry it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
}

/// The artifact of the publish phase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Publication {
    /// See [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Daily, weekly or monthly.
    pub kind: Kind,
    /// The period.
    pub period: Period,
    /// What is where.
    pub receipts: Vec<Receipt>,
    /// What a dry run would change.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub planned: Vec<PlannedChange>,
}
