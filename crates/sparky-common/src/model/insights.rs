//! What was computed from a snapshot.

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    ArtifactRef, ChangeImpact, Coverage, Evidence, FollowUp, Health, Insight, Patterns, PersonId, Profile,
    Rhythm, Sentence, Theme, Tier, Trend, Writing,
};
use crate::period::{Kind, Period, Window};

/// The artifact of the analyze phase, stored at `processed/<kind>/<period>.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Insights {
    /// See [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// What to call the organisation in a headline.
    pub organisation: String,
    /// Daily, weekly or monthly.
    pub kind: Kind,
    /// The period.
    pub period: Period,
    /// Its instants.
    pub window: Window,
    /// The IANA name of the organisation's time zone.
    pub time_zone: String,
    /// Whether the period was over when the snapshot was taken.
    pub over: bool,
    /// The snapshot that everything rests on.
    pub snapshot: ArtifactRef,
    /// The organisation as a whole; a commit that stands in several repositories counts once.
    pub totals: Totals,
    /// How long pull requests and issues took.
    #[serde(default)]
    pub flow: Flow,
    /// The same totals against the periods before.
    pub comparison: Comparison,
    /// Commits per day of the period in the organisation's time zone, every day once, in order.
    pub days: Vec<DayCount>,
    /// Every repository, most commits first, then by name.
    pub repositories: Vec<RepositoryInsight>,
    /// Everyone who did something, people before bots, most commits first, then by name.
    pub contributors: Vec<ContributorInsight>,
    /// What happened, most newsworthy first.
    pub stories: Vec<Story>,
    /// What waits or went wrong, most urgent first.
    pub attention: Vec<Attention>,
    /// The period in a paragraph.
    pub summary: Vec<Sentence>,
    /// How the organisation's and the active repositories' values move; the organisation's first.
    #[serde(default)]
    pub trends: Vec<Trend>,
    /// When in the period the work happened.
    #[serde(default)]
    pub rhythm: Rhythm,
    /// What recurs.
    #[serde(default)]
    pub patterns: Patterns,
    /// The changes that weigh most, highest score first, then by oid; capped.
    #[serde(default)]
    pub impact: Vec<ChangeImpact>,
    /// Findings, most newsworthy first, each told once.
    #[serde(default)]
    pub insights: Vec<Insight>,
    /// What runs across repositories, most important first.
    #[serde(default)]
    pub themes: Vec<Theme>,
    /// The insights of the period before, where they were there to follow up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<ArtifactRef>,
    /// What became of what the report before called open.
    #[serde(default)]
    pub follow_ups: Vec<FollowUp>,
    /// Who wrote the sentences.
    #[serde(default)]
    pub writing: Writing,
}

/// Counts for the organisation. People and bots are never added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Totals {
    /// Commits without merges, each oid once.
    pub commits: u64,
    /// Merge commits, each oid once.
    pub merges: u64,
    /// Lines added.
    pub additions: u64,
    /// Lines deleted.
    pub deletions: u64,
    /// Rows of `git log --numstat`: one per file and commit.
    pub files_changed: u64,
    /// Pull requests opened in the window.
    pub pull_requests_opened: u64,
    /// Pull requests merged in the window.
    pub pull_requests_merged: u64,
    /// Pull requests closed in the window without being merged.
    #[serde(default)]
    pub pull_requests_closed: u64,
    /// Issues opened in the window.
    pub issues_opened: u64,
    /// Issues closed in the window.
    pub issues_closed: u64,
    /// Issues reopened in the window.
    #[serde(default)]
    pub issues_reopened: u64,
    /// Comments on issues and pull requests in the window.
    #[serde(default)]
    pub comments: u64,
    /// Releases and tags of the window.
    pub releases: u64,
    /// People who wrote a commit, opened a pull request or issue, or gave a review.
    pub contributors: u64,
    /// Bots that did.
    pub bots: u64,
    /// Repositories in which something happened.
    pub active_repositories: u64,
}

/// Counts for one repository or one contributor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ActivityCounts {
    /// Commits without merges.
    pub commits: u64,
    /// Merge commits.
    pub merges: u64,
    /// Lines added.
    pub additions: u64,
    /// Lines deleted.
    pub deletions: u64,
    /// Rows of `git log --numstat`.
    pub files_changed: u64,
    /// Pull requests opened in the window.
    pub pull_requests_opened: u64,
    /// Pull requests merged in the window.
    pub pull_requests_merged: u64,
    /// Pull requests closed in the window without being merged.
    #[serde(default)]
    pub pull_requests_closed: u64,
    /// Issues opened in the window.
    pub issues_opened: u64,
    /// Issues closed in the window.
    pub issues_closed: u64,
    /// Issues reopened in the window.
    #[serde(default)]
    pub issues_reopened: u64,
    /// Comments on issues and pull requests in the window.
    #[serde(default)]
    pub comments: u64,
    /// Reviews given (contributor) or received (repository).
    pub reviews: u64,
    /// Releases and tags.
    pub releases: u64,
}

/// How long things took that came to their end in the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Flow {
    /// Pull requests merged in the window: from opened to merged.
    pub cycle_time: Option<Spread>,
    /// Pull requests first reviewed in the window: from opened to the first review by somebody else.
    pub review_latency: Option<Spread>,
    /// Issues closed in the window: from opened to closed.
    pub issue_age: Option<Spread>,
}

/// Durations in whole minutes, by nearest rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Spread {
    /// How many.
    pub count: u64,
    /// Half took no longer.
    pub median_minutes: u64,
    /// Nine of ten took no longer.
    pub p90_minutes: u64,
}

/// The period beside those before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// The periods before, oldest first, the nearest last; empty where there is no history.
    pub past: Vec<PeriodTotals>,
    /// The median of commits over `past`, rounded half up; nothing where history is too short to say.
    pub median_commits: Option<u64>,
}

/// What is known about an earlier period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodTotals {
    /// Which period.
    pub period: Period,
    /// Commits without merges, each oid once.
    pub commits: u64,
    /// People who wrote them.
    pub contributors: u64,
    /// Repositories that have some.
    pub active_repositories: u64,
}

/// Commits of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DayCount {
    /// The day.
    #[schemars(with = "String")]
    pub date: Date,
    /// Commits without merges, each oid once.
    pub commits: u64,
}

/// One repository.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RepositoryInsight {
    /// Its name in the snapshot.
    pub name: String,
    /// Where people look at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web_url: Option<String>,
    /// What is missing and why.
    pub coverage: Coverage,
    /// Its numbers.
    #[serde(flatten)]
    pub counts: ActivityCounts,
    /// How long pull requests and issues took here.
    #[serde(default)]
    pub flow: Flow,
    /// People who wrote commits here.
    pub contributors: u64,
    /// Commits of the earlier periods, oldest first, beside `comparison.past`.
    pub past_commits: Vec<u64>,
    /// Whether its first commit ever lies in the window.
    pub new: bool,
    /// Files changed by area of the tree, most first, then by name.
    pub areas: Vec<(String, u64)>,
    /// Commits by conventional type (`feat`, `fix`, ..., `other`).
    pub kinds: BTreeMap<String, u64>,
    /// What happened here in one line; nothing for a quiet repository.
    pub line: Option<Sentence>,
    /// Its changes one by one, most consequential first, upkeep last; capped.
    #[serde(default)]
    pub changes: Vec<ChangeInsight>,
    /// How many changes the cap on `changes` left out.
    #[serde(default)]
    pub more_changes: u64,
    /// How deep it is told.
    #[serde(default)]
    pub tier: Tier,
    /// How it is doing; nothing for a quiet repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub health: Option<Health>,
}

/// What sort of change, most consequential first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Something is new, different or gone.
    Development,
    /// Something was repaired.
    Repair,
    /// Documents or tests.
    Support,
    /// Dependencies, builds, formatting.
    Upkeep,
}

/// A change, or several of upkeep folded into one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeInsight {
    /// What sort.
    pub kind: ChangeKind,
    /// How many changes the entry stands for.
    pub changes: u64,
    /// What it was, whose, when and where.
    pub sentence: Sentence,
    /// What its message adds, where it says more than the subject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Sentence>,
    /// All that its message says, in the author's words as far as these can stand for themselves: for whoever tells
    /// the whole story. Nothing in the insights of a day, which has no such text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub account: Vec<Sentence>,
}

/// One contributor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ContributorInsight {
    /// The id in the snapshot.
    pub id: PersonId,
    /// The name to show. Hostile until escaped.
    pub name: String,
    /// Whether this is a program.
    pub bot: bool,
    /// The numbers.
    #[serde(flatten)]
    pub counts: ActivityCounts,
    /// Commits by repository.
    pub repositories: BTreeMap<String, u64>,
    /// Whether nothing by them is known from before; nothing where history is too short to say.
    pub new: Option<bool>,
    /// What they did, in a sentence; nothing for those who only appear in numbers.
    pub line: Option<Sentence>,
    /// What they work on.
    #[serde(default)]
    pub profile: Profile,
}

/// What sort of news a story is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StoryKind {
    /// A repository began.
    Beginning,
    /// A release was made.
    Release,
    /// Something was taken back.
    Revert,
    /// Related commits with an arc.
    Effort,
    /// Mostly repairs.
    Repairs,
    /// Mostly documents.
    Documents,
    /// Dependencies, builds, formatting: worth a line at most.
    Upkeep,
}

/// Related changes told as one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Story {
    /// Stable within the period: `raibid-labs/dgx-pixels:ws`.
    pub id: String,
    /// What sort of news.
    pub kind: StoryKind,
    /// The repository it happens in.
    pub repository: String,
    /// A headline of at most a dozen words, without closing punctuation.
    pub headline: Sentence,
    /// Newsworthiness, higher first; documented with the scoring.
    pub score: f64,
    /// First and last day.
    #[schemars(with = "(String, String)")]
    pub span: (Date, Date),
    /// The story in paragraphs, most important first: a reader may stop after any of them.
    pub paragraphs: Vec<Vec<Sentence>>,
    /// Every commit and reference it is about.
    pub evidence: Vec<Evidence>,
}

/// Why something needs attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttentionKind {
    /// Could not be collected, wholly or partly.
    Coverage,
    /// Fell silent after being busy.
    Silence,
    /// Marked as unfinished, broken or reverted by its own words.
    Unfinished,
    /// Fixes or features since the last release.
    Unreleased,
    /// One person wrote nearly everything.
    BusFactor,
    /// A review, pull request or issue waits.
    Waiting,
}

/// Something that waits or went wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Attention {
    /// Why.
    pub kind: AttentionKind,
    /// Where.
    pub repository: String,
    /// What, in a sentence.
    pub sentence: Sentence,
}
