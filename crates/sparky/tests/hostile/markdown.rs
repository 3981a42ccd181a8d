//! Markdown, read by pulldown-cmark with every extension it has; front matter, by a parser of YAML.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;

use crate::{HOMES, files::Files};

/// Every key that a document of ours may have.
const KEYS: [&str; 14] = [
    "title",
    "date",
    "description",
    "tags",
    "keywords",
    "draft",
    "kind",
    "period",
    "partial",
    "canonical_url",
    "image",
    "published",
    "cover_image",
    "series",
];

pub fn faults(path: &str, content: &[u8], files: &Files) -> Vec<String> {
    let text = std::str::from_utf8(content).unwrap();
    let Some((front_matter, body)) = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
    else {
        return vec!["no front matter".into()];
    };
    let mut faults = keys(front_matter);
    let events = Parser::new_ext(body, Options::all() - Options::ENABLE_SMART_PUNCTUATION);
    faults.extend(
        events
            .filter(|event| is_strange(event, path, files))
            .map(|event| format!("{event:?}")),
    );
    // What is read before any parsing, even in code.
    let traps = ["[[", "]]", "%%", "{{", "}}", "{%", "%}"];
    faults.extend(
        traps
            .iter()
            .filter(|trap| text.contains(**trap))
            .map(|trap| format!("holds `{trap}`")),
    );
    faults
}

fn keys(front_matter: &str) -> Vec<String> {
    match serde_saphyr::from_str::<BTreeMap<String, Value>>(front_matter) {
        Err(error) => vec![format!("the front matter is no YAML: {error}")],
        Ok(map) => {
            let strange = map.keys().filter(|key| !KEYS.contains(&key.as_str()));
            let mut faults: Vec<_> = strange
                .map(|key| format!("the front matter has `{key}`"))
                .collect();
            if map.get("draft").is_some_and(|draft| *draft != Value::Bool(false)) {
                faults.push("the page is a draft".into());
            }
            faults
        }
    }
}

fn is_strange(event: &Event<'_>, path: &str, files: &Files) -> bool {
    match event {
        Event::Start(Tag::Link { dest_url, .. }) => !HOMES.iter().any(|home| dest_url.starts_with(home)),
        Event::Start(Tag::Image { dest_url, .. }) => {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            !dest_url.ends_with(".svg") || !files.has(&format!("{folder}/{dest_url}"))
        }
        Event::Start(
            Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::List(None)
            | Tag::Item
            | Tag::Table(_)
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell,
        )
        | Event::End(_)
        | Event::Text(_)
        | Event::Code(_) => false,
        // How to get the code stands in a block of its own.
        Event::Start(Tag::CodeBlock(_)) => !path.starts_with("blog/"),
        _ => true,
    }
}
