//! The configuration in force, with the origin of each value.

use std::{collections::BTreeMap, fmt::Write};

use toml::Value;

use super::{
    origin::Origin,
    schema::{self, Kind},
    source::credentials,
};

/// What stands for a secret.
const SECRET: &str = "[secret]";

/// Replaces secrets, and the credentials of URLs.
pub(super) fn redact(values: &mut toml::Table) {
    for section in schema::schema() {
        let Some(table) = values.get_mut(&section.name).and_then(Value::as_table_mut) else {
            continue;
        };
        for option in section.kind.fields() {
            if let Some(value) = table.get_mut(&option.name) {
                *value = redacted(value, &option.kind);
            }
        }
    }
}

/// Writes redacted values as TOML with their origins as comments.
pub(super) fn show(values: &toml::Table, origins: &BTreeMap<String, Origin>) -> String {
    let mut text = String::new();
    for section in schema::schema() {
        if !text.is_empty() {
            text.push('\n');
        }
        // Writing to a String cannot fail.
        let _ = writeln!(text, "[{}]", section.name);
        for option in section.kind.fields() {
            let value = values
                .get(&section.name)
                .and_then(|table| table.get(&option.name));
            let origin = origins.get(&format!("{}.{}", section.name, option.name));
            if let (Some(value), Some(origin)) = (value, origin) {
                let _ = writeln!(text, "{} = {} # {origin}", option.name, inline(value));
            }
        }
    }
    text
}

fn redacted(value: &Value, kind: &Kind) -> Value {
    match value {
        Value::String(text) if kind.is_secret() && !text.is_empty() => SECRET.into(),
        Value::String(text) => without_credentials(text).into(),
        Value::Array(elements) => elements
            .iter()
            .map(|element| match kind {
                Kind::List { of, .. } => redacted(element, of),
                _ => redacted(element, kind),
            })
            .collect::<Vec<_>>()
            .into(),
        Value::Table(table) => {
            let entries = table.iter().map(|(key, value)| {
                let field = schema::field(kind.fields(), key).map_or(kind, |field| &field.kind);
                (key.clone(), redacted(value, field))
            });
            Value::Table(entries.collect())
        }
        other => other.clone(),
    }
}

/// The value on one line.
fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(elements) => format!("[{}]", elements.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Table(table) => {
            let entries: Vec<_> = table
                .iter()
                .map(|(key, value)| format!("{key} = {}", inline(value)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
        other => other.to_string(),
    }
}

fn without_credentials(text: &str) -> String {
    let mut shown = text.to_owned();
    for span in credentials(text).into_iter().rev() {
        shown.replace_range(span, SECRET);
    }
    shown
}

/// A TOML string on one line, every control character escaped: it may go to a terminal.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
