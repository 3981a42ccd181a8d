//! The few REST endpoints that Sparky uses: a commit with its files, and tokens of an App's installation.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;

use super::{log::Request, query, state::State};

/// The answer to a REST request: status and body.
pub(super) fn reply(
    state: &mut State,
    request: &Request,
    headers: &mut Vec<(String, String)>,
) -> (u16, String) {
    let (path, query_text) = request.path.split_once('?').unwrap_or((&request.path, ""));
    let path = path.trim_start_matches("/api/v3");
    let segments: Vec<_> = path.trim_matches('/').split('/').collect();
    match segments[..] {
        ["repos", owner, name, "commits", oid] => {
            let page = query_text
                .split('&')
                .find_map(|pair| pair.strip_prefix("page=")?.parse().ok())
                .unwrap_or(1);
            commit(state, &format!("{owner}/{name}"), oid, page, request, headers)
        }
        ["orgs" | "users", _, "installation"] if is_jwt(state, request) => {
            (200, json!({"id": 42}).to_string())
        }
        ["app", "installations", "42", "access_tokens"] if is_jwt(state, request) => {
            let token = format!("ghs_installation{}", state.world.tokens.len());
            state.world.token(&token, true);
            let expires = state.now() + jiff::SignedDuration::from_hours(1);
            (
                201,
                json!({"token": token, "expires_at": expires.to_string()}).to_string(),
            )
        }
        ["app", ..] | ["orgs" | "users", _, "installation"] => (
            401,
            json!({"message": "A JSON web token could not be decoded"}).to_string(),
        ),
        _ => (404, json!({"message": "Not Found"}).to_string()),
    }
}

fn commit(
    state: &State,
    name: &str,
    oid: &str,
    page: usize,
    request: &Request,
    headers: &mut Vec<(String, String)>,
) -> (u16, String) {
    let git = state
        .world
        .repos
        .iter()
        .find(|repo| repo.full_name() == name)
        .and_then(|repo| repo.git.as_deref());
    let Some((commit, total)) = git.and_then(|git| query::rest_commit(git, oid, page)) else {
        return (404, json!({"message": "Not Found"}).to_string());
    };
    if page * 100 < total {
        let next = format!(
            "<{}?per_page=100&page={}>; rel=\"next\"",
            request.path.split('?').next().unwrap_or_default(),
            page + 1
        );
        headers.push(("link".into(), next));
    }
    (200, commit.to_string())
}

/// Whether the request carries the statement of an App that is in force by the server's clock.
fn is_jwt(state: &State, request: &Request) -> bool {
    let claims = || {
        let token = request.header("authorization")?.strip_prefix("Bearer ")?;
        let [_, claims, _] = token.split('.').collect::<Vec<_>>()[..] else {
            return None;
        };
        serde_json::from_slice::<serde_json::Value>(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()
    };
    let now = state.now().as_second();
    let in_force = |claims: serde_json::Value| {
        Some(
            claims["iat"].as_i64()? <= now
                && now < claims["exp"].as_i64()?
                && claims["exp"].as_i64()? <= now + 600,
        )
    };
    claims().and_then(in_force).unwrap_or(false)
}
