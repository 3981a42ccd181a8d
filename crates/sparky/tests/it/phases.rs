//! One phase at a time, from and to the artifact store.

use crate::support::{Desk, busy_repository, run};

#[test]
fn four_phases_one_by_one_make_the_documents_of_a_run() {
    let repository = busy_repository("parser");
    let (whole, stepwise) = (Desk::new(), Desk::new());
    whole.report("weekly", "2025-W46", &[repository.path()]);
    for phase in ["collect", "analyze", "generate", "publish"] {
        let mut command = stepwise.sparky();
        command.args([
            phase,
            "weekly",
            "--period",
            "2025-W46",
            "--data-dir",
            "data",
            "--out",
            "out",
        ]);
        if phase == "collect" {
            command.arg("--repo").arg(repository.path());
        }
        let finished = run(&mut command);
        assert_eq!(finished.status, 0, "{phase}: {}", finished.stderr);
    }
    assert_eq!(
        whole.document("weekly/2025-W46.md"),
        stepwise.document("weekly/2025-W46.md")
    );
}

#[test]
fn a_phase_without_its_input_says_what_to_do_first() {
    let desk = Desk::new();
    let finished =
        run(desk
            .sparky()
            .args(["analyze", "weekly", "--period", "2025-W46", "--data-dir", "data"]));
    assert_eq!(finished.status, 1);
    assert!(
        finished
            .stderr
            .contains("sparky collect weekly --period 2025-W46"),
        "{}",
        finished.stderr
    );
}

#[test]
fn schemas_describe_what_is_written() {
    let desk = Desk::new();
    for name in [
        "snapshot",
        "insights",
        "documents",
        "evidence",
        "publication",
        "run",
        "config",
    ] {
        let finished = run(desk.sparky().args(["schema", name]));
        let schema: serde_json::Value = serde_json::from_str(&finished.stdout).unwrap();
        assert!(
            schema["$schema"].is_string() && schema["properties"].is_object(),
            "{name}"
        );
    }
}
