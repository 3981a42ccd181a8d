//! Bad input: each an error that says which, with the way out, and never with the token.

use sparky_collector::github::GitHubError;
use sparky_testkit::github::Fault;

use super::support::{Stage, TOKEN, collect};

fn assert_tells(error: &GitHubError, words: &str, hint: &str) {
    let mut text = error.to_string();
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        text += &format!(": {cause}");
        next = cause.source();
    }
    assert!(text.contains(words), "{text}");
    assert!(error.hint().unwrap().contains(hint), "{:?}", error.hint());
    assert!(!format!("{text} {error:?}").contains("canary"), "{text}");
}

#[tokio::test]
async fn a_wrong_token() {
    let stage = Stage::new();
    let hub = stage.hub_with(stage.folder.path(), "ghp_canary_wrong");
    let error = collect(&hub, "acme").await.err().unwrap();
    assert_tells(
        &error,
        "does not take the token: Bad credentials",
        "make a new one",
    );
    assert_eq!(stage.server.log().graphql(), 1, "a refusal is not tried again");
}

#[tokio::test]
async fn a_token_without_scopes() {
    let stage = Stage::new();
    stage.server.world(|world| world.token("ghp_canary_small", false));
    let hub = stage.hub_with(stage.folder.path(), "ghp_canary_small");
    let error = collect(&hub, "acme").await.err().unwrap();
    assert_tells(&error, "required scopes", "read:org");
}

#[tokio::test]
async fn an_owner_or_repository_that_does_not_exist() {
    let stage = Stage::new();
    let error = collect(&stage.hub(), "nobody").await.err().unwrap();
    assert_tells(&error, "knows no organisation or user `nobody`", "spelling");
    let error = collect(&stage.hub(), "acme/nothing").await.err().unwrap();
    assert_tells(&error, "knows no repository `acme/nothing`", "spelling");
}

#[tokio::test]
async fn a_host_that_answers_html() {
    let stage = Stage::new();
    stage.server.fail(1, Fault::Html);
    let error = stage.collect().await.err().unwrap();
    assert_tells(&error, "answers with a web page", "github.host");
}

#[tokio::test]
async fn no_network() {
    let stage = Stage::new();
    let hub = stage.hub();
    drop(stage.server);
    let error = collect(&hub, "acme").await.err().unwrap();
    assert_tells(&error, "cannot reach github.com (5 attempts)", "network");
    assert!(error.is_temporary());
}

#[tokio::test]
async fn a_server_that_always_fails() {
    let stage = Stage::new();
    stage.server.fail(99, Fault::Status(500, "oops"));
    let error = stage.collect().await.err().unwrap();
    assert_tells(
        &error,
        "failed 5 times, the last time with status 500: oops",
        "githubstatus",
    );
}

#[tokio::test]
async fn a_database_of_another_version_is_built_anew() {
    let stage = Stage::new();
    stage
        .server
        .world(|world| super::support::fill(world, "acme/one", 1, 1, 1));
    let before = stage.collect().await.unwrap();
    let path = stage.folder.path().join("github/github.com.db");
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch("PRAGMA user_version = 99; DROP TABLE item")
        .unwrap();
    assert_eq!(stage.collect().await.unwrap().text(), before.text());
    assert!(
        !std::fs::read(path)
            .unwrap()
            .windows(TOKEN.len())
            .any(|bytes| bytes == TOKEN.as_bytes())
    );
}
