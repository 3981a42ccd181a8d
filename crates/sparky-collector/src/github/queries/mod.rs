//! The GraphQL documents. Each file is a whole operation for one object; [`compose`] puts many of them into one
//! request by giving every one its own alias and variables.

mod all;
mod batch;
mod template;
mod whole;

pub use all::documents;
pub use batch::compose;
pub use whole::{repositories, repository, visibility};

use template::Template;

/// A question about one object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ask {
    /// A page of a repository's pull requests with their first reviews and comments.
    PullRequests,
    /// A page of a repository's issues with their first events and comments.
    Issues,
    /// A page of a repository's releases.
    Releases,
    /// A page of a repository's open pull requests, the oldest first.
    OpenPullRequests,
    /// A page of a repository's open issues, the oldest first.
    OpenIssues,
    /// A further page of a pull request's reviews.
    Reviews,
    /// A further page of a pull request's events and comments.
    Talk,
    /// A further page of an issue's events and comments.
    Events,
    /// The account behind a commit's author.
    Account,
    /// A page of commits.
    History,
    /// A page of tags.
    Tags,
    /// A small text file.
    File,
    /// Whether a blob is binary.
    Blob,
}

impl Ask {
    /// Every question.
    pub const ALL: [Self; 13] = [
        Self::PullRequests,
        Self::Issues,
        Self::Releases,
        Self::OpenPullRequests,
        Self::OpenIssues,
        Self::Reviews,
        Self::Talk,
        Self::Events,
        Self::Account,
        Self::History,
        Self::Tags,
        Self::File,
        Self::Blob,
    ];

    /// The word used in the database and in reports: `pull requests`.
    pub fn noun(self) -> &'static str {
        match self {
            Self::PullRequests => "pull requests",
            Self::Issues => "issues",
            Self::Releases => "releases",
            Self::OpenPullRequests => "open pull requests",
            Self::OpenIssues => "open issues",
            Self::Reviews => "reviews",
            Self::Talk => "pull request comments",
            Self::Events => "issue events",
            Self::Account => "accounts",
            Self::History => "commits",
            Self::Tags => "tags",
            Self::File => "files",
            Self::Blob => "line counts",
        }
    }

    /// The page size to begin with; 1 where there are no pages.
    pub fn page(self) -> u32 {
        match self {
            Self::PullRequests | Self::Issues => 25,
            Self::Releases => 20,
            Self::OpenPullRequests => 50,
            Self::OpenIssues | Self::Reviews | Self::Talk | Self::Events | Self::History | Self::Tags => 100,
            Self::Account | Self::File | Self::Blob => 1,
        }
    }

    /// The connections inside each node of a page.
    pub(super) fn connections(self) -> u64 {
        match self {
            Self::PullRequests => 2,
            Self::Issues | Self::OpenPullRequests | Self::History => 1,
            _ => 0,
        }
    }

    /// The nodes of one connection inside a node, by the document's own `first`.
    pub(super) fn inner(self) -> u64 {
        match self {
            Self::PullRequests | Self::Issues | Self::OpenPullRequests => 20,
            Self::History => 1,
            _ => 0,
        }
    }

    /// The field of an item that a further page of its inner lists belongs to.
    pub(super) fn inner_list(self) -> &'static str {
        match self {
            Self::Talk | Self::Events => "talk",
            _ => "inner",
        }
    }

    /// The list whose items this one holds: the open ones are kept among the others.
    pub(super) fn kind(self) -> Self {
        match self {
            Self::OpenPullRequests => Self::PullRequests,
            Self::OpenIssues => Self::Issues,
            other => other,
        }
    }

    /// Whether this is a list of what is open.
    pub(super) fn is_open(self) -> bool {
        self.kind() != self
    }

    fn template(self) -> Template<'static> {
        Template::read(match self {
            Self::PullRequests => include_str!("pull_requests.graphql"),
            Self::Issues => include_str!("issues.graphql"),
            Self::Releases => include_str!("releases.graphql"),
            Self::OpenPullRequests => include_str!("open_pull_requests.graphql"),
            Self::OpenIssues => include_str!("open_issues.graphql"),
            Self::Reviews => include_str!("reviews.graphql"),
            Self::Talk => include_str!("talk.graphql"),
            Self::Events => include_str!("events.graphql"),
            Self::Account => include_str!("account.graphql"),
            Self::History => include_str!("history.graphql"),
            Self::Tags => include_str!("tags.graphql"),
            Self::File => include_str!("file.graphql"),
            Self::Blob => include_str!("blob.graphql"),
        })
    }
}

/// The fragment that most documents use.
const WHO: &str = include_str!("actor.graphql");
