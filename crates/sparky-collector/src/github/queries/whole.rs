//! The operations that are sent on their own.

use serde_json::json;

use crate::github::client::Operation;

const FACTS: &str = include_str!("facts.graphql");

/// The connections in the facts of a repository.
const CONNECTIONS_OF_FACTS: u64 = 5;

/// A page of an owner's repositories.
pub fn repositories(login: &str, first: u32, after: Option<&str>) -> Operation {
    Operation {
        document: [include_str!("repositories.graphql"), FACTS].join("\n"),
        variables: json!({"login": login, "first": first, "after": after}),
        cost: (1 + u64::from(first) * CONNECTIONS_OF_FACTS).div_ceil(100),
    }
}

/// One repository.
pub fn repository(owner: &str, name: &str) -> Operation {
    Operation {
        document: [include_str!("repository.graphql"), FACTS].join("\n"),
        variables: json!({"owner": owner, "name": name}),
        cost: 1,
    }
}

/// Who may see up to a hundred repositories.
pub fn visibility(ids: &[String]) -> Operation {
    Operation {
        document: include_str!("visibility.graphql").to_owned(),
        variables: json!({"ids": ids}),
        cost: 1,
    }
}
