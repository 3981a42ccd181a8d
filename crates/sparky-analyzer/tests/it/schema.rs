//! What is written validates against the schema that `sparky schema insights` prints.

use schemars::schema_for;
use serde_json::{Value, json};
use sparky_common::model::Insights;

use crate::{
    build::{Repo, insights, snapshot},
    measures::acme,
};

fn validator() -> jsonschema::Validator {
    let schema = serde_json::to_value(schema_for!(Insights)).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn flaws(value: &Value) -> Vec<String> {
    let validator = validator();
    let errors = validator.iter_errors(value);
    errors
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect()
}

#[test]
fn insights_validate_against_their_schema() {
    let monthly = Repo::new("acme/new")
        .commit(
            "ada",
            "2025-11-12T09:00:00",
            "Initial commit",
            &["README.md +9 -0"],
        )
        .commit(
            "bob",
            "2025-11-13T09:00:00",
            "feat!: add a dark theme (#2)",
            &["src/a.rs +9 -0"],
        )
        .tag("v0.1.0");
    for snapshot in [
        acme(),
        snapshot("2025-11", vec![monthly]),
        snapshot("2025-11-12", vec![]),
    ] {
        let value = serde_json::to_value(insights(&snapshot)).unwrap();
        assert_eq!(flaws(&value), Vec::<String>::new());
    }
}

#[test]
fn the_schema_notices_a_number_that_is_none() {
    let mut value = serde_json::to_value(insights(&acme())).unwrap();
    value["totals"]["commits"] = json!("six");
    assert!(!flaws(&value).is_empty());
}
