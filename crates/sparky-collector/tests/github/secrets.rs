//! A token is nowhere: not in the log of everything, not in the data folder, not in what was collected.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use sparky_common::{
    artifact::{ArtifactStore, snapshot_name},
    config::CommitsFrom,
};
use sparky_testkit::github::Fault;

use super::{
    organisation::{Organisation, collect, settings},
    whole::history,
};

/// It looks different in a URL, and in base64 wherever it begins.
const CANARY: &str = "ghp_canary+/=0123456789abcdef";

/// The forms that a secret takes: as it is, in a URL, and in base64 behind zero, one or two bytes.
fn forms() -> Vec<String> {
    let encoded = CANARY.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let mut forms = vec![CANARY.to_owned(), encoded.clone(), encoded.to_lowercase()];
    for before in ["", "x", "xx"] {
        let text = STANDARD.encode(format!("{before}{CANARY}"));
        // Only the ends depend on what stands around it.
        forms.push(text[4..text.len() - 4].to_owned());
    }
    forms
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}

#[test]
fn every_form_of_a_token_would_be_found() {
    let login = STANDARD.encode(format!("x-access-token:{CANARY}"));
    assert!(forms().iter().any(|form| login.contains(form)));
}

#[tokio::test]
#[ignore = "run by the test below, in a process of its own"]
async fn one_collection() {
    let set = |name: &str| std::env::var(name).expect("the test below sets it");
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(std::io::stderr)
        .init();
    for (folder, commits) in [("mirrors", CommitsFrom::Mirror), ("api", CommitsFrom::Api)] {
        let data = PathBuf::from(set("SPARKY_TEST_DATA")).join(folder);
        let mut settings = settings(&set("SPARKY_TEST_API"), &set("SPARKY_TEST_GIT"), &data, commits);
        settings.github.token = Some(CANARY.to_owned().into());
        let snapshot = collect(settings, "acme").await.unwrap();
        let store = ArtifactStore::open(&data).unwrap();
        store
            .put_json(&snapshot_name(snapshot.period), &snapshot)
            .await
            .unwrap();
    }
}

#[test]
fn a_token_is_in_no_log_no_file_and_no_artifact() {
    let mut organisation = Organisation::new();
    organisation.serve("acme/api", history());
    let server = &organisation.stage.server;
    server.world(|world| {
        world.token(CANARY, true);
    });
    server.fail(1, Fault::Status(500, "out of order"));
    let data = tempfile::tempdir().unwrap();
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "secrets::one_collection", "--ignored", "--nocapture"])
        .env("SPARKY_TEST_DATA", data.path())
        .env("SPARKY_TEST_API", server.url())
        .env(
            "SPARKY_TEST_GIT",
            format!("file://{}", organisation.served.path().display()),
        )
        .output()
        .unwrap();
    let log = String::from_utf8_lossy(&child.stderr);
    assert!(child.status.success(), "{log}");
    assert!(log.contains("out of order"), "everything is logged: {log}");
    let asked = server
        .log()
        .0
        .iter()
        .filter(|r| r.header("authorization").is_some_and(|h| h.contains(CANARY)))
        .count();
    assert!(asked > 0, "the token was used");
    let files = files(data.path());
    for name in ["github.com.db", "2025-W46.json"] {
        assert_eq!(
            files.iter().filter(|path| path.ends_with(name)).count(),
            2,
            "{files:?}"
        );
    }
    let contents = files.iter().map(|path| std::fs::read(path).unwrap());
    for bytes in contents.chain([child.stdout, child.stderr.clone()]) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(forms().iter().all(|form| !text.contains(form)));
    }
}
