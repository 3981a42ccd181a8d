//! What a sentence may be about: facts that code selected, each with an id.

use std::fmt;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::Evidence;

/// The id of a fact within its sheet, shown as `f1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct FactId(pub String);

impl FactId {
    /// The id of the fact at a place, counted from 1.
    pub fn at(place: usize) -> Self {
        Self(format!("f{place}"))
    }
}

impl fmt::Display for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a model returns: one sentence and the facts it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// One plain sentence that ends in a full stop.
    pub text: String,
    /// The ids of the facts it rests on.
    pub cites: Vec<FactId>,
}

/// What sort of fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FactKind {
    /// A commit.
    Commit,
    /// A pull request.
    PullRequest,
    /// An issue.
    Issue,
    /// A release or tag.
    Release,
    /// A review of a pull request.
    Review,
    /// The organisation's numbers.
    Totals,
    /// A repository's numbers.
    Repository,
    /// A person's numbers.
    Person,
    /// A person's commits in one repository.
    Share,
    /// A value beside the period before.
    Trend,
    /// The commits of a day.
    Day,
}

/// What something counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Noun {
    /// Commits without merges.
    Commit,
    /// Merge commits.
    Merge,
    /// Lines.
    Line,
    /// Changed files.
    File,
    /// Pull requests.
    PullRequest,
    /// Issues.
    Issue,
    /// Releases and tags.
    Release,
    /// Reviews.
    Review,
    /// Comments.
    Comment,
    /// People.
    Person,
    /// Bots.
    Bot,
    /// Repositories.
    Repository,
    /// Days.
    Day,
}

/// Which of the counted things: a number is quoted with it or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Qualifier {
    /// Opened in the period.
    Opened,
    /// Merged in the period.
    Merged,
    /// Closed in the period.
    Closed,
    /// Reopened in the period.
    Reopened,
    /// Lines that are new.
    Added,
    /// Lines that are gone.
    Deleted,
    /// The value of the period before.
    Before,
}

/// A number with its noun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Quantity {
    /// The number.
    pub value: u64,
    /// What it counts.
    pub noun: Noun,
    /// Which of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualifier: Option<Qualifier>,
    /// Where it stands in the insights, by JSON pointer.
    pub pointer: String,
}

/// What happened to a thing, with its day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    /// What.
    pub deed: Deed,
    /// The day, in the organisation's time zone.
    #[schemars(with = "String")]
    pub date: Date,
    /// Who did it, by id; nothing where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// What is done to commits, pull requests, issues and releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// A commit was made.
    Committed,
    /// Opened.
    Opened,
    /// Merged.
    Merged,
    /// Closed without being merged.
    Closed,
    /// Opened again.
    Reopened,
    /// Released or tagged.
    Released,
    /// Reviewed.
    Reviewed,
    /// Approved by a review.
    Approved,
}

/// Someone a fact is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Actor {
    /// The id in the snapshot.
    pub id: String,
    /// The name to show. Hostile until escaped.
    pub name: String,
    /// The account on the forge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
}

/// What a comparison over all of a kind has decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// More commits than any other repository, person or day of the period.
    MostCommits,
    /// The first commit of the repository, or the first contribution of the person, lies in the period.
    First,
    /// One person wrote every commit.
    Sole,
}

/// Something that code knows and a sentence may say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fact {
    /// Its id within the sheet.
    pub id: FactId,
    /// What sort.
    pub kind: FactKind,
    /// The repository; nothing for the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The people it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Actor>,
    /// What happened and when, in order of time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Event>,
    /// Its numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quantities: Vec<Quantity>,
    /// What comparisons have decided about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standings: Vec<Standing>,
    /// Numbers of pull requests and issues: its own, and those its subject ends in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<u64>,
    /// The tag of a release. Hostile until escaped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The full id of a commit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oid: Option<String>,
    /// The collected words: a subject or a title. Hostile until escaped.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// The files it changed, by path. Hostile until escaped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// Whether a pull request or an issue was still open at the end of the period.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
}

impl Fact {
    /// A fact of a kind that says nothing yet. The sheet gives it its id.
    pub fn new(kind: FactKind) -> Self {
        Self {
            id: FactId(String::new()),
            kind,
            repository: None,
            people: Vec::new(),
            events: Vec::new(),
            quantities: Vec::new(),
            standings: Vec::new(),
            references: Vec::new(),
            tag: None,
            oid: None,
            words: String::new(),
            paths: Vec::new(),
            open: false,
            evidence: Vec::new(),
        }
    }

    /// Whether nothing of it is merely wanted: it is no open proposal and no report of what should be.
    pub(super) fn is_settled(&self) -> bool {
        self.is_done() || !matches!(self.kind, FactKind::PullRequest | FactKind::Issue)
    }

    /// Whether what its words say has come to be: a commit, or a pull request that was merged.
    pub(super) fn is_done(&self) -> bool {
        match self.kind {
            FactKind::Commit => true,
            FactKind::PullRequest => self.events.iter().any(|event| event.deed == Deed::Merged),
            _ => false,
        }
    }
}
