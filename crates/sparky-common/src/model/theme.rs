//! What runs across repositories and across periods.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Evidence, Sentence};

/// A theme of a period that several repositories share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Theme {
    /// Stable within the period.
    pub id: String,
    /// A headline of at most a dozen words, without closing punctuation.
    pub headline: Sentence,
    /// The repositories it runs through, sorted.
    pub repositories: Vec<String>,
    /// The theme in paragraphs, most important first.
    pub paragraphs: Vec<Vec<Sentence>>,
    /// Every commit and reference it is about.
    pub evidence: Vec<Evidence>,
}

/// What became of something that the report before called open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FollowUp {
    /// Where.
    pub repository: String,
    /// Whether it is settled.
    pub settled: bool,
    /// What was open and what became of it.
    pub sentence: Sentence,
}

/// Who wrote the sentences.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Writing {
    /// The model that was asked, as `ollama:qwen2.5-coder:1.5b`; nothing where rules alone were wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Sentences of the model that passed the grounding check and stand in the insights.
    pub accepted: u64,
    /// Sentences of the model that were dropped.
    pub rejected: u64,
    /// Why rules wrote what the model was asked for, in a few words: `the model did not answer in time`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub degraded: Option<String>,
}
