//! Who may do what over the API, and what nobody may.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::{
    fleet::Fleet,
    house::week,
    site::{ADMIN, OPERATE, READ, Site},
};

#[tokio::test(flavor = "multi_thread")]
async fn roles_decide_what_a_token_may_do() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::open(folder.path(), true).await;
    let run = site.fleet.run(week("2025-W46")).await.run;
    let run = |act: &str| format!("/api/v1/runs/{run}{act}");
    let own = json!({"kind": "weekly", "period": "2025-W40"});
    let foreign = json!({"kind": "weekly", "period": "2025-W41", "sources": [{"path": "/srv/x"}]});
    let (get, post) = (Method::GET, Method::POST);
    // The statuses for: no token, an unknown one, read, operate, admin.
    for (method, path, body, statuses) in [
        (&get, "/".to_owned(), None, [200, 200, 200, 200, 200]),
        (&get, "/api/openapi.json".into(), None, [200, 200, 200, 200, 200]),
        (&get, "/api/v1/runs".into(), None, [401, 401, 200, 200, 200]),
        (&get, run(""), None, [401, 401, 200, 200, 200]),
        (&get, "/api/v1/schedules".into(), None, [401, 401, 200, 200, 200]),
        (&get, "/api/v1/config".into(), None, [401, 401, 403, 403, 200]),
        (&post, run("/cancel"), None, [401, 401, 403, 409, 409]),
        (&post, run("/approve"), None, [401, 401, 403, 409, 409]),
        (
            &post,
            "/api/v1/schedules/daily/pause".into(),
            None,
            [401, 401, 403, 200, 200],
        ),
        (&post, "/api/v1/runs".into(), Some(own), [401, 401, 403, 202, 202]),
        (
            &post,
            "/api/v1/runs".into(),
            Some(foreign),
            [401, 401, 403, 403, 202],
        ),
    ] {
        for (token, status) in ["", "not a token that is known", READ, OPERATE, ADMIN]
            .into_iter()
            .zip(statuses)
        {
            let response = site.ask(method.clone(), &path, token, body.clone()).await;
            assert_eq!(
                response.status().as_u16(),
                status,
                "{method} {path} with `{token}`"
            );
        }
    }
    site.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_down_and_locks_nobody_out() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::open(folder.path(), true).await;
    let mut statuses = Vec::new();
    for guess in 0..25 {
        let token = format!("guess number {guess} of many");
        statuses.push(
            site.ask(Method::GET, "/api/v1/runs", &token, None)
                .await
                .status()
                .as_u16(),
        );
    }
    assert_eq!((statuses[0], statuses[24]), (401, 429));
    let good = site.ask(Method::GET, "/api/v1/runs", READ, None).await;
    assert_eq!(good.status(), StatusCode::OK);
    site.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_origins_and_names_that_are_not_ours_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::open(folder.path(), false).await;
    let ours = site.address.clone();
    for (header, value, status) in [
        ("host", "evil.example", 421),
        ("origin", "https://evil.example", 403),
        ("origin", "null", 403),
        ("sec-fetch-site", "cross-site", 403),
        ("origin", ours.as_str(), 200),
    ] {
        let response = site
            .request(Method::GET, "/api/v1/runs", "", None, &[(header, value)])
            .await;
        assert_eq!(response.status().as_u16(), status, "{header}: {value}");
        assert!(!response.headers().contains_key("access-control-allow-origin"));
    }
    site.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_document_cannot_run_on_the_apis_origin() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::open(folder.path(), false).await;
    site.fleet.run(week("2025-W46")).await;
    let list = site.get("/api/v1/documents").await;
    let href = list["reports"][0]["files"][0]["href"]
        .as_str()
        .unwrap()
        .to_owned();
    let document = site.ask(Method::GET, &href, "", None).await;
    let headers = document.headers().clone();
    assert_eq!(headers["content-type"], "text/markdown; charset=utf-8");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("default-src 'none'") && policy.ends_with("sandbox"),
        "{policy}"
    );
    let tag = headers["etag"].to_str().unwrap().to_owned();
    let known = site
        .request(Method::GET, &href, "", None, &[("if-none-match", tag.as_str())])
        .await;
    assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
    for path in [
        "../../etc/passwd",
        "/etc/passwd",
        "weekly/..%2f..%2fledger.db",
        "%00",
    ] {
        let path = format!("/api/v1/documents/2025-W46/content?path={path}");
        assert_eq!(
            site.ask(Method::GET, &path, "", None).await.status().as_u16(),
            404,
            "{path}"
        );
    }
    site.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_everyone_could_use_is_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let open = Fleet::try_configured(folder.path(), &[("HTTP__LISTEN", "0.0.0.0:0")]).await;
    let error = open.err().unwrap();
    assert!(error.to_string().contains("open to everyone"), "{error}");
    assert!(error.hint().unwrap().contains("api.tokens"));
    let short = [("API__TOKENS", r#"[{name="a",role="read",token="short"}]"#)];
    let error = Fleet::try_configured(folder.path(), &[("HTTP__LISTEN", "127.0.0.1:0"), short[0]])
        .await
        .err()
        .unwrap();
    assert!(error.to_string().contains("fewer than 16"), "{error}");
}
