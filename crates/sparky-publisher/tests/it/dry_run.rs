//! A dry run shows what happens then, byte for byte, and touches nothing.

use std::{collections::BTreeMap, fs, path::Path};

use sparky_common::{
    config::{Destination, Layout},
    model::ReceiptState,
};
use sparky_testkit::git;

use crate::support::{Desk, colleague, destination, edition, states, with_remote};

/// Every file below a folder with its bytes.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path.display().to_string(), fs::read(path).unwrap());
            }
        }
    }
    files
}

#[test]
fn the_plan_is_what_happens_then() {
    let (origin, bare) = with_remote();
    let clone = colleague(origin.root(), &bare, "clone");
    for (name, repository, push) in [
        ("bare", bare.as_path(), true),
        ("clone", &clone, true),
        ("local", &clone, false),
    ] {
        let desk = Desk::new();
        let destination = Destination {
            name: name.into(),
            push,
            ..destination(repository, Layout::Quartz)
        };
        let week = edition(
            "2025-W46",
            &format!("News for {name}\nwith \"quotes\" and umlauts: äöü."),
        );
        let before = (contents(&bare), contents(&clone));
        let old = git(repository, ["rev-parse", "HEAD"]);
        let preview = desk.preview(&destination, &week).unwrap();
        assert_eq!(
            (contents(&bare), contents(&clone)),
            before,
            "{name}: a dry run touches nothing"
        );
        assert_eq!(states(&preview.receipts), [ReceiptState::Planned]);

        desk.publish(&destination, &week).unwrap();
        let planned: String = preview
            .changes
            .iter()
            .map(|change| change.diff.as_str())
            .collect();
        let happened = git(
            repository,
            ["-c", "core.abbrev=7", "diff", "--no-renames", &old, "HEAD"],
        );
        assert_eq!(planned.trim_end(), happened, "{name}");
        let message = git(repository, ["log", "-1", "--format=%B"]);
        assert!(
            preview
                .changes
                .iter()
                .all(|change| change.message.trim_end() == message.trim_end()),
            "{name}"
        );

        let again = desk.preview(&destination, &week).unwrap();
        assert!(again.changes.is_empty());
        assert_eq!(states(&again.receipts), [ReceiptState::Unchanged]);
        git(&clone, ["pull", "--quiet", "--rebase"]);
    }
}

#[test]
fn a_plan_for_an_empty_repository_and_for_a_remote_that_moved_on() {
    let (origin, bare) = with_remote();
    let clone = colleague(origin.root(), &bare, "clone");
    let empty = origin.root().join("empty.git");
    git(
        origin.root(),
        ["init", "--quiet", "--bare", &empty.display().to_string()],
    );
    let desk = Desk::new();
    let preview = desk
        .preview(&destination(&empty, Layout::Git), &edition("2025-W46", "News."))
        .unwrap();
    assert!(
        preview.changes[0].diff.contains("new file mode 100644\n"),
        "{}",
        preview.changes[0].diff
    );
    assert!(git(&empty, ["for-each-ref"]).is_empty());

    let other = Desk::new();
    other
        .publish(
            &destination(&bare, Layout::Quartz),
            &edition("2025-W45", "Earlier news."),
        )
        .unwrap();
    let preview = desk
        .preview(
            &destination(&clone, Layout::Quartz),
            &edition("2025-W46", "News."),
        )
        .unwrap();
    let index = preview
        .changes
        .iter()
        .find(|change| change.path == "content/blog/index.md")
        .unwrap();
    assert!(
        index.diff.contains(" - [Week 45 of 2025"),
        "against what is there now: {}",
        index.diff
    );
    assert_eq!(
        git(&clone, ["rev-list", "--count", "--all"]),
        "1",
        "no reference moved"
    );
    assert!(
        !clone.join(".git/FETCH_HEAD").exists(),
        "nor anything else that the user would see"
    );
}
