//! `sparky verify`: what was changed is named.

use std::fs;

use crate::support::{Desk, busy_repository, run};

#[test]
fn a_document_stands_until_a_number_is_edited() {
    let (desk, repository) = (Desk::new(), busy_repository("parser"));
    desk.report("weekly", "2025-W46", &[repository.path()]);
    let verify = |desk: &Desk| {
        run(desk
            .sparky()
            .args(["verify", "out/weekly/2025-W46.md", "--data-dir", "data"]))
    };
    let finished = verify(&desk);
    assert_eq!(finished.status, 0, "{}{}", finished.stdout, finished.stderr);

    let text = desk.document("weekly/2025-W46.md");
    let edited = text
        .replacen("7 commits", "8 commits", 1)
        .replacen("6 commits", "9 commits", 1);
    assert_ne!(text, edited, "the report counts commits somewhere:\n{text}");
    fs::write(desk.out().join("weekly/2025-W46.md"), edited).unwrap();
    let finished = verify(&desk);
    assert_eq!(finished.status, 1, "{}", finished.stdout);
    assert!(
        finished.stdout.contains('8') || finished.stdout.contains('9'),
        "{}",
        finished.stdout
    );
    assert!(finished.stdout.contains("not supported"), "{}", finished.stdout);
}

#[test]
fn a_file_without_evidence_is_a_usage_error() {
    let desk = Desk::new();
    fs::write(desk.path().join("notes.md"), "# Notes\n").unwrap();
    let finished = run(desk.sparky().args(["verify", "notes.md"]));
    assert_eq!(finished.status, 2);
    assert!(finished.stderr.contains("evidence"), "{}", finished.stderr);
}
