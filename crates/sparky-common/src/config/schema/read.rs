//! From the JSON Schema that `schemars` derives to our own, smaller one.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::{Choice, Field, Kind, ListRule, TextFormat};
use crate::config::Config;

/// The sections of the configuration, each a table.
pub(in crate::config) fn schema() -> Vec<Field> {
    fields(&json_schema())
}

fn json_schema() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<Config>().into()
}

/// The fields of an object, in the order of the type where they are required, then by name.
fn fields(object: &Value) -> Vec<Field> {
    let required: Vec<&str> = array(object, "required")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let position = |name: &str| required.iter().position(|other| *other == name);
    let mut fields: Vec<Field> = object["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, property)| Field {
            name: name.clone(),
            doc: doc(property),
            required: position(name).is_some(),
            default: property.get("default").cloned(),
            example: array(property, "examples").first().cloned(),
            kind: kind(property),
        })
        .collect();
    fields.sort_by_key(|field| (position(&field.name).unwrap_or(usize::MAX), field.name.clone()));
    fields
}

fn kind(node: &Value) -> Kind {
    match node["type"].as_str() {
        Some("object") => Kind::Table(fields(node)),
        Some("array") => Kind::List {
            of: Box::new(element(node)),
            exactly: node["maxItems"]
                .as_u64()
                .and_then(|count| usize::try_from(count).ok()),
            rule: list_rule(node),
        },
        Some("integer") => Kind::Integer {
            least: node["minimum"].as_i64().map_or(i128::from(i64::MIN), i128::from),
            most: node["maximum"].as_i64().map_or(i128::from(i64::MAX), i128::from),
        },
        Some("number") => Kind::Number {
            least: node["minimum"].as_f64().unwrap_or(f64::MIN),
            most: node["maximum"].as_f64().unwrap_or(f64::MAX),
        },
        Some("boolean") => Kind::Boolean,
        _ if node.get("oneOf").is_some() => Kind::Choice(array(node, "oneOf").iter().map(choice).collect()),
        _ => Kind::Text {
            format: text_format(node),
            secret: node["writeOnly"] == true,
        },
    }
}

/// What a list holds. A `format` of texts stands at the list, where the attribute of the Rust field puts it.
fn element(list: &Value) -> Kind {
    match kind(&list["items"]) {
        Kind::Text { secret, .. } => Kind::Text {
            format: text_format(list),
            secret,
        },
        other => other,
    }
}

fn choice(node: &Value) -> Choice {
    Choice {
        word: node["const"].as_str().unwrap_or_default().to_owned(),
        doc: doc(node),
    }
}

fn list_rule(node: &Value) -> Option<ListRule> {
    match node["format"].as_str()? {
        "ascending" => Some(ListRule::Ascending),
        "unique-names" => Some(ListRule::UniqueNames),
        _ => None,
    }
}

fn text_format(node: &Value) -> Option<TextFormat> {
    match node["format"].as_str()? {
        "path" => Some(TextFormat::Path),
        "inner-path" => Some(TextFormat::InnerPath),
        "remote" => Some(TextFormat::Remote),
        "repository" => Some(TextFormat::Repository),
        "time-zone" => Some(TextFormat::TimeZone),
        "time-zone-or-empty" => Some(TextFormat::TimeZoneOrEmpty),
        "cron" => Some(TextFormat::Cron),
        "endpoint" => Some(TextFormat::Endpoint),
        "listen" => Some(TextFormat::Listen),
        "model" => Some(TextFormat::Model),
        "name" => Some(TextFormat::Name),
        "signature" => Some(TextFormat::Signature),
        "log-filter" => Some(TextFormat::LogFilter),
        "glob" => Some(TextFormat::Glob),
        "host" => Some(TextFormat::Host),
        "api-url" => Some(TextFormat::ApiUrl),
        "git-url" => Some(TextFormat::GitUrl),
        _ => None,
    }
}

/// The doc comment on one line.
fn doc(node: &Value) -> String {
    node["description"]
        .as_str()
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn array<'a>(node: &'a Value, key: &str) -> &'a [Value] {
    node[key].as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_known() {
        fn assert_known(path: &str, node: &Value) {
            let number = matches!(node["type"].as_str(), Some("integer" | "number"));
            if let Some(format) = node["format"].as_str().filter(|_| !number) {
                assert!(
                    text_format(node).is_some() || list_rule(node).is_some(),
                    "{path}: unknown format {format}"
                );
            }
            for (name, property) in node["properties"].as_object().into_iter().flatten() {
                assert_known(&format!("{path}.{name}"), property);
            }
            if let Some(items) = node.get("items") {
                assert_known(path, items);
            }
        }
        assert_known("", &json_schema());
    }
}
