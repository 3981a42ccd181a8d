//! What recurs: kinds of work, places that change, places that change together, words.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PersonId;

/// Patterns of the period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Patterns {
    /// Commits by conventional type (`feat`, `fix`, ..., `other`), each oid once.
    pub kinds: BTreeMap<String, u64>,
    /// Files that changed most often, by number of commits, then by path.
    pub hot_spots: Vec<HotSpot>,
    /// Places that change together, strongest first.
    pub coupled: Vec<Coupling>,
    /// Words that this period's subjects use and that stand out, strongest first. Hostile until escaped.
    pub terms: Vec<Term>,
    /// Pull requests that are open and have waited long, longest first.
    pub stale_pull_requests: Vec<Stale>,
    /// Issues that have been open long, longest first.
    pub long_open_issues: Vec<Stale>,
}

/// A file that changes often.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HotSpot {
    /// The repository.
    pub repository: String,
    /// The path. Hostile until escaped.
    pub path: String,
    /// How many commits changed it.
    pub commits: u64,
    /// Lines added and deleted there.
    pub lines: u64,
    /// How many people changed it.
    pub people: u64,
}

/// Two places that commits change together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Coupling {
    /// The repository.
    pub repository: String,
    /// One path or area. Hostile until escaped.
    pub left: String,
    /// The other. Hostile until escaped.
    pub right: String,
    /// Commits that change both.
    pub together: u64,
    /// `together` over the commits that change either (Jaccard), 0 to 1.
    pub strength: f64,
}

/// A word that stands out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Term {
    /// The word. Hostile until escaped.
    pub text: String,
    /// Commits whose subject has it.
    pub commits: u64,
    /// The repositories it occurs in, sorted.
    pub repositories: Vec<String>,
}

/// Something that has been open for long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Stale {
    /// The repository.
    pub repository: String,
    /// Its number.
    pub number: u64,
    /// Its title. Hostile until escaped.
    pub title: String,
    /// Who opened it; nothing where the account is gone.
    pub author: Option<PersonId>,
    /// When it was opened.
    #[schemars(with = "String")]
    pub opened_at: Timestamp,
    /// Whole days from then to the end of the window.
    pub days: u64,
}
