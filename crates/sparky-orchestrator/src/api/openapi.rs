//! The description of the API, made from the handlers and from the types of requests and answers.

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use sparky_common::model::{Control, RunRecord};

use super::{
    problem::{PROBLEM_JSON, Problem},
    wire,
};

/// What each answer may be instead of what is documented for it.
const ERRORS: [(&str, &str); 14] = [
    ("400", "The request cannot be read"),
    ("401", "A bearer token is needed, or the one sent is not known"),
    (
        "403",
        "The token's role is not enough, or a page of another origin asks",
    ),
    ("404", "There is no such thing"),
    ("405", "The address does not take this method"),
    ("408", "The request took too long"),
    ("409", "It is at odds with how things stand"),
    ("413", "The body is too large"),
    ("415", "The body is no JSON"),
    ("421", "The request is addressed to another host"),
    ("422", "The request can be read and makes no sense"),
    ("429", "Too many wrong tokens"),
    ("500", "The server met a bug"),
    ("503", "Not now; try again"),
];

/// The media types of documents.
const CONTENT: [&str; 8] = [
    "text/markdown",
    "text/html",
    "application/json",
    "image/svg+xml",
    "image/png",
    "text/plain",
    "application/atom+xml",
    "application/rss+xml",
];

/// Completes what the handlers say.
pub(super) fn complete(described: &utoipa::openapi::OpenApi) -> Value {
    let mut description = serde_json::to_value(described).unwrap_or_default();
    description["info"] = json!({
        "title": "Sparky",
        "version": env!("CARGO_PKG_VERSION"),
        "description": "Runs, schedules, workers and documents of a Sparky fleet.",
        "license": {"name": "MIT", "identifier": "MIT"},
    });
    description["components"] = json!({
        "schemas": schemas(),
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    });
    for (path, operations) in description["paths"].as_object_mut().into_iter().flatten() {
        for (method, operation) in operations.as_object_mut().into_iter().flatten() {
            finish(path, method, operation);
        }
    }
    description
}

fn finish(path: &str, method: &str, operation: &mut Value) {
    let problem = json!({PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}});
    if let Some(responses) = operation["responses"].as_object_mut() {
        for (status, description) in ERRORS {
            responses.insert(
                status.into(),
                json!({"description": description, "content": problem}),
            );
        }
        if path.ends_with("/content") {
            let content: Map<String, Value> = CONTENT
                .into_iter()
                .map(|sort| (sort.to_owned(), json!({})))
                .collect();
            responses["200"]["content"] = content.into();
        }
    }
    // `/api/v1/runs/{run}/cancel` is `post_runs_run_cancel`.
    let words = path.trim_start_matches("/api/v1/").replace(['{', '}'], "");
    operation["operationId"] = format!("{method}_{}", words.replace('/', "_")).into();
    if operation["requestBody"].is_object() {
        operation["requestBody"]["required"] = true.into();
    }
    operation["security"] = json!([{"token": []}]);
    if method == "post" {
        let key = json!({
            "name": "Idempotency-Key", "in": "header", "required": false,
            "description": "The same request under the same key is done once and answered alike, for a day",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
        });
        match operation["parameters"].as_array_mut() {
            Some(parameters) => parameters.push(key),
            None => operation["parameters"] = json!([key]),
        }
    }
}

/// The schemas of every type that the handlers name.
fn schemas() -> Map<String, Value> {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    add::<RunRecord>(&mut generator);
    add::<Problem>(&mut generator);
    add::<wire::NewRun>(&mut generator);
    add::<wire::Rejection>(&mut generator);
    add::<wire::Approval>(&mut generator);
    add::<wire::RunPage>(&mut generator);
    add::<wire::Gates>(&mut generator);
    add::<wire::Tasks>(&mut generator);
    add::<wire::Workers>(&mut generator);
    add::<wire::Leases>(&mut generator);
    add::<wire::Order>(&mut generator);
    add::<Control>(&mut generator);
    add::<wire::Schedules>(&mut generator);
    add::<wire::ScheduleStory>(&mut generator);
    add::<wire::Trigger>(&mut generator);
    add::<wire::Backfill>(&mut generator);
    add::<wire::Backfilled>(&mut generator);
    add::<wire::ReportPage>(&mut generator);
    add::<wire::StreamEvent>(&mut generator);
    add::<wire::Index>(&mut generator);
    let mut schemas = generator.take_definitions(false);
    let settings = json!({"type": "object", "description": "Values by section and option", "additionalProperties": {"type": "object"}});
    schemas.insert("Settings".into(), settings);
    schemas
}

fn add<T: JsonSchema>(generator: &mut SchemaGenerator) {
    generator.subschema_for::<T>();
}
