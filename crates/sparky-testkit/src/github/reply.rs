//! From a request to an answer.

use serde_json::{Value, json};

use super::{
    fault::{Fault, Form},
    log::Request,
    query, rest,
    state::State,
    wire::Answer,
};

const PRIMARY: &str = "API rate limit exceeded for user ID 1. If you reach out to GitHub Support for help, include the request ID.";
const SECONDARY: &str =
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

/// The answer to a request that no fault strikes on the wire. `at` is its place in the log.
pub(super) fn reply(state: &mut State, request: &Request, at: usize, fault: Option<&Fault>) -> Answer {
    let mut headers = Vec::new();
    let (status, body) = match (fault, refused(state, request)) {
        (Some(Fault::Status(status, message)), _) => (*status, json!({"message": message}).to_string()),
        (Some(Fault::Html), _) => (200, "<!DOCTYPE html><html><body>Sign in</body></html>".into()),
        (Some(Fault::PrimaryLimit(form)), _) => {
            state.account.used = state.account.limit;
            limited(*form, "RATE_LIMITED", PRIMARY)
        }
        (Some(Fault::SecondaryLimit(form, retry_after)), _) => {
            headers.extend(retry_after.map(|seconds| ("retry-after".to_owned(), seconds.to_string())));
            limited(*form, "RATE_LIMITED", SECONDARY)
        }
        (Some(Fault::Timeout), _) => {
            (200, json!({"data": null, "errors": [{"message": "Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug."}]}).to_string())
        }
        (_, Some((status, message))) => (status, json!({"message": message}).to_string()),
        _ if state.in_flight > state.limits.concurrent => limited(Form::Forbidden, "", SECONDARY),
        _ if request.is_graphql() => graphql(state, request, at, matches!(fault, Some(Fault::Partial))),
        _ => rest::reply(state, request, &mut headers),
    };
    headers.extend(standing(state));
    let html = body.starts_with('<');
    headers.push((
        "content-type".into(),
        if html {
            "text/html"
        } else {
            "application/json; charset=utf-8"
        }
        .into(),
    ));
    Answer {
        status,
        headers,
        body: body.into_bytes(),
    }
}

/// Whether the token is refused.
fn refused(state: &State, request: &Request) -> Option<(u16, &'static str)> {
    let given = request
        .header("authorization")
        .and_then(|value| value.split_once(' '))
        .map(|(_, token)| token);
    let known = |token: &str| state.world.tokens.iter().any(|(known, _)| known == token);
    match given {
        _ if request.path.contains("/app/installations") || request.path.ends_with("/installation") => None,
        Some(token) if known(token) => None,
        Some(_) => Some((401, "Bad credentials")),
        None => Some((401, "This endpoint requires you to be authenticated.")),
    }
}

fn limited(form: Form, kind: &str, message: &str) -> (u16, String) {
    match form {
        Form::Forbidden => (403, json!({"message": message}).to_string()),
        Form::TooMany => (429, json!({"message": message}).to_string()),
        Form::Ok => (
            200,
            json!({"errors": [{"type": kind, "message": message}]}).to_string(),
        ),
    }
}

/// Where the account stands, as headers.
fn standing(state: &State) -> Vec<(String, String)> {
    let header = |name: &str, value: String| (name.to_owned(), value);
    vec![
        header(
            "date",
            state.now().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        ),
        header("x-ratelimit-limit", state.account.limit.to_string()),
        header("x-ratelimit-remaining", state.account.remaining().to_string()),
        header("x-ratelimit-used", state.account.used.to_string()),
        header("x-ratelimit-reset", state.account.reset.as_second().to_string()),
        header("x-ratelimit-resource", "graphql".into()),
    ]
}

fn graphql(state: &mut State, request: &Request, at: usize, partial: bool) -> (u16, String) {
    let operation = match query::parse(&request.query, &request.variables) {
        Ok(operation) => operation,
        Err(problem) => return (200, problem.to_string()),
    };
    let cost = query::cost(&operation);
    if cost.nodes > state.limits.nodes {
        let message = format!(
            "This query requests up to {} possible nodes which exceeds the maximum limit of {}.",
            cost.nodes, state.limits.nodes
        );
        return (
            200,
            json!({"data": null, "errors": [{"type": "MAX_NODE_LIMIT_EXCEEDED", "message": message}]})
                .to_string(),
        );
    }
    if !state.account.pay(cost.points()) {
        return limited(Form::Ok, "RATE_LIMITED", PRIMARY);
    }
    state.log.0[at].points = cost.points();
    if cost.nodes > state.limits.heavy {
        return (502, "<html><body>502 Bad Gateway</body></html>".into());
    }
    if !scopes(state, request) {
        let message = "Your token has not been granted the required scopes to execute this query. The 'login' field requires one of the following scopes: ['read:org'], but your token has only been granted the: [''] scopes.";
        return (
            200,
            json!({"data": null, "errors": [{"type": "INSUFFICIENT_SCOPES", "message": message}]})
                .to_string(),
        );
    }
    let mut answer = query::answer(&state.world, &operation);
    if partial {
        lose_something(&mut answer);
    }
    (200, answer.to_string())
}

fn scopes(state: &State, request: &Request) -> bool {
    let token = request
        .header("authorization")
        .and_then(|value| value.split_once(' '))
        .map(|(_, token)| token);
    state
        .world
        .tokens
        .iter()
        .any(|(known, scopes)| Some(known.as_str()) == token && *scopes)
}

/// Takes the first object away that stands directly below the data, and says so beside it.
fn lose_something(answer: &mut Value) {
    if let Some((alias, value)) = answer["data"]
        .as_object_mut()
        .and_then(|data| data.iter_mut().next())
    {
        let path = json!([alias]);
        *value = Value::Null;
        let message = "Something went wrong while executing your query.";
        answer["errors"] = json!([{"path": path, "message": message}]);
    }
}
