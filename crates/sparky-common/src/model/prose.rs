//! Sentences that know what they rest on.
//!
//! A sentence is a row of spans. Our own words are [`Span::Text`]; every number, name, link and quotation is a span
//! of its own that code renders and escapes for where it goes. Text collected from the outside never becomes
//! `Text`, so it can never become markup.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a statement rests on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Evidence {
    /// A commit of the snapshot.
    Commit {
        /// The repository's name.
        repository: String,
        /// The full object id.
        oid: String,
    },
    /// A pull request or issue of the snapshot, or a `#12` in a commit's message.
    Reference {
        /// The repository's name.
        repository: String,
        /// The number.
        number: u64,
    },
    /// A release or tag of the snapshot.
    Release {
        /// The repository's name.
        repository: String,
        /// The tag.
        tag: String,
    },
    /// A value of the insights, by JSON pointer (RFC 6901): `/totals/commits`.
    Metric {
        /// The pointer.
        pointer: String,
    },
    /// The coverage of a repository.
    Coverage {
        /// The repository's name.
        repository: String,
    },
}

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Span {
    /// Our own words. Invariant: never collected text, never a digit.
    Text {
        /// The words.
        text: String,
    },
    /// A number with an optional noun that agrees with it: `53 commits`.
    Count {
        /// The number.
        value: u64,
        /// The noun for one; empty for a bare number.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        one: String,
        /// The noun for any other number.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        many: String,
    },
    /// A repository, linked to where it lives.
    Repository {
        /// Its name in the snapshot.
        name: String,
    },
    /// A person.
    Person {
        /// The id in the snapshot.
        id: String,
        /// The name to show. Hostile until escaped.
        name: String,
    },
    /// A commit, linked, shown by its abbreviated id.
    Commit {
        /// The repository's name.
        repository: String,
        /// The full object id.
        oid: String,
    },
    /// A pull request or issue, linked, shown as `#12`.
    Reference {
        /// The repository's name.
        repository: String,
        /// The number.
        number: u64,
    },
    /// A release or tag, linked.
    Release {
        /// The repository's name.
        repository: String,
        /// The tag. Hostile until escaped.
        tag: String,
    },
    /// Collected words quoted as words: a subject or a title. Hostile until escaped.
    Quote {
        /// The words.
        text: String,
    },
    /// Collected words that run on in our sentence without quotation marks: the name of a feature, the object of a
    /// verb. Hostile until escaped.
    Term {
        /// The words.
        text: String,
    },
    /// Collected words shown as code: a path, a scope, a command. Hostile until escaped.
    Code {
        /// The words.
        text: String,
    },
    /// A weekday name, such as `Monday`, of a day in the period.
    Weekday {
        /// The day.
        #[schemars(with = "String")]
        date: Date,
    },
    /// A date, shown as `12 November`.
    Day {
        /// The day.
        #[schemars(with = "String")]
        date: Date,
    },
}

/// A sentence and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Sentence {
    /// Its parts in order. The last text ends with the closing punctuation.
    pub spans: Vec<Span>,
    /// What it rests on, sorted, without doubles. Never empty.
    pub evidence: Vec<Evidence>,
    /// Who worded it.
    #[serde(default, skip_serializing_if = "Writer::is_rules")]
    pub writer: Writer,
}

impl Sentence {
    /// A sentence that rules wrote.
    pub fn new(spans: Vec<Span>, evidence: Vec<Evidence>) -> Self {
        Self {
            spans,
            evidence,
            writer: Writer::Rules,
        }
    }
}

/// Who worded a sentence. What a model worded is held against its facts again wherever it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Writer {
    /// Rules.
    #[default]
    Rules,
    /// A language model, from facts that the check holds it against.
    Model {
        /// The one repository that the facts were about; nothing for several.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        repository: Option<String>,
    },
}

impl Writer {
    /// Whether rules worded it.
    pub fn is_rules(&self) -> bool {
        *self == Self::Rules
    }
}
