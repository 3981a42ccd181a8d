//! `sparky run` and `sparky demo`: the whole fleet in one process.

use sparky_testkit::RepositoryBuilder;

use crate::support::{Desk, busy_repository, json, run};

#[test]
fn a_week_becomes_a_report_that_rests_on_git() {
    let (desk, repository) = (Desk::new(), busy_repository("parser"));
    let report = desk.report("weekly", "2025-W46", &[repository.path()]);
    assert_eq!(report["status"], "succeeded", "{report:#}");
    let phases: Vec<_> = report["gates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|gate| gate["phase"].clone())
        .collect();
    assert_eq!(phases, ["collect", "analyze", "generate", "publish"]);
    assert!(report["timings"]["total"].as_u64().is_some());
    assert_eq!(report["coverage"]["complete"], 1);

    let insights = desk.insights("weekly", "2025-W46");
    let log = repository.git([
        "log",
        "--since=2025-11-10T00:00:00Z",
        "--no-merges",
        "--format=%H",
        "main",
    ]);
    assert_eq!(insights["totals"]["commits"], log.lines().count());
    assert_eq!(insights["totals"]["contributors"], 2);
    assert_eq!(insights["totals"]["bots"], 1);
    assert_eq!(insights["totals"]["releases"], 1);

    let text = desk.document("weekly/2025-W46.md");
    assert!(text.starts_with("---\n"), "{text}");
    assert!(text.contains("parser") && text.contains("Grace Hopper"), "{text}");
    for ending in ["md", "html", "json", "evidence.json"] {
        assert!(
            desk.out().join(format!("weekly/2025-W46.{ending}")).is_file(),
            "{ending}"
        );
    }
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let repository = busy_repository("parser");
    let (first, second) = (Desk::new(), Desk::new());
    for desk in [&first, &second] {
        desk.report("weekly", "2025-W46", &[repository.path()]);
    }
    second.report("weekly", "2025-W46", &[repository.path()]);
    for ending in ["md", "html", "json", "evidence.json"] {
        let path = format!("weekly/2025-W46.{ending}");
        assert_eq!(first.document(&path), second.document(&path), "{path}");
    }
}

#[test]
fn several_repositories_are_one_report() {
    let desk = Desk::new();
    let (parser, server) = (busy_repository("parser"), busy_repository("server"));
    let report = desk.report("weekly", "2025-W46", &[parser.path(), server.path()]);
    assert_eq!(report["coverage"]["complete"], 2, "{report:#}");
    let insights = desk.insights("weekly", "2025-W46");
    let names: Vec<_> = insights["repositories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["name"])
        .collect();
    assert_eq!(names, ["parser", "server"]);
}

#[test]
fn a_folder_and_a_url_are_sources_too() {
    let (desk, repository) = (Desk::new(), busy_repository("parser"));
    let url = format!("file://{}", repository.path().display());
    for sources in [["--repos", repository.root().to_str().unwrap()], ["--repo", &url]] {
        let finished = run(desk.run_command("daily", "2025-11-13", &[]).args(sources));
        assert_eq!(json(&finished)["status"], "succeeded", "{}", finished.stderr);
        assert_eq!(desk.insights("daily", "2025-11-13")["totals"]["commits"], 2);
    }
}

#[test]
fn a_quiet_period_is_a_success_and_says_so() {
    let (desk, repository) = (Desk::new(), busy_repository("parser"));
    let report = desk.report("weekly", "2025-W20", &[repository.path()]);
    assert_eq!(report["status"], "succeeded", "{report:#}");
    let text = desk.document("weekly/2025-W20.md");
    assert!(text.split_whitespace().count() < 200, "{text}");
}

#[test]
fn the_demo_takes_the_latest_week_with_something_in_it() {
    let (desk, repository) = (Desk::new(), busy_repository("parser"));
    let mut command = desk.sparky();
    let finished = run(command.current_dir(repository.path()).args(["demo", "--json"]));
    let report = json(&finished);
    assert_eq!(
        (&report["period"], &report["status"]),
        (&"2025-W46".into(), &"succeeded".into()),
        "{report:#}"
    );
    assert!(
        !repository.git(["status", "--porcelain"]).contains("sparky"),
        "the repository stays as it is"
    );
}

#[test]
fn a_repository_without_commits_is_quiet() {
    let (desk, repository) = (Desk::new(), RepositoryBuilder::new("empty"));
    let report = desk.report("weekly", "2025-W46", &[repository.path()]);
    assert_eq!(report["status"], "succeeded", "{report:#}");
}

#[test]
fn a_broken_repository_makes_the_report_partial() {
    let (desk, good, broken) = (Desk::new(), busy_repository("good"), busy_repository("broken"));
    let head = broken.git(["rev-parse", "HEAD"]);
    broken.corrupt(&head);
    let finished = run(&mut desk.run_command("weekly", "2025-W46", &[good.path(), broken.path()]));
    let report = json(&finished);
    assert_eq!(
        (finished.status, report["status"].as_str()),
        (3, Some("partial")),
        "{report:#}"
    );
    assert!(report["gaps"]["broken"].is_array(), "{report:#}");
    assert!(desk.document("weekly/2025-W46.md").contains("broken"));
}

#[test]
fn a_summary_for_people_says_where_the_report_is() {
    let (desk, repository) = (Desk::new(), busy_repository("parser"));
    let mut command = desk.sparky();
    command.args([
        "run",
        "weekly",
        "--period",
        "2025-W46",
        "--data-dir",
        "data",
        "--out",
        "out",
        "--repo",
    ]);
    let finished = run(command.arg(repository.path()));
    assert_eq!(finished.status, 0, "{}", finished.stderr);
    assert!(
        finished.stdout.contains("out/weekly/2025-W46.md"),
        "{}",
        finished.stdout
    );
    assert!(
        finished.stderr.contains("collect: gate passed"),
        "{}",
        finished.stderr
    );
}
