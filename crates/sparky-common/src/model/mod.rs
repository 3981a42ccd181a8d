//! The artifacts that flow from phase to phase: snapshot, insights, documents, receipts; and the words for runs.
//!
//! Every artifact is plain data with a published JSON Schema. Collections are sorted and maps are ordered, so the
//! same facts always give the same bytes.

mod activity;
mod artifact;
mod control;
mod coverage;
mod document;
mod health;
mod impact;
mod insight;
mod insights;
mod lease;
mod parts;
mod pattern;
mod pointer;
mod profile;
mod prose;
mod publication;
mod run;
mod snapshot;
mod theme;
mod trend;

pub use activity::{
    Comment, Commit, FileChange, Issue, Lines, OpenItem, Person, PersonId, PullRequest, Release, Review,
};
pub use artifact::{ArtifactRef, Sha256};
pub use control::{Control, Mode};
pub use coverage::{Coverage, CoverageState, Gap};
pub use document::{Document, DocumentFormat, DocumentKind, DocumentSet, Link, Place, Sidecar, Statement};
pub use health::{Health, HealthPart, HealthScore};
pub use impact::{ChangeImpact, Impact};
pub use insight::{Insight, InsightKind, Tier};
pub use insights::{
    ActivityCounts, Attention, AttentionKind, ChangeInsight, ChangeKind, Comparison, ContributorInsight,
    DayCount, Flow, Insights, PeriodTotals, RepositoryInsight, Spread, Story, StoryKind, Totals,
};
pub use lease::{Holder, LeaseState};
pub use pattern::{Coupling, HotSpot, Patterns, Stale, Term};
pub use profile::Profile;
pub use prose::{Evidence, Sentence, Span, Writer};
pub use publication::{PlannedChange, Publication, Receipt, ReceiptState};
pub use run::{
    Check, GateReport, Measure, Phase, RunId, RunRecord, RunRequest, RunStatus, SourceRef, UnderReview,
    Verdict, Via,
};
pub use snapshot::{PastPeriod, Repository, RepositoryActivity, Snapshot, Visibility};
pub use theme::{FollowUp, Theme, Writing};
pub use trend::{Metric, Point, Rhythm, Trend, TrendVerdict};

/// The version of the artifact schemas. It changes when a field changes its meaning or disappears.
pub const SCHEMA_VERSION: u32 = 1;
