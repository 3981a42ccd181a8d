//! Whether anything collected has become more than text.

use sparky_common::model::Sidecar;

use crate::{reading::Reading, text::visible, verify::strange_images};

/// Markup at fault.
pub(crate) fn hostile(text: &str, markdown: &Reading, html: &Reading, sidecar: &Sidecar) -> Vec<String> {
    let mut found: Vec<_> = markdown.strange.iter().chain(&html.strange).cloned().collect();
    found.extend(
        [markdown, html]
            .into_iter()
            .flat_map(|reading| strange_images(reading, sidecar)),
    );
    found.extend(markdown.bare.iter().filter_map(|text| live(text)));
    // Dialects read these before they parse anything.
    for trap in ["[[", "]]", "%%", "{{", "{%"] {
        found.extend(text.contains(trap).then(|| format!("`{trap}`")));
    }
    let hidden = text
        .lines()
        .filter(|line| visible(line) != line.split_whitespace().collect::<Vec<_>>().join(" "));
    found.extend(hidden.map(|line| format!("invisible characters in `{}`", visible(line))));
    found
}

/// What some dialect would bring to life in text outside code.
fn live(text: &str) -> Option<String> {
    let mention = text.match_indices('@').any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + 1..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric)
    });
    let lower = text.to_ascii_lowercase();
    let address = ["://", "www.", "javascript:"]
        .iter()
        .any(|start| lower.contains(start));
    (mention || address).then(|| format!("a mention or bare address in `{text}`"))
}
