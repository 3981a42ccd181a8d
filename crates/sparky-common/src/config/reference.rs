//! The configuration reference, made from the types and the defaults.

use std::fmt::Write;

use super::{
    files::DEFAULTS,
    schema::{self, Field, Kind},
};

/// `docs/configuration.md`: every option with its default, what it may hold and what it means.
pub fn reference() -> String {
    let defaults = DEFAULTS.parse::<toml::Table>().unwrap_or_default();
    let mut text = String::from(include_str!("reference.md"));
    for section in schema::schema() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "\n## `[{}]`\n\n{}\n", section.name, section.doc);
        text.push_str("| option | default | holds | meaning |\n|---|---|---|---|\n");
        for option in section.kind.fields() {
            let default = defaults
                .get(&section.name)
                .and_then(|table| table.get(&option.name));
            row(&mut text, option, default.map(ToString::to_string));
        }
        for option in section.kind.fields() {
            if matches!(&option.kind, Kind::List { of, .. } if matches!(**of, Kind::Table(_))) {
                tables(
                    &mut text,
                    &format!("{}.{}", section.name, option.name),
                    option.kind.fields(),
                );
            }
        }
    }
    text
}

/// The keys of the tables in a list.
fn tables(text: &mut String, key: &str, fields: &[Field]) {
    let _ = writeln!(
        text,
        "\n### `[[{key}]]`\n\n| key | default | holds | meaning |\n|---|---|---|---|"
    );
    for field in fields {
        row(text, field, field.default.as_ref().map(ToString::to_string));
    }
}

fn row(text: &mut String, field: &Field, default: Option<String>) {
    let default = default.map_or_else(|| "required".to_owned(), |value| format!("`{value}`"));
    let holds = if field.kind.is_secret() {
        "text, never shown".to_owned()
    } else {
        field.kind.noun()
    };
    let meaning = match &field.kind {
        Kind::Choice(choices) => {
            let words: Vec<_> = choices
                .iter()
                .map(|choice| format!("`{}`: {}", choice.word, choice.doc))
                .collect();
            format!("{} {}", field.doc, words.join(" "))
        }
        _ => field.doc.clone(),
    };
    let cells = [format!("`{}`", field.name), default, holds, meaning].map(|cell| cell.replace('|', "\\|"));
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}
