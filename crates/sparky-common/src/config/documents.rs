//! Which documents a run makes.

use schemars::JsonSchema;
use serde::Deserialize;

/// A sort of document that a run makes where the period gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DocumentChoice {
    /// The report of the period.
    Report,
    /// The picture of the report that previews of links show; made where the report is.
    Card,
    /// Posts for X, LinkedIn, Bluesky and Mastodon.
    Social,
    /// One story told for readers outside.
    Blog,
    /// The blog post as Dev.to takes it.
    Devto,
}

impl DocumentChoice {
    /// Every sort, in the order in which they are made.
    pub const ALL: [Self; 5] = [Self::Report, Self::Card, Self::Social, Self::Blog, Self::Devto];
}
