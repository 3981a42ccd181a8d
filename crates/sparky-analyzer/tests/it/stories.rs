//! Golden cases: the story that a repository's commits tell.

use crate::build::{Repo, insights, snapshot, text};

/// A repository that begins, works through numbered parts, turns to another framework and moves its screens there.
pub fn studio() -> Repo {
    let mut repo = Repo::new("acme/studio")
        .commit(
            "ada",
            "2025-11-10T10:00:00",
            "Initial commit",
            &["README.md +1 -0"],
        )
        .commit(
            "ada",
            "2025-11-10T12:00:00",
            "WS-01: Hardware Baselines (#1)",
            &["bench/a.py +90 -0"],
        )
        .commit(
            "ada",
            "2025-11-11T10:00:00",
            "WS-02: Worker Pool (#2)\n\nImplements a pool of processes that share one queue.",
            &["worker/pool.py +500 -0"],
        )
        .commit(
            "ada",
            "2025-11-11T11:00:00",
            "Add WS-03: Message Layer (#3)",
            &["ipc/zmq.rs +300 -0"],
        )
        .commit(
            "ada",
            "2025-11-12T11:00:00",
            "WS-04: Terminal Core (#4)",
            &["tui/main.rs +800 -0"],
        )
        .commit(
            "ada",
            "2025-11-14T09:00:00",
            "docs: add honest status assessment",
            &["docs/status.md +80 -0"],
        )
        .commit(
            "ada",
            "2025-11-14T10:00:00",
            "Add RFD 0003: Orrery migration strategy",
            &["docs/rfd.md +200 -0"],
        )
        .commit(
            "ada",
            "2025-11-14T12:00:00",
            "WS-01: Orrery Runtime",
            &["tui/orrery.rs +400 -10"],
        )
        .commit(
            "ada",
            "2025-11-14T13:00:00",
            "WS-02: Orrery State",
            &["tui/state.rs +200 -10"],
        )
        .commit(
            "ada",
            "2025-11-14T14:00:00",
            "WS-03: Implement Orrery Input",
            &["tui/input.rs +150 -10"],
        );
    for (place, screen) in ["Queue", "Gallery", "Models", "Help"].iter().enumerate() {
        let message = format!(
            "WS-0{}: {screen} Screen - Orrery Migration (#{})",
            place + 5,
            place + 30
        );
        repo = repo.commit(
            "ada",
            &format!("2025-11-15T1{place}:00:00"),
            &message,
            &["tui/screens.rs +100 -5"],
        );
    }
    repo
}

#[test]
fn a_beginning_a_turn_and_a_procession() {
    insta::assert_snapshot!(text(&insights(&snapshot("2025-W46", vec![studio()]))));
}

#[test]
fn releases_repairs_and_what_waits_for_the_next_one() {
    let repo = Repo::new("acme/grep")
        .past("2025-W46", "ada", &[4, 0, 6, 2])
        .commit("ada", "2025-11-11T10:00:00", "searcher: fix performance bug with `--after-context` (#7)", &["searcher/a.rs +9 -3"])
        .commit("bob", "2025-11-11T12:00:00", "printer: fix panic in replacements", &["printer/a.rs +3 -3"])
        .commit("ada", "2025-11-12T10:00:00", "15.0.0", &["Cargo.toml +1 -1"])
        .tag("15.0.0")
        .commit("ada", "2025-11-13T10:00:00", "searcher: fix regression with `--line-buffered` flag\n\nThis reverts nothing.\n\nPreviously, the flag was ignored by the searcher.", &["searcher/b.rs +5 -1"])
        .commit("cy", "2025-11-14T10:00:00", "add hyperlink alias for the Cursor editor", &["printer/b.rs +2 -0"]);
    insta::assert_snapshot!(text(&insights(&snapshot("2025-W46", vec![repo]))));
}

#[test]
fn pull_requests_tell_the_story_where_they_are_merged() {
    let mut repo = Repo::new("acme/cargo").past("2025-W46", "ada", &[9, 9, 9]);
    for (day, (author, title, number)) in [
        ("bob", "feat(cli): Add completion for --config", 101),
        ("cy", "fix(lock): Be more direct in the error message", 102),
        ("ada", "fix(package): Use one timestamp for every entry", 103),
        ("bob", "Suppress metadata warnings for private packages", 104),
        ("ada", "docs: Explain registries", 105),
    ]
    .into_iter()
    .enumerate()
    {
        let day = 10 + day;
        let file = if title.starts_with("docs") {
            "doc/a.md +4 -1"
        } else {
            "src/cargo/a.rs +40 -1"
        };
        repo = repo.commit(author, &format!("2025-11-{day}T09:00:00"), title, &[file]);
        repo = repo.commit(
            "ada",
            &format!("2025-11-{day}T10:00:00"),
            &format!("Merge pull request #{number} from {author}/branch\n\n{title}"),
            &[],
        );
    }
    insta::assert_snapshot!(text(&insights(&snapshot("2025-W46", vec![repo]))));
}

#[test]
fn terse_commits_are_not_dressed_up() {
    let repo = Repo::new("acme/tiny")
        .past("2025-W46", "ada", &[1, 1, 1])
        .commit("ada", "2025-11-11T10:00:00", "fix", &["a.c +1 -1"])
        .commit("ada", "2025-11-11T11:00:00", "wip", &["a.c +1 -1"])
        .commit("ada", "2025-11-12T10:00:00", "update", &["a.c +1 -1"]);
    insta::assert_snapshot!(text(&insights(&snapshot("2025-W46", vec![repo]))));
}

#[test]
fn a_quiet_week_is_two_sentences() {
    let repo = Repo::new("acme/tiny").past("2025-W46", "ada", &[12, 3, 9]);
    insta::assert_snapshot!(text(&insights(&snapshot("2025-W46", vec![repo]))));
}

#[test]
fn a_single_commit_is_told_once() {
    let repo = Repo::new("acme/tiny").past("2025-W46", "ada", &[4, 2, 3]).commit(
        "ada",
        "2025-11-13T10:00:00",
        "Rename `shared` to `sharded` in the list (#8)",
        &["a.c +9 -9"],
    );
    insta::assert_snapshot!(text(&insights(&snapshot("2025-W46", vec![repo]))));
}

#[test]
fn people_and_bots_are_counted_apart_and_a_removal_is_no_unfinished_work() {
    let mut repo = Repo::new("acme/site")
        .commit(
            "ada",
            "2025-11-11T10:00:00",
            "Remove temporary debug files",
            &["debug.rs +0 -9"],
        )
        .commit(
            "ada",
            "2025-11-11T11:00:00",
            "Add search page\n\n- Navigation: faster\n- Primary: yes\n- Enter: opens\n- Added an index of titles\n- Removed the old box",
            &["search.rs +90 -0"],
        );
    for hour in 12..15 {
        let at = format!("2025-11-12T{hour}:00:00");
        repo = repo.commit(
            "renovate[bot]",
            &at,
            "chore(deps): update all",
            &["Cargo.lock +2 -2"],
        );
    }
    insta::assert_snapshot!(text(&insights(&snapshot("2025-W46", vec![repo]))));
}

#[test]
fn a_mirror_has_one_line_and_its_original_is_told() {
    let mut mirror = studio();
    mirror.0.repository.name = "acme/studio-mirror".into();
    let alone = insights(&snapshot("2025-W46", vec![studio()]));
    let both = insights(&snapshot("2025-W46", vec![mirror, studio()]));
    assert_eq!(both.stories.len(), alone.stories.len());
    assert!(both.stories.iter().all(|story| story.repository == "acme/studio"));
    let mirror = both
        .repositories
        .iter()
        .find(|one| one.name == "acme/studio-mirror")
        .unwrap();
    let line = crate::build::sentence(mirror.line.as_ref().unwrap());
    let expected = format!(
        "acme/studio-mirror holds the same {} commits as acme/studio.",
        mirror.counts.commits
    );
    assert_eq!(line, expected);
    assert!(mirror.changes.is_empty(), "its changes are told in the original");
}
