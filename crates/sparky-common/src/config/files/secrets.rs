//! What of a file is never shown in a message: secrets, and texts under unknown keys, for a secret whose key is
//! mistyped is still one.

use std::ops::Range;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::config::schema::{self, Field, Kind};

/// The spans of secret values in a table with these fields.
pub(super) fn spans(table: &DeTable<'_>, fields: &[Field]) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    collect(table, fields, &mut spans);
    spans
}

fn collect(table: &DeTable<'_>, fields: &[Field], spans: &mut Vec<Range<usize>>) {
    for (name, value) in table.iter() {
        match schema::field(fields, name.get_ref()).map(|field| &field.kind) {
            None => texts(value, spans),
            Some(kind) if kind.is_secret() => spans.push(value.span()),
            Some(kind) => within(value, kind, spans),
        }
    }
}

fn within(value: &Spanned<DeValue<'_>>, kind: &Kind, spans: &mut Vec<Range<usize>>) {
    match value.get_ref() {
        DeValue::Table(table) => collect(table, kind.fields(), spans),
        DeValue::Array(elements) => elements.iter().for_each(|element| within(element, kind, spans)),
        _ => {}
    }
}

fn texts(value: &Spanned<DeValue<'_>>, spans: &mut Vec<Range<usize>>) {
    match value.get_ref() {
        DeValue::String(_) => spans.push(value.span()),
        DeValue::Table(table) => table.iter().for_each(|(_, value)| texts(value, spans)),
        DeValue::Array(elements) => elements.iter().for_each(|element| texts(element, spans)),
        _ => {}
    }
}

/// In a file with syntax errors: the rest of each line that begins as a secret option does.
pub(super) fn unparsed(text: &str, sections: &[Field]) -> Vec<Range<usize>> {
    let secrets: Vec<&str> = schema::options(sections)
        .filter(|(_, option)| option.kind.is_secret())
        .map(|(_, option)| option.name.as_str())
        .collect();
    let mut spans = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let word_ends = |c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '-' | '"');
        let trimmed = line.trim_start();
        let word = trimmed.split(word_ends).next().unwrap_or_default();
        let name = word.rsplit('.').next().unwrap_or_default().trim_matches('"');
        if secrets.contains(&name) {
            let value = start + (line.len() - trimmed.len()) + word.len();
            spans.push(value..start + line.trim_end().len());
        }
        start += line.len();
    }
    spans
}
