//! Every document is valid against the schema that GitHub publishes.

use apollo_compiler::{ExecutableDocument, Schema, validation::Valid};
use sparky_collector::github::documents;

/// The schema of the npm package `@octokit/graphql-schema`, which `scripts/test/setup.sh` installs.
fn schema() -> Option<Valid<Schema>> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../target/github-schema/node_modules/@octokit/graphql-schema/schema.graphql"
    );
    let text = std::fs::read_to_string(path).ok()?;
    Some(
        Schema::parse_and_validate(text, "schema.graphql").unwrap_or_else(|error| panic!("{}", error.errors)),
    )
}

#[test]
fn documents_are_valid() {
    let Some(schema) = schema() else {
        sparky_testkit::skip("GitHub's schema");
        return;
    };
    for (name, document) in documents() {
        if let Err(error) = ExecutableDocument::parse_and_validate(&schema, &document, name) {
            panic!("{name}:\n{document}\n{}", error.errors);
        }
    }
}

#[test]
fn a_wrong_document_is_found() {
    let Some(schema) = schema() else { return };
    let wrong = "query { viewer { loginn } }";
    assert!(ExecutableDocument::parse_and_validate(&schema, wrong, "wrong").is_err());
}
