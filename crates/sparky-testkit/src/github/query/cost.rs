//! What a query costs, by GitHub's published rule: each connection is a request for every parent, and a hundred
//! requests are a point.

use serde_json::Value;

use super::document::{Field, Operation, Selection};

/// What a query asks for.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::github) struct Cost {
    /// Requests to fill every connection.
    requests: u64,
    /// Nodes that may come back.
    pub(in crate::github) nodes: u64,
}

impl Cost {
    /// The points; at least one.
    pub(in crate::github) fn points(self) -> u64 {
        ((self.requests + 50) / 100).max(1)
    }
}

/// The cost of an operation.
pub(in crate::github) fn cost(operation: &Operation) -> Cost {
    let mut cost = Cost::default();
    walk(&operation.selections, 1, &mut cost);
    cost
}

fn walk(selections: &[Selection], parents: u64, cost: &mut Cost) {
    for selection in selections {
        match selection {
            Selection::On(_, inside) => walk(inside, parents, cost),
            Selection::Field(field) => match size(field) {
                Some(size) => {
                    cost.requests += parents;
                    cost.nodes += parents * size;
                    walk(&field.selections, parents * size, cost);
                }
                None => {
                    cost.requests += if counts(field) { parents } else { 0 };
                    walk(&field.selections, parents * listed(field), cost);
                }
            },
        }
    }
}

/// How many nodes a connection gives at most.
fn size(field: &Field) -> Option<u64> {
    ["first", "last"]
        .iter()
        .find_map(|name| field.arguments.get(*name).and_then(Value::as_u64))
}

/// Whether it is a connection of which only the length is asked for.
fn counts(field: &Field) -> bool {
    let counted =
        |selection: &Selection| matches!(selection, Selection::Field(field) if field.name == "totalCount");
    field.selections.iter().any(counted)
}

/// How many objects `nodes(ids: ...)` gives.
fn listed(field: &Field) -> u64 {
    field
        .arguments
        .get("ids")
        .and_then(Value::as_array)
        .map_or(1, |ids| ids.len() as u64)
}
