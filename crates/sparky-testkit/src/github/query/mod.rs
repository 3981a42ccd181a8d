//! Answers GraphQL documents from the world, as GitHub would.

mod commits;
mod connection;
mod cost;
mod document;
mod execute;

use serde_json::{Value, json};

pub(super) use commits::rest_commit;
pub(super) use cost::cost;
pub(super) use document::{Operation, parse};

use super::world::World;

/// The answer to an operation: `data`, and `errors` where there are any.
pub(super) fn answer(world: &World, operation: &Operation) -> Value {
    let mut errors = Vec::new();
    let data = execute::execute(world, operation, &mut errors);
    if errors.is_empty() {
        json!({"data": data})
    } else {
        json!({"data": data, "errors": errors})
    }
}
