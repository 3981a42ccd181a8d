//! Publishing to a Quartz blog behind a bare remote.

use std::{fs, path::Path};

use sparky_testkit::git;

use crate::support::{Desk, busy_repository, json, run};

const PAGE: &str = "content/blog/2025/11/week-2025-46.md";

/// A desk whose configuration names a blog with one page in it.
pub(crate) fn desk_with_blog() -> Desk {
    let desk = Desk::new();
    let blog = desk.path().join("blog.git");
    git(
        desk.path(),
        ["init", "--quiet", "--bare", "-b", "main", "blog.git"],
    );
    git(desk.path(), ["clone", "--quiet", "blog.git", "seed"]);
    let seed = desk.path().join("seed");
    fs::create_dir_all(seed.join("content")).expect("a folder for the seed");
    fs::write(seed.join("content/index.md"), "---\ntitle: Home\n---\n").expect("a first page");
    git(&seed, ["add", "--all"]);
    git(
        &seed,
        [
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@example.org",
            "commit",
            "--quiet",
            "-m",
            "Begin",
        ],
    );
    git(&seed, ["push", "--quiet", "origin", "HEAD:main"]);
    let destination = format!(
        "[[publisher.destinations]]\nname = \"blog\"\nlayout = \"quartz\"\nrepository = \"file://{}\"\nbranch = \"main\"\n",
        blog.display()
    );
    fs::write(desk.path().join("sparky.toml"), destination).expect("a configuration");
    desk
}

pub(crate) fn commits(desk: &Desk) -> usize {
    git(&desk.path().join("blog.git"), ["rev-list", "--count", "main"])
        .parse()
        .expect("a number of commits")
}

fn publish(desk: &Desk, repository: &Path, flags: &[&str]) -> crate::support::Finished {
    run(desk
        .run_command("weekly", "2025-W46", &[repository])
        .arg("--publish")
        .args(flags))
}

#[test]
fn a_report_is_committed_and_pushed_once() {
    let (desk, repository) = (desk_with_blog(), busy_repository("parser"));
    let first = publish(&desk, repository.path(), &[]);
    assert_eq!(
        json(&first)["status"],
        "succeeded",
        "{}{}",
        first.stdout,
        first.stderr
    );
    let published = git(&desk.path().join("blog.git"), ["show", &format!("main:{PAGE}")]);
    assert_eq!(
        published.trim_end(),
        desk.document("weekly/2025-W46.md").trim_end()
    );
    let after_first = commits(&desk);
    assert_eq!(
        json(&publish(&desk, repository.path(), &[]))["status"],
        "succeeded"
    );
    assert_eq!(commits(&desk), after_first, "nothing is committed twice");
}

#[test]
fn a_dry_run_shows_the_change_and_makes_none() {
    let (desk, repository) = (desk_with_blog(), busy_repository("parser"));
    let before = commits(&desk);
    let planned = json(&publish(&desk, repository.path(), &["--dry-run"]));
    assert_eq!(commits(&desk), before);
    let changes = planned["publication"]["planned"]
        .as_array()
        .expect("a dry run plans")
        .clone();
    let page = changes
        .iter()
        .find(|change| change["path"] == PAGE)
        .expect("the page is planned");
    let added: Vec<_> = page["diff"]
        .as_str()
        .unwrap()
        .lines()
        .filter_map(|line| line.strip_prefix('+'))
        .collect();
    assert!(added.contains(&"---"), "{page:#}");
    publish(&desk, repository.path(), &[]);
    for line in git(&desk.path().join("blog.git"), ["show", &format!("main:{PAGE}")]).lines() {
        assert!(added.contains(&line), "the dry run did not show: {line}");
    }
}

#[test]
fn without_destinations_publishing_fails_unless_it_was_asked_for_where_configured() {
    let (desk, repository) = (Desk::new(), busy_repository("parser"));
    let strict = publish(&desk, repository.path(), &[]);
    assert_eq!(strict.status, 1, "{}{}", strict.stdout, strict.stderr);
    assert!(strict.stderr.contains("publisher.destinations") || strict.stdout.contains("no destination"));

    let mut command = desk.run_command("weekly", "2025-W46", &[repository.path()]);
    let lenient = run(command.arg("--publish=configured"));
    assert_eq!(json(&lenient)["status"], "succeeded", "{}", lenient.stderr);
    assert!(
        lenient.stderr.contains("no destination is configured"),
        "{}",
        lenient.stderr
    );
    assert!(desk.document("weekly/2025-W46.md").contains("parser"));

    let (desk, before) = (desk_with_blog(), 1);
    let mut command = desk.run_command("weekly", "2025-W46", &[repository.path()]);
    let published = run(command.arg("--publish=configured"));
    assert_eq!(json(&published)["status"], "succeeded", "{}", published.stderr);
    assert!(
        !published.stderr.contains("no destination"),
        "{}",
        published.stderr
    );
    assert!(
        commits(&desk) > before,
        "a destination that is configured is published to"
    );
}

#[test]
fn approval_holds_the_run_before_anything_leaves() {
    let (desk, repository) = (desk_with_blog(), busy_repository("parser"));
    let before = commits(&desk);
    let mut command = desk.run_command("weekly", "2025-W46", &[repository.path()]);
    let held = run(command
        .arg("--publish")
        .env("SPARKY_ORCHESTRATOR__APPROVAL", "true"));
    assert_eq!(held.status, 4, "{}{}", held.stdout, held.stderr);
    assert_eq!(json(&held)["status"], "held");
    assert_eq!(commits(&desk), before);

    let told = run(desk
        .sparky()
        .args([
            "run",
            "weekly",
            "--period",
            "2025-W46",
            "--publish",
            "--data-dir",
            "data",
            "--repo",
        ])
        .arg(repository.path())
        .env("SPARKY_ORCHESTRATOR__APPROVAL", "true"));
    let next = format!("sparky runs approve {}", json(&held)["run"].as_str().unwrap());
    assert!(told.stdout.contains(&next), "{}{}", told.stdout, told.stderr);

    let approved = run(desk
        .sparky()
        .args(["runs", "approve", "2025-W46", "--json", "--data-dir", "data"]));
    assert_eq!(
        json(&approved)["status"],
        "succeeded",
        "{}{}",
        approved.stdout,
        approved.stderr
    );
    assert!(commits(&desk) > before);
}

#[test]
fn a_destination_that_cannot_be_reached_makes_the_run_partial() {
    let (desk, repository) = (desk_with_blog(), busy_repository("parser"));
    fs::rename(desk.path().join("blog.git"), desk.path().join("gone.git")).unwrap();
    let finished = publish(&desk, repository.path(), &[]);
    assert_eq!(finished.status, 3, "{}{}", finished.stdout, finished.stderr);
    assert!(finished.stderr.contains("blog"), "{}", finished.stderr);
    assert!(
        desk.out().join("weekly/2025-W46.md").is_file(),
        "the report itself is there"
    );
}
