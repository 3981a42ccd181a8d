//! The sample that user templates are tried on: what three invented repositories give.
//!
//! `SPARKY_WRITE_SAMPLE=1 cargo test -p sparky --test it sample` writes it anew.

use std::path::{Path, PathBuf};

use serde_json::Value;
use sparky_testkit::RepositoryBuilder;

use crate::support::{Desk, run};

/// Day, author, subject and file of each commit.
type History = &'static [(&'static str, &'static str, &'static str, &'static str)];

const ADA: &str = "Ada Lovelace";
const GRACE: &str = "Grace Hopper";
const MARY: &str = "Mary Somerville";
const BOT: &str = "dependabot[bot]";

const BEAM: History = &[
    ("2025-10-06", ADA, "chore: begin the project", "README.md"),
    (
        "2025-10-08",
        ADA,
        "feat(core): read a lamp file",
        "src/core/lamp.rs",
    ),
    (
        "2025-10-20",
        ADA,
        "feat(core): turn a lamp on and off",
        "src/core/switch.rs",
    ),
    (
        "2025-10-22",
        GRACE,
        "fix(core): keep a lamp's name when it is renamed twice",
        "src/core/lamp.rs",
    ),
    (
        "2025-11-03",
        ADA,
        "feat(screens): WS-01 draw the list of lamps (#11)",
        "src/screens/list.rs",
    ),
    (
        "2025-11-03",
        ADA,
        "feat(screens): WS-02 draw one lamp (#12)",
        "src/screens/lamp.rs",
    ),
    (
        "2025-11-04",
        ADA,
        "feat(screens): WS-03 dim with the arrow keys (#13)",
        "src/screens/dim.rs",
    ),
    (
        "2025-11-04",
        ADA,
        "test(screens): compare each screen with a picture of it",
        "tests/screens.rs",
    ),
    (
        "2025-11-05",
        GRACE,
        "fix(screens): redraw only what changed (#15)",
        "src/screens/list.rs",
    ),
    (
        "2025-11-06",
        ADA,
        "feat(screens): WS-04 group lamps by room (#16)",
        "src/screens/rooms.rs",
    ),
    (
        "2025-11-06",
        ADA,
        "docs: say how screens are tested",
        "docs/screens.md",
    ),
    (
        "2025-11-07",
        ADA,
        "refactor(screens): one loop for every screen (#18)",
        "src/screens/loop.rs",
    ),
    (
        "2025-11-10",
        GRACE,
        "feat(bridge): BR-01 greet a bridge over TCP (#19)",
        "src/bridge/greet.rs",
    ),
    (
        "2025-11-10",
        GRACE,
        "feat(bridge): BR-02 list what a bridge knows (#20)",
        "src/bridge/list.rs",
    ),
    (
        "2025-11-11",
        GRACE,
        "feat(bridge): BR-03 listen for changes (#21)",
        "src/bridge/listen.rs",
    ),
    (
        "2025-11-12",
        GRACE,
        "fix(bridge): wait longer after each lost connection (#23)",
        "src/bridge/greet.rs",
    ),
    (
        "2025-11-12",
        ADA,
        "feat(screens): WS-05 show that a bridge is gone (#24)",
        "src/screens/bridge.rs",
    ),
    (
        "2025-11-12",
        GRACE,
        "test(bridge): a bridge that never answers",
        "tests/bridge.rs",
    ),
    (
        "2025-11-13",
        MARY,
        "docs: draw the way of a key press to a lamp",
        "docs/architecture.md",
    ),
    (
        "2025-11-13",
        ADA,
        "perf(screens): draw a thousand lamps in one pass (#26)",
        "src/screens/list.rs",
    ),
    (
        "2025-11-14",
        GRACE,
        "feat(bridge): BR-04 change many lamps in one message (#27)",
        "src/bridge/batch.rs",
    ),
    (
        "2025-11-14",
        GRACE,
        "revert: listen for changes on a thread of its own",
        "src/bridge/listen.rs",
    ),
    (
        "2025-11-17",
        ADA,
        "feat(scenes): SC-01 name a state of all lamps (#29)",
        "src/scenes/name.rs",
    ),
    (
        "2025-11-18",
        ADA,
        "feat(scenes): SC-02 go back to a named state (#30)",
        "src/scenes/recall.rs",
    ),
    (
        "2025-11-19",
        MARY,
        "feat(scenes): SC-03 fade between two states (#31)",
        "src/scenes/fade.rs",
    ),
    (
        "2025-11-20",
        MARY,
        "fix(scenes): a lamp that is gone no longer stops a fade (#33)",
        "src/scenes/fade.rs",
    ),
    (
        "2025-11-21",
        ADA,
        "feat(scenes): SC-05 bind a scene to a key (#35)",
        "src/scenes/keys.rs",
    ),
    (
        "2025-11-24",
        GRACE,
        "feat(bridge): BR-05 pair with a button press (#36)",
        "src/bridge/pair.rs",
    ),
    (
        "2025-11-25",
        ADA,
        "feat!: lamps are named by room and place",
        "src/core/lamp.rs",
    ),
    (
        "2025-11-26",
        ADA,
        "docs: how to move from the old names",
        "docs/names.md",
    ),
    (
        "2025-11-27",
        MARY,
        "fix(core): read files that were written before the new names (#39)",
        "src/core/lamp.rs",
    ),
    ("2025-11-28", ADA, "chore: release 0.2.0", "CHANGELOG.md"),
];

const WICK: History = &[
    ("2025-10-09", GRACE, "feat: a clock for evenings", "src/clock.rs"),
    ("2025-10-23", GRACE, "feat: dim before bedtime", "src/dim.rs"),
    (
        "2025-11-05",
        GRACE,
        "fix: survive the change to winter time",
        "src/clock.rs",
    ),
    (
        "2025-11-11",
        GRACE,
        "fix: do not wake at noon on Sundays",
        "src/clock.rs",
    ),
    (
        "2025-11-12",
        BOT,
        "chore(deps): bump serde from 1.0.227 to 1.0.228",
        "Cargo.lock",
    ),
    (
        "2025-11-12",
        GRACE,
        "test: a year of evenings in a second",
        "tests/year.rs",
    ),
    (
        "2025-11-19",
        BOT,
        "chore(deps): bump tokio from 1.47.0 to 1.48.0",
        "Cargo.lock",
    ),
];

const NOTES: History = &[
    ("2025-10-14", MARY, "docs: begin a handbook", "handbook.md"),
    ("2025-11-06", MARY, "docs: which bridges were tried", "bridges.md"),
    (
        "2025-11-12",
        MARY,
        "docs: what a scene should remember",
        "scenes.md",
    ),
    (
        "2025-11-20",
        MARY,
        "docs: questions from the first evening with guests",
        "guests.md",
    ),
];

fn repository(name: &str, history: History, releases: &[(&str, &str)]) -> RepositoryBuilder {
    let repository = RepositoryBuilder::new(name);
    repository.git([
        "remote",
        "add",
        "origin",
        &format!("https://github.com/lantern/{name}.git"),
    ]);
    for (index, (day, author, subject, file)) in history.iter().enumerate() {
        let lines = "a line of text\n".repeat(20 + index * 37 % 160);
        let address = format!(
            "{}@example.org",
            author.split([' ', '[']).next().expect("a name").to_lowercase()
        );
        repository
            .commit(subject)
            .author(author, &address)
            .at(&format!("{day}T{:02}:{:02}:00Z", 8 + index % 9, index * 7 % 60))
            .file(file, format!("{index}\n{lines}"))
            .make();
        if let Some((_, tag)) = releases.iter().find(|(released, _)| released == day) {
            repository.git(["tag", "--force", tag]);
        }
    }
    repository
}

#[test]
fn the_sample_is_what_the_invented_history_gives() {
    let desk = Desk::new();
    let repositories = [
        repository("beam", BEAM, &[("2025-11-28", "v0.2.0")]),
        repository("wick", WICK, &[("2025-11-12", "v1.4.1")]),
        repository("notes", NOTES, &[]),
    ];
    let paths: Vec<&Path> = repositories.iter().map(RepositoryBuilder::path).collect();
    // The month before, so that the sample has something to look back at.
    desk.report("monthly", "2025-10", &paths);
    let home = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../sparky-generator/src/sample");
    for (kind, period) in [
        ("daily", "2025-11-12"),
        ("weekly", "2025-W46"),
        ("monthly", "2025-11"),
    ] {
        let finished = run(desk
            .run_command(kind, period, &paths)
            .args(["--title", "lantern"]));
        assert_eq!(finished.status, 0, "{}{}", finished.stdout, finished.stderr);
        let insights = desk.insights(kind, period);
        let snapshot =
            std::fs::read_to_string(desk.data().join(format!("raw/{kind}/{period}.json"))).unwrap();
        let file = |what: &str| home.join(format!("{kind}.{what}.json"));
        if std::env::var_os("SPARKY_WRITE_SAMPLE").is_some() {
            std::fs::create_dir_all(&home).unwrap();
            let snapshot: Value = serde_json::from_str(&snapshot).unwrap();
            for (what, value) in [("insights", &insights), ("snapshot", &snapshot)] {
                std::fs::write(file(what), serde_json::to_string(value).unwrap() + "\n").unwrap();
            }
        }
        let kept: Value = serde_json::from_str(&std::fs::read_to_string(file("insights")).unwrap()).unwrap();
        assert_eq!(
            kept["totals"], insights["totals"],
            "{kind}: write the sample anew"
        );
    }
}
