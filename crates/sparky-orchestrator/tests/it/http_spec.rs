//! The API held against its own description: the description is valid, and whatever fits it or does not is answered as
//! it says. Uses openapi-spec-validator and schemathesis, which `scripts/test/setup.sh` installs.

use std::{
    path::{Path, PathBuf},
    process::Output,
};

use tokio::process::Command;

use crate::{house::week, site::Site};

/// A program of the tests' Python environment, if it is there.
fn program(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../target/test-venv/bin")
        .join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: {name} is not installed; scripts/test/setup.sh installs it");
    None
}

fn assert_good(output: &Output) {
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_description_is_valid() {
    let Some(validator) = program("openapi-spec-validator") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let site = Site::open(folder.path(), false).await;
    let description = site.get("/api/openapi.json").await;
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    let file = folder.path().join("openapi.json");
    std::fs::write(&file, description.to_string()).unwrap();
    assert_good(&Command::new(validator).arg(&file).output().await.unwrap());
    site.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_as_described() {
    let Some(schemathesis) = program("schemathesis") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let site = Site::open(folder.path(), true).await;
    site.fleet.run(week("2025-W46")).await;
    let settings = folder.path().join("schemathesis.toml");
    // What fits the schema and makes no sense, such as a period that has not begun, is refused with 422.
    let text = "[checks.positive_data_acceptance]\nexpected-statuses = [\"2xx\", \"401\", \"403\", \"404\", \"409\", \"422\"]\n";
    std::fs::write(&settings, text).unwrap();
    let output = Command::new(schemathesis)
        .current_dir(folder.path())
        .arg("--config-file")
        .arg(&settings)
        .args(["run", &format!("{}/api/openapi.json", site.address)])
        .args(["--header", "Authorization: Bearer a token that may do all"])
        // The event stream never ends; http_events tests it.
        .args(["--exclude-path", "/api/v1/events"])
        .args([
            "--max-examples",
            "20",
            "--max-time",
            "50",
            "--seed",
            "1",
            "--phases",
            "examples,coverage,fuzzing",
        ])
        .args(["--checks", "all", "--no-color", "--generation-database", "none"])
        .output()
        .await
        .unwrap();
    assert_good(&output);
    site.close().await;
}
