//! The words of git and of hooks, made fit to be shown.

use super::secrets::without_credentials;

/// The longest that git is quoted, in characters.
const LONGEST: usize = 600;

/// What git said that helps: a hook's own words first, no advice, one line.
pub(super) fn quote(output: &str) -> String {
    let noise = ["hint:", "To ", "Done", "error: failed to push some refs"];
    let (remote, own): (Vec<_>, Vec<_>) = output
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !noise.iter().any(|noise| line.starts_with(noise)))
        .partition(|line| line.starts_with("remote:"));
    let lines: Vec<String> = remote
        .into_iter()
        .map(|line| line.trim_start_matches("remote:"))
        .chain(own)
        .map(|line| line.split(|letter: char| is_invisible(letter) || letter.is_whitespace()))
        .map(|words| {
            words
                .filter(|word| !word.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        })
        .filter(|line| !line.is_empty())
        .collect();
    let clean = without_credentials(&lines.join("; "));
    match clean.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", &clean[..end]),
        None => clean,
    }
}

/// Control characters and those that turn the direction of text.
fn is_invisible(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
