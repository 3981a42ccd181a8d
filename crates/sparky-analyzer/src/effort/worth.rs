//! What a change is worth telling: its consequence for users first, its size last.

use super::change::{Change, Nature};

/// Stems of words that say that users must act or may rely on something now.
const CONSEQUENCES: &[&str] = &[
    "breaking", "cve", "deprecat", "msrv", "secur", "stabilis", "stabiliz", "vulnerab", "yank",
];

/// Beginnings of attributes that set how loud a lint is.
const LEVELS: &[&str] = &["allow(", "expect(", "warn(", "deny(", "forbid("];

/// Words of changes that hardly anybody but their author meets.
const INTERNAL: &[&str] = &[
    "benchmark",
    "benchmarks",
    "ci",
    "clean",
    "cleanup",
    "comment",
    "comments",
    "debug",
    "doc",
    "docs",
    "documentation",
    "example",
    "examples",
    "fixme",
    "fixture",
    "fixtures",
    "fmt",
    "function",
    "guide",
    "harness",
    "helper",
    "helpers",
    "internal",
    "internals",
    "lint",
    "lints",
    "logging",
    "method",
    "minor",
    "module",
    "nit",
    "obsolete",
    "readme",
    "refactor",
    "small",
    "snapshot",
    "snapshots",
    "span",
    "temporarily",
    "test",
    "tests",
    "todo",
    "typo",
    "unused",
    "util",
    "utility",
    "utils",
    "wip",
    "workflow",
    "workflows",
];

/// From 0 to 100: what sort of change (0 to 40), 30 where users must act or may rely on something now, 5 for a
/// number to look up and a logarithm of the lines (at most 15), less 25 where only its author meets it.
pub(crate) fn worth(change: &Change<'_>) -> u32 {
    let sort = match change.nature {
        _ if change.subject.breaking => 40,
        Nature::Revert | Nature::Release => 40,
        Nature::Build if change.subject.kind == Some("feat") || opens_with_build(change) => 30,
        Nature::Birth | Nature::Build | Nature::Removal => 20,
        Nature::Change => 15,
        Nature::Repair => 12,
        Nature::Document | Nature::Test | Nature::Upkeep => 0,
    };
    let title = change.subject.title.to_lowercase();
    // What a lint is called is no consequence: `allow(deprecated)`.
    let plain = title
        .split(' ')
        .filter(|word| !LEVELS.iter().any(|level| word.contains(level)));
    let mut words = plain.flat_map(|word| word.split(|c: char| !c.is_alphanumeric()));
    let weighty = change.subject.breaking
        || words
            .clone()
            .any(|word| CONSEQUENCES.iter().any(|stem| word.starts_with(stem)));
    let internal = matches!(change.subject.kind, Some("refactor" | "test" | "docs"))
        || words.any(|word| INTERNAL.contains(&word));
    let size = (((change.lines as f64 + 1.0).log10() * 5.0) as u32).min(15);
    let more = if weighty { 30 } else { 0 }
        + if change.subject.references.is_empty() {
            0
        } else {
            5
        }
        + size;
    let less = if internal && !weighty { 25 } else { 0 };
    (sort + more).saturating_sub(less).min(100)
}

/// Whether the title says with a verb that something new is there.
fn opens_with_build(change: &Change<'_>) -> bool {
    let lead = crate::text::verbs::lead(&change.subject.title);
    lead.is_some_and(|(verb, _)| verb.act == crate::text::verbs::Act::Build)
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, tz::TimeZone};
    use sparky_common::model::Commit;

    use super::*;

    fn of(subject: &str) -> u32 {
        let commit = Commit {
            oid: "1".repeat(40),
            author: "ada".into(),
            committer: "ada".into(),
            authored_at: Timestamp::UNIX_EPOCH,
            committed_at: Timestamp::UNIX_EPOCH,
            subject: subject.into(),
            body: String::new(),
            parents: 1,
            co_authors: Vec::new(),
            files: Vec::new(),
            lines_known: false,
        };
        worth(&Change::read(&commit, &TimeZone::UTC))
    }

    #[test]
    fn consequence_comes_before_novelty_and_novelty_before_housekeeping() {
        let order = [
            "feat(publish): deprecate `--token` option (#16046)",
            "Add panic=immediate-abort support (#16041)",
            "Fix FileLock path tracking after rename (#16036)",
            "add into_value utility function (#16080)",
            "docs: explain the option",
        ];
        let worths: Vec<u32> = order.iter().map(|title| of(title)).collect();
        assert!(worths.is_sorted_by(|a, b| a > b), "{worths:?}");
        let least = worths[2];
        for upkeep in [
            "Add example for spawn_local usage (#7689)",
            "remove obsolete allow(deprecated) from is_rt_shutdown_err (#7685)",
            "Add alternative linker to build performance guide (#15991)",
        ] {
            assert!(of(upkeep) < least, "{upkeep}: {}", of(upkeep));
        }
    }
}
