//! `sparky verify` on every file that a run writes: whole, and with one thing edited.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{fs, path::Path};

use sparky_testkit::RepositoryBuilder;

use crate::support::{Desk, busy_repository, run};

/// Files below a folder by their path there.
fn files(folder: &Path, below: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder.join(below)).unwrap() {
        let entry = entry.unwrap();
        let path = Path::new(below)
            .join(entry.file_name())
            .to_str()
            .unwrap()
            .to_owned();
        if entry.file_type().unwrap().is_dir() {
            files(folder, &path, found);
        } else {
            found.push(path);
        }
    }
}

/// A story long enough for a blog post.
fn long_story() -> RepositoryBuilder {
    let repository = busy_repository("parser");
    let steps = [
        "reader",
        "writer",
        "index",
        "cache",
        "lexer",
        "printer",
        "resolver",
        "scheduler",
    ];
    for (index, step) in steps.iter().cycle().take(40).enumerate() {
        let message = format!(
            "feat({step}): ST-{:02} give the {step} a plan of its own for turn {index}\n\n\
             Until now the {step} did whatever the one before it had left to do, which was slow in turn {index} and \
             hard to follow for whoever had to repair it. It now knows what comes next.",
            index + 4
        );
        repository
            .commit(&message)
            .at(&format!(
                "2025-11-{:02}T{:02}:15:00Z",
                10 + index % 6,
                8 + index % 12
            ))
            .file(&format!("src/{step}/{index}.rs"), "line\n".repeat(20 + index))
            .make();
    }
    repository
}

fn verify(desk: &Desk, path: &str) -> (i32, String) {
    let finished = run(desk
        .sparky()
        .args(["verify", &format!("out/{path}"), "--data-dir", "data"]));
    (finished.status, format!("{}{}", finished.stdout, finished.stderr))
}

#[test]
fn every_file_stands_until_one_thing_is_edited_which_is_named() {
    let (desk, repository) = (Desk::new(), long_story());
    fs::write(
        desk.path().join("sparky.toml"),
        "[generator]\nsite_url = \"https://reports.example.org\"\n",
    )
    .unwrap();
    desk.report("weekly", "2025-W45", &[repository.path()]);
    desk.report("weekly", "2025-W46", &[repository.path()]);
    let mut all = Vec::new();
    files(&desk.out(), "", &mut all);
    for path in all.iter().filter(|path| !path.ends_with(".evidence.json")) {
        let (status, said) = verify(&desk, path);
        assert_eq!(status, 0, "{path}: {said}");
        assert!(said.contains("every claim is supported"), "{path}: {said}");
    }

    // A format, one of its files, what is put in the place of what, and what names it.
    let edits = [
        (
            ".md",
            "weekly/2025-W46.md",
            "46 commits",
            "64 commits",
            "64 commits",
        ),
        (
            ".html",
            "weekly/2025-W46.html",
            "46 commits",
            "64 commits",
            "64 commits",
        ),
        (
            ".html",
            "weekly/2025-W46.html",
            "og:image\" content=\"https:",
            "og:image\" content=\"http:",
            "image: ",
        ),
        (
            ".json",
            "weekly/2025-W46.json",
            "46 commits",
            "64 commits",
            "64 commits",
        ),
        (
            ".svg",
            "weekly/2025-W46.trend.svg",
            ">46</text>",
            ">64</text>",
            "`64 W46`",
        ),
        (
            ".atom.xml",
            "weekly/feed.atom.xml",
            "<summary>",
            "<summary>Nothing ",
            "`Nothing`",
        ),
        (
            ".rss.xml",
            "weekly/feed.rss.xml",
            "<description>",
            "<description>Nothing ",
            "`Nothing",
        ),
        (
            ".txt",
            "social/weekly/2025-W46/linkedin.txt",
            "43 numbered",
            "34 numbered",
            "34 numbered",
        ),
        (".md", "blog/2025-W46.md", "lexer", "lexxer", "lexxer"),
        (".html", "blog/2025-W46.html", "lexer", "lexxer", "lexxer"),
        (".json", "blog/2025-W46.json", "lexer", "lexxer", "lexxer"),
        (".md", "blog/2025-W46.devto.md", "lexer", "lexxer", "lexxer"),
    ];
    for (ending, path, old, new, named) in edits {
        assert!(path.ends_with(ending));
        let file = desk.out().join(path);
        let text = fs::read_to_string(&file).unwrap();
        let edited = text.replacen(old, new, 1);
        assert_ne!(text, edited, "{path} has no `{old}`:\n{text}");
        fs::write(&file, edited).unwrap();
        let (status, said) = verify(&desk, path);
        assert_eq!(status, 1, "{path}: {said}");
        assert!(said.contains(named), "{path}: {said}");
        fs::write(&file, text).unwrap();
    }

    // The card of another week in the place of this one's.
    fs::copy(
        desk.out().join("weekly/2025-W45.png"),
        desk.out().join("weekly/2025-W46.png"),
    )
    .unwrap();
    let (status, said) = verify(&desk, "weekly/2025-W46.png");
    assert_eq!(status, 1, "{said}");
    for named in ["the headline", "the period", "the number of commits"] {
        assert!(said.contains(named), "{named}: {said}");
    }

    // Every format that a run writes was edited above, or is the evidence.
    for path in &all {
        let known = [".evidence.json", ".png"]
            .iter()
            .chain(edits.iter().map(|(ending, ..)| ending));
        assert!(known.into_iter().any(|ending| path.ends_with(ending)), "{path}");
    }
}

#[test]
fn documents_whose_data_is_gone_are_held_against_their_evidence() {
    let (desk, repository) = (Desk::new(), busy_repository("parser"));
    desk.report("weekly", "2025-W46", &[repository.path()]);
    fs::remove_dir_all(desk.data()).unwrap();
    for path in [
        "weekly/2025-W46.md",
        "weekly/2025-W46.html",
        "weekly/2025-W46.png",
        "weekly/2025-W46.trend.svg",
    ] {
        if !desk.out().join(path).exists() {
            continue;
        }
        let (status, said) = verify(&desk, path);
        assert_eq!(status, 0, "{path}: {said}");
        assert!(said.contains("against its evidence alone"), "{path}: {said}");
        let mut bytes = fs::read(desk.out().join(path)).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(desk.out().join(path), bytes).unwrap();
        let (status, said) = verify(&desk, path);
        assert!(status == 1 || path.ends_with(".md"), "{path}: {said}");
    }
}
