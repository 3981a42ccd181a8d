//! A commit as a report sees it.

use std::collections::BTreeSet;

use jiff::{civil::DateTime, tz::TimeZone};
use sparky_common::model::Commit;

use crate::text::{
    area::{self, FileKind, file_kind},
    clause::{Clause, clauses},
    subject::{self, Subject},
    verbs::Act,
    words,
};

/// What sort of change a commit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Nature {
    /// The repository's first commit.
    Birth,
    /// Something was taken back.
    Revert,
    /// A version was made.
    Release,
    /// Something was taken away.
    Removal,
    /// Something is new.
    Build,
    /// Something works differently or stands elsewhere.
    Change,
    /// Something was repaired.
    Repair,
    /// Tests alone.
    Test,
    /// Documents alone.
    Document,
    /// Versions, formatting, housekeeping.
    Upkeep,
}

/// A commit, or a merge with a title of its own, read.
#[derive(Clone, Debug)]
pub(crate) struct Change<'a> {
    /// The commit.
    pub commit: &'a Commit,
    /// Its subject taken apart.
    pub subject: Subject,
    /// When it was committed, on the organisation's clock.
    pub at: DateTime,
    /// What sort of change.
    pub nature: Nature,
    /// The words that may join it to others.
    pub topics: BTreeSet<String>,
    /// Whether a program made it.
    pub by_program: bool,
    /// Lines added and deleted, lock files left out.
    pub lines: u64,
    /// The area of the tree in which most of its files lie, if one holds most.
    pub area: Option<&'a str>,
}

impl<'a> Change<'a> {
    /// Reads a commit.
    pub(crate) fn read(commit: &'a Commit, zone: &TimeZone) -> Self {
        let mut subject = subject::parse(&commit.subject);
        if let Some(title) = merge_title(commit, &subject) {
            subject = title;
        }
        let files = Files::of(commit);
        let nature = nature(commit, &subject, &files);
        let topics = words::topics(&subject.bare_title);
        Self {
            commit,
            subject,
            at: zone.to_datetime(commit.committed_at),
            nature,
            topics,
            by_program: false,
            lines: files.lines,
            area: area::main_area(commit.files.iter().map(|file| file.path.as_str())),
        }
    }

    /// The subject as clauses of ours. A repair without a verb of its own is only ever quoted.
    pub(crate) fn clauses(&self) -> Vec<Clause> {
        clauses(&self.subject.title)
    }

    /// The title as its author wrote it, without the reference at its end.
    pub(crate) fn written(&self) -> &'a str {
        let title = pull_request(self.commit).map_or(self.commit.subject.as_str(), |(_, title)| title);
        match title.rsplit_once(" (#") {
            Some((title, number)) if number.trim_end_matches(')').parse::<u64>().is_ok() => title,
            _ => title,
        }
    }

    /// Whether the subject says too little to be told: `wip`, `fix`, `update`.
    pub(crate) fn is_terse(&self) -> bool {
        self.subject
            .title
            .split(' ')
            .filter(|word| word.len() > 1)
            .count()
            < 2
    }

    /// Whether this is news at all, and not upkeep.
    pub(crate) fn is_news(&self) -> bool {
        !matches!(self.nature, Nature::Upkeep | Nature::Test) && !self.is_terse()
    }
}

/// A merge of a pull request is called by the pull request's title, which stands in its body.
fn merge_title(commit: &Commit, subject: &Subject) -> Option<Subject> {
    let (number, title) = pull_request(commit)?;
    let mut title = subject::parse(title);
    if title.title.is_empty() {
        title = subject.clone();
    }
    title.references = vec![number];
    Some(title)
}

/// The number and the title of the pull request that a merge brought in.
fn pull_request(commit: &Commit) -> Option<(u64, &str)> {
    let rest = commit
        .subject
        .strip_prefix("Merge pull request #")
        .filter(|_| commit.is_merge())?;
    let number = rest.split(' ').next()?.parse().ok()?;
    let title = commit.body.lines().find(|line| !line.trim().is_empty());
    Some((number, title.unwrap_or_default()))
}

/// Whether a merge carries a title worth telling, and not only the name of a branch.
pub(crate) fn is_landing(commit: &Commit) -> bool {
    let subject = commit.subject.as_str();
    if let Some(rest) = subject.strip_prefix("Merge ") {
        let titled = rest.starts_with("pull request #") && !commit.body.trim().is_empty();
        let mechanical = [
            "branch",
            "pull request",
            "remote-tracking",
            "tag ",
            "commit ",
            "branches",
            "remote",
            "'",
            "master",
            "main",
        ];
        return titled || !mechanical.iter().any(|word| rest.starts_with(word));
    }
    !subject.starts_with("Auto merge of")
}

struct Files {
    lines: u64,
    documents: usize,
    tests: usize,
    locks: usize,
    settings: usize,
    count: usize,
}

impl Files {
    fn of(commit: &Commit) -> Self {
        let mut files = Self {
            lines: 0,
            documents: 0,
            tests: 0,
            locks: 0,
            settings: 0,
            count: commit.files.len(),
        };
        for file in &commit.files {
            let kind = file_kind(&file.path);
            files.settings += usize::from(file.path.starts_with('.'));
            match kind {
                FileKind::Document => files.documents += 1,
                FileKind::Test => files.tests += 1,
                FileKind::Lock => files.locks += 1,
                FileKind::Code => {}
            }
            if let (Some(lines), true) = (file.lines, kind != FileKind::Lock) {
                files.lines += lines.added + lines.deleted;
            }
        }
        files
    }
}

fn nature(commit: &Commit, subject: &Subject, files: &Files) -> Nature {
    let title = subject.title.to_lowercase();
    let all = |some: usize| files.count > 0 && some == files.count;
    let act = crate::text::verbs::lead(&subject.title).map(|(verb, _)| verb.act);
    if commit.parents == 0 || title == "initial commit" || title == "first commit" {
        return Nature::Birth;
    }
    if subject.kind == Some("revert") || title.starts_with("revert ") || act == Some(Act::Revert) {
        return if takes_upkeep_back(&title) {
            Nature::Upkeep
        } else {
            Nature::Revert
        };
    }
    if names_version(&subject.title) {
        return Nature::Release;
    }
    let upkeep_word = [
        "gitignore",
        "typo",
        "typos",
        "whitespace",
        "rustfmt",
        "clippy",
        "prettier",
        "submodules",
    ];
    let upkeep = matches!(subject.kind, Some("chore" | "style" | "build" | "ci"))
        || matches!(
            subject.scope.as_deref(),
            Some("deps" | "dependencies" | "deps-dev" | "ci")
        )
        || act == Some(Act::Upkeep)
        || title
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| upkeep_word.contains(&word))
        || all(files.locks)
        || all(files.settings);
    match (subject.kind, act) {
        _ if upkeep => Nature::Upkeep,
        (Some("docs"), _) => Nature::Document,
        (Some("test"), _) => Nature::Test,
        _ if all(files.documents) => Nature::Document,
        (Some("fix"), _) | (_, Some(Act::Repair)) => Nature::Repair,
        _ if all(files.tests) => Nature::Test,
        (_, Some(Act::Remove)) => Nature::Removal,
        (Some("feat"), _) | (_, Some(Act::Build)) => Nature::Build,
        (Some("refactor" | "perf"), _) | (_, Some(Act::Change)) => Nature::Change,
        _ => Nature::Build,
    }
}

/// Whether a title takes back what was no news itself: `revert "chore(deps): update openssl"`.
fn takes_upkeep_back(title: &str) -> bool {
    let taken = title.strip_prefix("revert").unwrap_or(title);
    let taken = subject::parse(taken.trim_matches([' ', ':', '"', '“', '”']));
    matches!(taken.kind, Some("chore" | "style" | "build" | "ci"))
        || matches!(
            taken.scope.as_deref(),
            Some("deps" | "dependencies" | "deps-dev" | "ci")
        )
}

/// Whether a title is nothing but a version, with or without a name: `15.0.0`, `v1.2`, `globset-0.4.17`.
fn names_version(title: &str) -> bool {
    let lower = title.to_ascii_lowercase();
    let words: Vec<&str> = lower
        .split(' ')
        .filter(|word| !matches!(*word, "release" | "version" | "chore" | "prepare"))
        .collect();
    let [.., last] = words.as_slice() else {
        return false;
    };
    let version = last.rsplit_once('-').map_or(
        *last,
        |(name, version)| if name.is_empty() { *last } else { version },
    );
    let version = version.strip_prefix('v').unwrap_or(version);
    let parts: Vec<&str> = version.split('.').collect();
    let numeric = (2..=4).contains(&parts.len())
        && parts
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    numeric && words.len() == 1
}

#[cfg(test)]
mod tests {
    use super::{names_version, takes_upkeep_back};

    #[test]
    fn taking_upkeep_back_is_upkeep() {
        assert!(takes_upkeep_back("revert \"chore(deps): update openssl\""));
        assert!(!takes_upkeep_back("revert \"feat(tree): add a depth\""));
        assert!(!takes_upkeep_back("revert the new parser"));
    }

    #[test]
    fn versions_are_releases_and_bumps_are_not() {
        for title in [
            "15.0.0",
            "v1.2.3",
            "globset-0.4.17",
            "Release 2.0.1",
            "release v0.3",
        ] {
            assert!(names_version(title), "{title}");
        }
        for title in ["bump to 0.4.17", "Support HTTP 1.1", "fix v2", "12"] {
            assert!(!names_version(title), "{title}");
        }
    }
}
