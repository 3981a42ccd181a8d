//! The real `gh` program against the stand-in. Its host is `github.localhost`, which it asks in plain http; the
//! stand-in is its proxy, so that neither names nor ports of the machine matter.

use std::{sync::Arc, time::Duration};

use sparky_collector::github::{Connection, GhTransport, GitHub, GitHubError};

use super::{
    processes::Watch,
    support::{Stage, TOKEN, TestClock, collect, fill},
};

fn is_installed() -> bool {
    let there = std::process::Command::new("gh")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success());
    if !there {
        sparky_testkit::skip("`gh`");
    }
    there
}

/// A `gh` that is logged in with a token in its own configuration, as a user would be.
fn transport(stage: &Stage, token: &str) -> GhTransport {
    let config = stage.folder.path().join("gh");
    std::fs::create_dir_all(&config).unwrap();
    let hosts =
        format!("github.localhost:\n    oauth_token: {token}\n    user: ada\n    git_protocol: https\n");
    std::fs::write(config.join("hosts.yml"), hosts).unwrap();
    GhTransport::new("github.localhost", Duration::from_secs(30))
        .env("HTTP_PROXY", &stage.server.url())
        .env("GH_CONFIG_DIR", config.to_str().unwrap())
        .env("GH_TOKEN", "")
        .env("GITHUB_TOKEN", "")
}

fn hub(stage: &Stage, transport: GhTransport) -> GitHub {
    let connection = Connection::over_gh(transport);
    let settings = stage.settings(&stage.folder.path().join("through-gh"));
    GitHub::over(
        settings,
        connection,
        Arc::new(TestClock(stage.clock.clone())),
        Box::new(|_| ()),
        &stage.metrics,
    )
    .unwrap()
}

#[tokio::test]
async fn gh_brings_the_same_as_a_token() {
    if !is_installed() {
        return;
    }
    let stage = Stage::new();
    stage
        .server
        .world(|world| (0..8).for_each(|number| fill(world, &format!("acme/repo{number}"), 30, 25, 30)));
    let gh = transport(&stage, TOKEN);
    assert!(gh.is_logged_in().await);
    let watch = Watch::begin();
    let through_gh = collect(&hub(&stage, gh), "acme").await.unwrap();
    let processes = watch.end();
    assert!(
        processes.iter().any(|line| line.contains("gh api")),
        "gh was seen"
    );
    assert!(
        !processes.iter().any(|line| line.contains(TOKEN)),
        "{processes:?}"
    );
    let requests = stage.server.log().graphql();
    let told = stage
        .server
        .log()
        .0
        .iter()
        .all(|request| request.header("user-agent").unwrap().contains("GitHub CLI"));
    assert!(told, "the requests are gh's own");
    let with_token = stage.collect().await.unwrap();
    assert_eq!(through_gh.activities.len(), 8);
    assert_eq!(through_gh.counts(), with_token.counts());
    let noreply = |text: String| text.replace("users.noreply.github.localhost", "users.noreply.github.com");
    assert_eq!(noreply(through_gh.text()), with_token.text());
    // Which questions share a request depends on which answers come first.
    assert!(stage.server.log().graphql().abs_diff(2 * requests) <= 2);
}

#[tokio::test]
async fn limits_and_faults_come_through_gh() {
    use sparky_testkit::github::{Fault, Form};
    if !is_installed() {
        return;
    }
    let stage = Stage::new();
    stage.server.world(|world| fill(world, "acme/one", 5, 2, 5));
    for fault in [
        Fault::PrimaryLimit(Form::Ok),
        Fault::SecondaryLimit(Form::Forbidden, Some(90)),
        Fault::Status(502, "bad gateway"),
        Fault::Status(500, "oops"),
        Fault::Partial,
        Fault::Reset,
    ] {
        let told = format!("{fault:?}");
        stage
            .server
            .fail_when(|request| request.operation == "Batch", 1, fault);
        std::fs::remove_dir_all(stage.folder.path().join("through-gh")).ok();
        let collection = collect(&hub(&stage, transport(&stage, TOKEN)), "acme")
            .await
            .unwrap();
        assert_eq!(collection.counts(), [5, 10, 5, 1], "{told}");
    }
    assert_eq!(stage.server.log().while_exhausted(), 0);
}

#[tokio::test]
async fn a_refused_login_is_told() {
    if !is_installed() {
        return;
    }
    let stage = Stage::new();
    let error = collect(&hub(&stage, transport(&stage, "ghp_canary_wrong")), "acme")
        .await
        .err()
        .unwrap();
    assert!(matches!(error, GitHubError::TokenRefused { .. }), "{error}");
    let nobody = GhTransport::new("github.localhost", Duration::from_secs(30))
        .env(
            "GH_CONFIG_DIR",
            stage.folder.path().join("nothing").to_str().unwrap(),
        )
        .env("GH_TOKEN", "")
        .env("GITHUB_TOKEN", "");
    assert!(!nobody.is_logged_in().await);
}
