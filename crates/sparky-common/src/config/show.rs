//! The configuration in force, with the origin of each value.

use std::{collections::BTreeMap, fmt::Write};

use toml::Value;

use super::{
    origin::Origin,
    schema::{self, Field},
    source::credentials,
};

/// What stands for a secret.
const SECRET: &str = "[secret]";

/// Writes values as TOML with their origins as comments.
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
                let _ = writeln!(
                    text,
                    "{} = {} # {origin}",
                    option.name,
                    without_secrets(value, option)
                );
            }
        }
    }
    text
}

fn without_secrets(value: &Value, option: &Field) -> Value {
    match value {
        Value::String(text) if option.kind.is_secret() && !text.is_empty() => SECRET.into(),
        value => without_credentials(value),
    }
}

/// The value with the credentials of its URLs replaced.
fn without_credentials(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let mut shown = text.clone();
            for span in credentials(text).into_iter().rev() {
                shown.replace_range(span, SECRET);
            }
            shown.into()
        }
        Value::Array(elements) => elements
            .iter()
            .map(without_credentials)
            .collect::<Vec<_>>()
            .into(),
        Value::Table(table) => {
            let table: toml::Table = table
                .iter()
                .map(|(key, value)| (key.clone(), without_credentials(value)))
                .collect();
            table.into()
        }
        other => other.clone(),
    }
}
