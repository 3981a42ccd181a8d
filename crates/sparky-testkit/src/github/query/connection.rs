//! Pages of a list: filtered, ordered, and cut at cursors that say where they stand in the order, as GitHub's do.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::document::{Field, Selection};

/// The most nodes of a page.
const LARGEST: u64 = 100;

/// The connection of a list without its nodes, and the nodes of the page; or GitHub's error for a page that is too
/// large or has no size.
pub(super) fn connection<'x>(
    list: Vec<Cow<'x, Value>>,
    field: &Field,
) -> Result<(Value, Vec<Cow<'x, Value>>), Value> {
    let size = size(field)?;
    let argument = |argument: &str| field.arguments.get(argument).filter(|value| !value.is_null());
    let (key, descending) = order(field);
    let mut list: Vec<_> = list.into_iter().filter(|node| wanted(node, field)).collect();
    if let Some(key) = &key {
        list.sort_by_cached_key(|node| position(node, Some(key)));
        if descending {
            list.reverse();
        }
    }
    let total = list.len();
    let after = argument("after").and_then(Value::as_str);
    let begin = match after {
        _ if argument("last").is_some() => list.len().saturating_sub(size),
        Some(after) => after_cursor(&list, key.as_deref(), descending, after),
        None => 0,
    };
    let end = (begin + size).min(list.len());
    let more = end < list.len();
    list.truncate(end);
    let page = list.split_off(begin);
    let cursor = |node: Option<&Cow<'_, Value>>| node.map(|node| position(node, key.as_deref()));
    let object = json!({
        "__typename": "Connection",
        "totalCount": total,
        "pageInfo": {
            "__typename": "PageInfo",
            "hasNextPage": more,
            "hasPreviousPage": begin > 0,
            "startCursor": cursor(page.first()),
            "endCursor": cursor(page.last()),
        },
    });
    Ok((object, page))
}

/// How many nodes are asked for.
fn size(field: &Field) -> Result<usize, Value> {
    let name = &field.name;
    let given = ["first", "last"]
        .iter()
        .find_map(|argument| field.arguments.get(*argument)?.as_u64());
    let counts_only = !asks_for_nodes(field);
    let size = given.or(counts_only.then_some(0)).ok_or_else(|| {
        let message = format!(
            "You must provide a `first` or `last` value to properly paginate the `{name}` connection."
        );
        json!({"type": "MISSING_PAGINATION_BOUNDARIES", "message": message})
    })?;
    if size > LARGEST {
        let message = format!(
            "Requesting {size} records on the `{name}` connection exceeds the `first` limit of 100 records."
        );
        return Err(json!({"type": "EXCESSIVE_PAGINATION", "message": message}));
    }
    Ok(usize::try_from(size).unwrap_or(usize::MAX))
}

/// Whether more is asked for than how long a list is.
fn asks_for_nodes(field: &Field) -> bool {
    let names_nodes = |selection: &Selection| match selection {
        Selection::Field(field) => matches!(field.name.as_str(), "nodes" | "edges"),
        Selection::On(..) => true,
    };
    field.selections.iter().any(names_nodes)
}

/// The field that `orderBy` names, and whether it falls.
fn order(field: &Field) -> (Option<String>, bool) {
    let Some(order) = field.arguments.get("orderBy").filter(|order| order.is_object()) else {
        return (None, false);
    };
    let words = order["field"]
        .as_str()
        .unwrap_or("CREATED_AT")
        .to_ascii_lowercase();
    let mut key = String::new();
    for (index, word) in words.split('_').enumerate() {
        let (first, rest) = word.split_at(1);
        key += &if index == 0 {
            word.to_owned()
        } else {
            first.to_ascii_uppercase() + rest
        };
    }
    (Some(key), order["direction"] == "DESC")
}

/// Whether the filters let a node in.
fn wanted(node: &Value, field: &Field) -> bool {
    let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
    let since = field
        .arguments
        .get("filterBy")
        .and_then(|filter| text(&filter["since"]));
    let kinds = field.arguments.get("itemTypes").and_then(Value::as_array);
    let happened = field
        .arguments
        .get("since")
        .filter(|_| field.name == "timelineItems")
        .and_then(&text);
    let state = match (&node["mergedAt"], &node["closedAt"]) {
        (Value::String(_), _) => "MERGED",
        (_, Value::String(_)) => "CLOSED",
        _ => "OPEN",
    };
    // A list of one value may be written without brackets.
    let states = field.arguments.get("states").filter(|states| !states.is_null());
    states.is_none_or(|states| {
        states == state
            || states
                .as_array()
                .is_some_and(|states| states.iter().any(|s| s == state))
    }) && since.is_none_or(|since| text(&node["updatedAt"]) >= Some(since))
        && happened.is_none_or(|since| text(&node["createdAt"]) >= Some(since))
        && kinds.is_none_or(|kinds| kinds.iter().any(|kind| kind.as_str() == Some(&event_kind(node))))
}

/// `ReopenedEvent` as the schema's enumeration spells it: `REOPENED_EVENT`.
fn event_kind(node: &Value) -> String {
    let mut kind = String::new();
    for letter in node["__typename"].as_str().unwrap_or_default().chars() {
        if letter.is_ascii_uppercase() && !kind.is_empty() {
            kind.push('_');
        }
        kind.push(letter.to_ascii_uppercase());
    }
    kind
}

/// Where a node stands in the order.
fn position(node: &Value, key: Option<&str>) -> String {
    let id = node
        .get("id")
        .or_else(|| node.get("oid"))
        .and_then(Value::as_str)
        .unwrap_or_default();
    let key = key.and_then(|key| node[key].as_str()).unwrap_or_default();
    format!("{key}|{id}")
}

/// The index of the first node behind a cursor, also where the cursor's own node has moved away.
fn after_cursor(list: &[Cow<'_, Value>], key: Option<&str>, descending: bool, after: &str) -> usize {
    let Some(key) = key else {
        return list
            .iter()
            .position(|node| position(node, None) == after)
            .map_or(list.len(), |at| at + 1);
    };
    let behind = |node: &Cow<'_, Value>| {
        let position = position(node, Some(key));
        if descending {
            position.as_str() < after
        } else {
            position.as_str() > after
        }
    };
    list.iter().position(behind).unwrap_or(list.len())
}
