//! What an answer of GitHub means, whatever form it has: pure.

use serde::Deserialize;
use serde_json::Value;

use super::transport::Response;

/// A GraphQL error beside or instead of data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct QueryError {
    /// GitHub's kind: `NOT_FOUND`, `FORBIDDEN`, `RATE_LIMITED` ...
    #[serde(default, rename = "type")]
    pub kind: String,
    /// GitHub's words.
    #[serde(default)]
    pub message: String,
    /// The fields and indexes that lead to what is missing.
    #[serde(default)]
    pub path: Vec<Value>,
}

/// A meaning.
#[derive(Debug, PartialEq)]
pub enum Meaning {
    /// Data, and what is missing from it.
    Data {
        /// The data.
        data: Value,
        /// What is missing and why.
        errors: Vec<QueryError>,
    },
    /// The points of the hour are used up.
    Exhausted,
    /// Too much at once; wait so many seconds if it says how many.
    TooFast(Option<u64>),
    /// The query is too large or takes too long.
    TooHeavy(String),
    /// The server failed; the same may work again.
    Failed(String),
    /// The token is not taken.
    Unauthorized(String),
    /// The token may not read it.
    Scopes(String),
    /// A web page.
    WebPage,
    /// Refused for good.
    Refused(String),
}

#[derive(Default, Deserialize)]
struct Body {
    #[serde(default)]
    data: Value,
    #[serde(default)]
    errors: Vec<QueryError>,
    #[serde(default)]
    message: String,
}

/// Reads the answer to a GraphQL request.
pub fn of_graphql(response: &Response) -> Meaning {
    let body: Body = match serde_json::from_slice(&response.body) {
        Ok(body) => body,
        Err(_) if response.status != 200 => return of_status(response, String::new()),
        Err(_) if is_web_page(response) => return Meaning::WebPage,
        Err(error) => return Meaning::Failed(format!("the answer is no JSON: {error}")),
    };
    if response.status != 200 {
        return of_status(response, body.message);
    }
    if body.data.is_object() && !body.errors.iter().any(is_limit) {
        return Meaning::Data {
            data: body.data,
            errors: body.errors,
        };
    }
    match body.errors.into_iter().next() {
        Some(error) => of_error(response, error),
        None if !body.message.is_empty() => Meaning::Failed(body.message),
        None => Meaning::Failed("the answer holds neither data nor errors".into()),
    }
}

/// Reads the answer to a REST request.
pub fn of_rest(response: &Response) -> Meaning {
    match response.status {
        200..=299 => match serde_json::from_slice(&response.body) {
            Ok(data) => Meaning::Data {
                data,
                errors: Vec::new(),
            },
            Err(_) if is_web_page(response) => Meaning::WebPage,
            Err(error) => Meaning::Failed(format!("the answer is no JSON: {error}")),
        },
        _ => {
            let body: Body = serde_json::from_slice(&response.body).unwrap_or_default();
            of_status(response, body.message)
        }
    }
}

fn of_status(response: &Response, message: String) -> Meaning {
    let retry_after = retry_after(response);
    match response.status {
        401 => Meaning::Unauthorized(message),
        403 | 429 if says_secondary(&message) => Meaning::TooFast(retry_after),
        403 | 429 if says_primary(&message) || response.header("x-ratelimit-remaining") == Some("0") => {
            Meaning::Exhausted
        }
        403 if retry_after.is_some() => Meaning::TooFast(retry_after),
        429 => Meaning::TooFast(retry_after),
        403 if message.to_lowercase().contains("scope") => Meaning::Scopes(message),
        502 | 504 => Meaning::TooHeavy(format!("status {}", response.status)),
        500..=599 => Meaning::Failed(message),
        300..=399 => Meaning::WebPage,
        _ if is_web_page(response) => Meaning::WebPage,
        _ => Meaning::Refused(message),
    }
}

fn of_error(response: &Response, error: QueryError) -> Meaning {
    let message = error.message;
    let lower = message.to_lowercase();
    match error.kind.as_str() {
        _ if says_secondary(&message) => Meaning::TooFast(retry_after(response)),
        "RATE_LIMITED" | "RATE_LIMIT" => Meaning::Exhausted,
        _ if says_primary(&message) => Meaning::Exhausted,
        "MAX_NODE_LIMIT_EXCEEDED" | "RESOURCE_LIMITS_EXCEEDED" => Meaning::TooHeavy(message),
        "INSUFFICIENT_SCOPES" => Meaning::Scopes(message),
        _ if lower.contains("timeout")
            || lower.contains("timedout")
            || lower.contains("something went wrong") =>
        {
            Meaning::TooHeavy(message)
        }
        _ => Meaning::Refused(message),
    }
}

fn is_limit(error: &QueryError) -> bool {
    error.kind.starts_with("RATE_LIMIT") || says_secondary(&error.message)
}

fn says_primary(message: &str) -> bool {
    message.to_lowercase().contains("rate limit exceeded")
}

fn says_secondary(message: &str) -> bool {
    let lower = message.to_lowercase();
    lower.contains("secondary rate limit") || lower.contains("abuse detection")
}

fn retry_after(response: &Response) -> Option<u64> {
    response
        .header("retry-after")
        .and_then(|seconds| seconds.parse().ok())
}

fn is_web_page(response: &Response) -> bool {
    response
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("text/html"))
        || response.body.trim_ascii_start().starts_with(b"<")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(status: u16, headers: &[(&str, &str)], body: &str) -> Response {
        let headers = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Response {
            status,
            headers,
            body: body.into(),
        }
    }

    #[test]
    fn every_form_of_a_limit_is_known() {
        let primary = r#"{"message": "API rate limit exceeded for user ID 1."}"#;
        let secondary = r#"{"message": "You have exceeded a secondary rate limit."}"#;
        for (status, headers, body, expected) in [
            (403, vec![], primary, Meaning::Exhausted),
            (429, vec![], primary, Meaning::Exhausted),
            (
                403,
                vec![("x-ratelimit-remaining", "0")],
                "{}",
                Meaning::Exhausted,
            ),
            (
                200,
                vec![],
                r#"{"errors": [{"type": "RATE_LIMITED", "message": "x"}]}"#,
                Meaning::Exhausted,
            ),
            (
                200,
                vec![],
                r#"{"data": {"a": null}, "errors": [{"type": "RATE_LIMITED"}]}"#,
                Meaning::Exhausted,
            ),
            (403, vec![], secondary, Meaning::TooFast(None)),
            (
                403,
                vec![("retry-after", "30")],
                secondary,
                Meaning::TooFast(Some(30)),
            ),
            (
                403,
                vec![("retry-after", "30"), ("x-ratelimit-remaining", "0")],
                secondary,
                Meaning::TooFast(Some(30)),
            ),
            (429, vec![("retry-after", "30")], "{}", Meaning::TooFast(Some(30))),
            (
                200,
                vec![],
                r#"{"errors": [{"message": "You have exceeded a secondary rate limit"}]}"#,
                Meaning::TooFast(None),
            ),
        ] {
            assert_eq!(
                of_graphql(&response(status, &headers, body)),
                expected,
                "{status} {headers:?} {body}"
            );
        }
    }

    #[test]
    fn heaviness_failure_and_refusal_differ() {
        let heavy = |body: &str| matches!(of_graphql(&response(200, &[], body)), Meaning::TooHeavy(_));
        assert!(heavy(
            r#"{"errors": [{"type": "MAX_NODE_LIMIT_EXCEEDED", "message": "x"}]}"#
        ));
        assert!(heavy(
            r#"{"data": null, "errors": [{"message": "Something went wrong. This may be the result of a timeout"}]}"#
        ));
        assert!(matches!(
            of_graphql(&response(502, &[], "<html>")),
            Meaning::TooHeavy(_)
        ));
        assert!(matches!(
            of_graphql(&response(500, &[], "<html>")),
            Meaning::Failed(_)
        ));
        assert!(matches!(
            of_graphql(&response(200, &[], "{\"data\": {\"a\"")),
            Meaning::Failed(_)
        ));
        assert_eq!(
            of_graphql(&response(200, &[], " <!DOCTYPE html>")),
            Meaning::WebPage
        );
        assert!(matches!(
            of_graphql(&response(404, &[], "{}")),
            Meaning::Refused(_)
        ));
    }

    #[test]
    fn partial_data_keeps_its_errors() {
        let body = r#"{"data": {"a": 1, "b": null}, "errors": [{"type": "FORBIDDEN", "message": "SSO", "path": ["b"]}]}"#;
        let Meaning::Data { errors, .. } = of_graphql(&response(200, &[], body)) else {
            panic!("data")
        };
        assert_eq!((errors.len(), errors[0].kind.as_str()), (1, "FORBIDDEN"));
    }
}
