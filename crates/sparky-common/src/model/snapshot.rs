//! Everything that was collected for a window.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Commit, Coverage, CoverageState, Issue, OpenItem, Person, PullRequest, Release};
use crate::period::{Kind, Period, Window};

/// The artifact of the collect phase, stored at `raw/<kind>/<period>.json`.
///
/// Invariant: holds nothing that depends on when or where it was collected, so collecting twice gives equal bytes.
///
/// `R` is a list of [`RepositoryActivity`], for writing also one that is never in memory as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Snapshot")]
pub struct Snapshot<R = Vec<RepositoryActivity>> {
    /// See [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// What to call the organisation in a headline.
    pub organisation: String,
    /// Daily, weekly or monthly.
    pub kind: Kind,
    /// The period it is about.
    pub period: Period,
    /// The instants of the period in the organisation's time zone.
    pub window: Window,
    /// The IANA name of the organisation's time zone: its days are the days of the report.
    pub time_zone: String,
    /// Whether the period was over when this was collected. If not, the report is marked partial.
    pub over: bool,
    /// Every person that an activity names, by id.
    pub people: Vec<Person>,
    /// Every repository in scope, quiet and failed ones too, by name.
    pub repositories: R,
}

impl Snapshot {
    /// Whether a repository is among them that not everyone may see.
    pub fn is_private(&self) -> bool {
        let private = |activity: &RepositoryActivity| activity.repository.visibility == Visibility::Private;
        self.repositories.iter().any(private)
    }

    /// How many repositories ended in a coverage state.
    pub fn count(&self, state: CoverageState) -> usize {
        self.repositories
            .iter()
            .filter(|repository| repository.coverage.state == state)
            .count()
    }
}

/// Who may see a repository. What is not known to be public is treated as private where it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Anyone.
    Public,
    /// Members only.
    Private,
    /// Git alone does not know.
    Unknown,
}

/// A repository and where it lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Repository {
    /// `owner/name` by its origin where that is an https or ssh URL, else the folder's name.
    pub name: String,
    /// Where people look at it (`https://host/owner/name`), without credentials; nothing for a local one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub web_url: Option<String>,
    /// The branch that HEAD names, even if it is unborn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_branch: Option<String>,
    /// Who may see it.
    pub visibility: Visibility,
}

/// What happened in one repository in the window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RepositoryActivity {
    /// The repository.
    pub repository: Repository,
    /// What is missing and why.
    pub coverage: Coverage,
    /// Commits of the window, merges too, newest first by committer date, then by oid.
    pub commits: Vec<Commit>,
    /// Pull requests touched in the window, by number.
    #[serde(default)]
    pub pull_requests: Vec<PullRequest>,
    /// Issues touched in the window, by number.
    #[serde(default)]
    pub issues: Vec<Issue>,
    /// Releases and tags of the window, oldest first.
    #[serde(default)]
    pub releases: Vec<Release>,
    /// Pull requests that were open at the end of the window, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open_pull_requests: Vec<OpenItem>,
    /// Issues that were open at the end of the window, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open_issues: Vec<OpenItem>,
    /// Whether the history begins in or before the periods of `past`: only then a first commit is known to be first.
    pub history_complete: bool,
    /// The periods of the same kind before this one, oldest first, as far as they were looked at.
    pub past: Vec<PastPeriod>,
}

impl RepositoryActivity {
    /// A repository of which nothing is known but how its collection ended.
    pub fn new(repository: Repository, coverage: Coverage) -> Self {
        Self {
            repository,
            coverage,
            commits: Vec::new(),
            pull_requests: Vec::new(),
            issues: Vec::new(),
            releases: Vec::new(),
            open_pull_requests: Vec::new(),
            open_issues: Vec::new(),
            history_complete: false,
            past: Vec::new(),
        }
    }
}

/// What an earlier period held, counted from commit headers alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PastPeriod {
    /// Which period.
    pub period: Period,
    /// The object ids of its commits, merges excluded: what stands in several repositories counts once.
    pub commits: Vec<String>,
    /// Who wrote them, by id, sorted.
    pub authors: Vec<super::PersonId>,
}
