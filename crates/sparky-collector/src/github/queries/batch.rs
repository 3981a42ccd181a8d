//! Many questions in one request.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Ask, WHO, template::number_variables};
use crate::github::{client::Operation, want::Want};

/// Puts questions into one operation; the answer to the n-th stands at `wN`.
pub fn compose(wants: &[Want]) -> Operation {
    let mut declared = Vec::new();
    let mut selections = String::new();
    let mut variables = Map::new();
    for (number, want) in wants.iter().enumerate() {
        let template = want.ask.template();
        declared.push(number_variables(template.variables, number));
        selections += &format!("  w{number}: {}\n", number_variables(template.selection, number));
        variables.extend(
            want.variables()
                .into_iter()
                .map(|(name, value)| (format!("{name}_{number}"), value)),
        );
    }
    let kinds: BTreeSet<Ask> = wants.iter().map(|want| want.ask).collect();
    let mut fragments: Vec<&str> = kinds.iter().map(|ask| ask.template().fragments).collect();
    if fragments.iter().any(|text| text.contains("...Who")) || selections.contains("...Who") {
        fragments.push(WHO);
    }
    let declared = declared.join(", ");
    let document = format!(
        "query Batch({declared}) {{\n{selections}}}\n\n{}\n",
        fragments.join("\n\n")
    );
    Operation {
        document,
        variables: Value::Object(variables),
        cost: points(wants),
    }
}

/// The points of questions by GitHub's rule, rounded up: every connection is a request for each of its parents, and
/// a hundred requests are a point.
pub(super) fn points(wants: &[Want]) -> u64 {
    wants.iter().map(Want::requests).sum::<u64>().div_ceil(100).max(1)
}
