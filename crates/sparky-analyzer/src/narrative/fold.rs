//! Housekeeping told together: twelve dependency updates are one entry of a list.

use sparky_common::model::Sentence;

use super::draft::Draft;
use crate::{
    effort::{Change, Chronicle, Nature},
    text::area::{FileKind, file_kind},
};

/// How many are named, and on how many of its commits an entry rests at most.
const NAMED: usize = 3;
const EVIDENCE: usize = 20;

/// A sort of housekeeping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Chore {
    /// The repository's own versions.
    Versions,
    /// Versions of what is used.
    Dependencies,
    /// What runs elsewhere.
    Integration,
    /// Formatting, lints, spelling.
    Tidying,
    /// Anything else that a program did.
    Programs,
    /// Anything else.
    Other,
    /// Subjects such as `wip`.
    Unsaid,
}

impl Chore {
    /// What sort of housekeeping a change is; nothing if it is more than that.
    pub(crate) fn of(change: &Change<'_>) -> Option<Self> {
        if change.nature == Nature::Release {
            return Some(Self::Versions);
        }
        if change.is_terse() {
            return Some(Self::Unsaid);
        }
        if change.nature != Nature::Upkeep {
            return None;
        }
        let title = change.subject.title.to_lowercase();
        let scope = change.subject.scope.as_deref().unwrap_or_default();
        let holds = |words: &[&str]| words.iter().any(|word| title.contains(word));
        let files = &change.commit.files;
        let all = |test: fn(&str) -> bool| !files.is_empty() && files.iter().all(|file| test(&file.path));
        let chore = if scope.starts_with("dep")
            || title.starts_with("bump ")
            || holds(&["dependenc", "update rust crate", "lockfile", "lock file"])
            || all(|path| file_kind(path) == FileKind::Lock)
        {
            Self::Dependencies
        } else if change.subject.kind == Some("ci")
            || scope == "ci"
            || all(|path| path.starts_with(".github/"))
        {
            Self::Integration
        } else if change.subject.kind == Some("style")
            || holds(&["typo", "whitespace", "rustfmt", "clippy", "format"])
        {
            Self::Tidying
        } else if change.by_program {
            Self::Programs
        } else {
            Self::Other
        };
        Some(chore)
    }

    /// The changes of this sort in one sentence; `pointer` is where the insights have their number.
    pub(crate) fn sentence(
        self,
        chronicle: &Chronicle<'_>,
        members: &[usize],
        pointer: String,
    ) -> Option<Sentence> {
        let (one, many) = self.noun();
        let changes = members.iter().map(|&i| &chronicle.changes[i]);
        let draft = Draft::default()
            .metric(members.len() as u64, one, many, pointer)
            .on_all(
                &chronicle.activity.repository.name,
                changes.clone().take(EVIDENCE),
            );
        if self == Self::Unsaid {
            return draft.end();
        }
        let mut titles: Vec<&str> = Vec::new();
        for title in changes.map(|change| change.subject.title.as_str()) {
            if titles.len() < NAMED && !titles.contains(&title) {
                titles.push(title);
            }
        }
        let joint = if titles.len() < members.len() {
            ", among them "
        } else {
            ": "
        };
        let quotes = titles
            .into_iter()
            .map(|title| Draft::default().quote(title))
            .collect();
        draft.text(joint).list(quotes).end()
    }

    fn noun(self) -> (&'static str, &'static str) {
        match self {
            Self::Versions => ("commit that sets a version", "commits that set versions"),
            Self::Dependencies => ("dependency update", "dependency updates"),
            Self::Integration => (
                "change to continuous integration",
                "changes to continuous integration",
            ),
            Self::Tidying => (
                "touch of formatting, lints or spelling",
                "touches of formatting, lints or spelling",
            ),
            Self::Programs => ("commit by a program", "commits by programs"),
            Self::Other => ("chore", "chores"),
            Self::Unsaid => (
                "commit whose subject does not say what changed",
                "commits whose subjects do not say what changed",
            ),
        }
    }
}
