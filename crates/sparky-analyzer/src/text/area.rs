//! Areas of the tree: where in a repository a file lies, in the words its people would use.

use std::{cmp::Reverse, collections::BTreeMap};

/// Folders that only hold other parts; the part below names the area.
const HOLDERS: &[&str] = &[
    "apps", "cmd", "content", "crates", "examples", "internal", "lib", "libs", "modules", "packages", "pkg",
    "plugins", "rust", "services", "src",
];

/// The area of a path: its first folder, or the one below where the first only holds parts. A file at the root is
/// its own area.
pub(crate) fn area(path: &str) -> &str {
    let mut end = match path.find('/') {
        None => return path,
        Some(end) => end,
    };
    while HOLDERS.contains(&path[..end].rsplit('/').next().unwrap_or_default()) {
        match path[end + 1..].find('/') {
            Some(next) => end += 1 + next,
            None => break,
        }
    }
    &path[..end]
}

/// Folders that say what their files are, not what they are about.
const SORTS: &[&str] = &["docs", "doc", "test", "tests", "benches", "scripts"];

/// The area in which at least two of three files lie, files at the root and lock files left out; nothing where no
/// area holds as many or its name says nothing.
pub(crate) fn main_area<'p>(paths: impl Iterator<Item = &'p str>) -> Option<&'p str> {
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    let mut all = 0;
    for path in paths.filter(|path| path.contains('/') && file_kind(path) != FileKind::Lock) {
        all += 1;
        *held.entry(area(path)).or_default() += 1;
    }
    let (area, files) = held
        .into_iter()
        .max_by_key(|&(area, files)| (files, Reverse(area)))?;
    let name = area_name(area);
    let says_nothing = HOLDERS.contains(&name) || SORTS.contains(&name) || name.starts_with('.');
    (files * 3 >= all * 2 && !says_nothing).then_some(area)
}

/// What people call an area: the last part of its path.
pub(crate) fn area_name(area: &str) -> &str {
    area.rsplit('/').next().unwrap_or(area)
}

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum FileKind {
    /// Prose for people.
    Document,
    /// Tests and what they need.
    Test,
    /// Versions of dependencies.
    Lock,
    /// Everything else.
    Code,
}

/// What a path's file is for.
pub(crate) fn file_kind(path: &str) -> FileKind {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    if matches!(
        name,
        "Cargo.lock"
            | "package-lock.json"
            | "yarn.lock"
            | "pnpm-lock.yaml"
            | "go.sum"
            | "poetry.lock"
            | "uv.lock"
            | "flake.lock"
            | "bun.lockb"
    ) {
        FileKind::Lock
    } else if matches!(ending, "md" | "rst" | "adoc" | "txt" | "mdx")
        || path.starts_with("docs/")
        || path.starts_with("doc/")
    {
        FileKind::Document
    } else if path
        .split('/')
        .any(|part| matches!(part, "tests" | "test" | "testsuite" | "spec" | "__tests__"))
        || name.contains("_test.")
        || name.contains(".test.")
        || name.starts_with("test_")
    {
        FileKind::Test
    } else {
        FileKind::Code
    }
}

/// Whether a file keeps a record of changes: whoever changes anything changes it too, so it says nothing about where
/// work was done.
pub(crate) fn is_record(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name).to_lowercase();
    matches!(
        stem.as_str(),
        "changelog"
            | "changes"
            | "history"
            | "news"
            | "releases"
            | "release_notes"
            | "release-notes"
            | "version"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holders_give_way_to_what_they_hold() {
        for (path, expected) in [
            ("README.md", "README.md"),
            ("docs/adr/1.md", "docs"),
            ("crates/core/flags/defs.rs", "crates/core"),
            ("src/main.rs", "src"),
            ("src/cargo/ops/mod.rs", "src/cargo"),
            ("rust/src/screens/help.rs", "rust/src/screens"),
        ] {
            assert_eq!(area(path), expected);
        }
    }

    #[test]
    fn most_files_decide_on_the_area() {
        let bus = [
            "crates/bus/src/a.rs",
            "crates/bus/tests/a.rs",
            "Cargo.toml",
            "Cargo.lock",
        ];
        assert_eq!(main_area(bus.into_iter()), Some("crates/bus"));
        assert_eq!(main_area(["crates/a/x.rs", "crates/b/x.rs"].into_iter()), None);
        assert_eq!(main_area(["src/main.rs", "docs/a.md"].into_iter()), None);
        assert_eq!(area_name("crates/bus"), "bus");
    }

    #[test]
    fn records_of_changes_are_known() {
        for path in [
            "CHANGELOG.md",
            "crates/a/CHANGES",
            "docs/RELEASE_NOTES.adoc",
            "VERSION",
        ] {
            assert!(is_record(path), "{path}");
        }
        for path in ["src/history_view.rs", "news/mod.rs", "src/changelog_parser.rs"] {
            assert!(!is_record(path), "{path}");
        }
    }

    #[test]
    fn files_are_told_apart_by_name() {
        assert_eq!(file_kind("docs/a.svg"), FileKind::Document);
        assert_eq!(file_kind("tests/testsuite/main.rs"), FileKind::Test);
        assert_eq!(file_kind("go.sum"), FileKind::Lock);
        assert_eq!(file_kind("src/lib.rs"), FileKind::Code);
    }
}
