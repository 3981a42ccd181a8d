//! What is missing from a snapshot and why.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much of a repository's window was collected. A quiet repository is [`CoverageState::Complete`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CoverageState {
    /// Everything that happened in the window is there.
    Complete,
    /// Something is missing; the gaps say what.
    Partial,
    /// Nothing can be said; the gaps say why.
    Failed,
}

/// The coverage of one repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Coverage {
    /// Complete, partial or failed.
    pub state: CoverageState,
    /// What is missing; empty exactly when the state is complete.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<Gap>,
}

/// One thing that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Gap {
    /// What is missing, in the words of a report: `line counts of 3 commits`.
    pub what: String,
    /// Why, with the error's own words.
    pub why: String,
}

impl Coverage {
    /// Nothing is missing.
    pub fn complete() -> Self {
        Self {
            state: CoverageState::Complete,
            gaps: Vec::new(),
        }
    }

    /// Something is missing.
    pub fn partial(gaps: Vec<Gap>) -> Self {
        Self {
            state: CoverageState::Partial,
            gaps,
        }
    }

    /// Nothing could be collected.
    pub fn failed(why: impl Into<String>) -> Self {
        let gap = Gap {
            what: "everything".into(),
            why: why.into(),
        };
        Self {
            state: CoverageState::Failed,
            gaps: vec![gap],
        }
    }
}
