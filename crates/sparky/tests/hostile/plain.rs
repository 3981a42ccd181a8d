//! What no text of any format may hold, and what the formats without markup may not.

use serde_json::Value;

use crate::repository::ADDRESS;

/// Secrets and addresses, and characters that hide.
pub fn faults(content: &[u8], secrets: &[String]) -> Vec<String> {
    let Ok(text) = std::str::from_utf8(content) else {
        return Vec::new();
    };
    let mut faults = Vec::new();
    // The made-up secrets begin alike: one of them stands for all.
    let known = |secret: &&String| text.contains(&secret[..secret.len().min(12)]);
    if let Some(secret) = secrets.iter().find(known) {
        faults.push(format!("the secret {secret} is there"));
    }
    if text.contains(ADDRESS) {
        faults.push("an e-mail address is there".into());
    }
    faults
}

/// Characters that a reader cannot see or that reorder others.
fn hidden(text: &str) -> Option<String> {
    let hides = |each: &char| {
        matches!(each,
            '\u{0}'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}'
            | '\u{e0000}'..='\u{e0fff}')
    };
    text.chars()
        .find(hides)
        .map(|each| format!("holds {each:?}: {text:?}"))
}

/// JSON: every text that a reader sees.
pub fn faults_of_structure(content: &[u8]) -> Vec<String> {
    match serde_json::from_slice(content) {
        Ok(value) => shown(&value).into_iter().filter_map(hidden).collect(),
        Err(error) => vec![format!("no JSON: {error}")],
    }
}

fn shown(value: &Value) -> Vec<&str> {
    match value {
        // Evidence names what the snapshot has, byte for byte.
        Value::Object(map) => map
            .iter()
            .filter(|(key, _)| *key != "evidence")
            .flat_map(|(_, value)| shown(value))
            .collect(),
        Value::Array(values) => values.iter().flat_map(shown).collect(),
        Value::String(text) => vec![text],
        _ => Vec::new(),
    }
}

/// Posts: nothing that a network brings to life but the link to the page.
pub fn faults_of_post(content: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(content).unwrap();
    let live = text.split_whitespace().filter(|word| {
        !word.starts_with("https://reports.example.org/")
            && (word.contains(['@', '#', '$']) || word.contains("://") || word.contains("www."))
    });
    live.map(|word| format!("`{word}` comes to life"))
        .chain(hidden(text))
        .collect()
}
