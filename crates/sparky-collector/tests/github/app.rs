//! A GitHub App: its installation's tokens are bought with a signed statement and renewed before they end.

use std::{path::PathBuf, process::Command, sync::Arc};

use jiff::SignedDuration;
use sparky_collector::github::{App, GitHub, GitHubError, connect};
use sparky_common::model::Via;

use super::support::{Stage, TestClock, collect, fill};

/// A key as GitHub gives it (PKCS#1) or as others write it (PKCS#8).
fn key(stage: &Stage, traditional: bool) -> PathBuf {
    let path = stage.folder.path().join("app.pem");
    let mut command = Command::new("openssl");
    command.args(["genrsa", "-out", path.to_str().unwrap()]);
    if traditional {
        command.arg("-traditional");
    }
    let output = command.arg("2048").output().expect("tests need `openssl`");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    path
}

async fn hub(stage: &Stage, key_file: PathBuf, installation: Option<u64>) -> Result<GitHub, GitHubError> {
    let mut settings = stage.settings(stage.folder.path());
    settings.app = Some(App {
        id: "4711".into(),
        key_file,
        installation,
    });
    let clock = Arc::new(TestClock(stage.clock.clone()));
    let connection = connect(&settings, Via::Auto, "acme", clock.clone()).await?;
    GitHub::over(settings, connection, clock, Box::new(|_| ()), &stage.metrics)
}

#[tokio::test]
async fn an_installation_collects_and_its_token_is_renewed() {
    for (traditional, installation) in [(true, None), (false, Some(42))] {
        let stage = Stage::new();
        stage.server.world(|world| fill(world, "acme/one", 5, 2, 5));
        let hub = hub(&stage, key(&stage, traditional), installation).await.unwrap();
        assert_eq!(collect(&hub, "acme").await.unwrap().counts(), [5, 10, 5, 1]);
        let bought = || {
            stage
                .server
                .log()
                .0
                .iter()
                .filter(|request| request.path.ends_with("access_tokens"))
                .count()
        };
        assert_eq!(bought(), 1);
        stage.clock.advance(SignedDuration::from_mins(56));
        collect(&hub, "acme").await.unwrap();
        assert_eq!(bought(), 2, "the first token ends in four minutes");
    }
}

#[tokio::test]
async fn a_clock_that_is_off_by_an_hour_is_no_obstacle() {
    for skew in [3_600, -3_600] {
        let stage = Stage::new();
        stage.server.world(|world| fill(world, "acme/one", 5, 2, 5));
        stage.server.skew(skew);
        let hub = hub(&stage, key(&stage, true), None).await.unwrap();
        assert_eq!(collect(&hub, "acme").await.unwrap().counts(), [5, 10, 5, 1]);
    }
}

#[tokio::test]
async fn a_bad_key_is_told() {
    let stage = Stage::new();
    let path = stage.folder.path().join("no.pem");
    let missing = hub(&stage, path.clone(), None).await.err().unwrap();
    assert!(matches!(missing, GitHubError::App { .. }), "{missing}");
    std::fs::write(&path, "-----BEGIN NONSENSE-----\n").unwrap();
    let malformed = hub(&stage, path, None).await.err().unwrap();
    let cause = std::error::Error::source(&malformed).unwrap().to_string();
    assert!(cause.contains("holds no RSA private key"), "{cause}");
    assert!(malformed.hint().unwrap().contains("github.app_key_file"));
}
