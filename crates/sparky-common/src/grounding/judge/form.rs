//! What can be seen without the facts: one plain sentence without markup and empty phrases.

use crate::{grounding::Flaw, lint::EMPTY_WORDS};

/// The most bytes of a claim.
const LONGEST: usize = 600;

pub(super) fn flaws(text: &str) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let form = |what: &str| Flaw::Form(what.to_owned());
    let text = text.trim();
    if text.is_empty() {
        return vec![form("the sentence is empty")];
    }
    if text.len() > LONGEST {
        return vec![form("the sentence is too long")];
    }
    if !text.ends_with('.') {
        flaws.push(form("the sentence does not end in a full stop"));
    }
    let ends = text
        .match_indices(['.', '?'])
        .filter(|(at, _)| text[at + 1..].starts_with(char::is_whitespace) && !ends_initial(&text[..*at]));
    if ends.count() > 0 || text.contains(['?', '\n']) {
        flaws.push(form("a claim is one sentence that states something"));
    }
    let strange = text.chars().filter(|character| !is_prose(*character));
    flaws.extend(strange.map(|character| Flaw::Markup(character.escape_default().to_string())));
    let lower = text.to_lowercase();
    let links = ["://", "www.", "javascript:", "mailto:"]
        .into_iter()
        .filter(|link| lower.contains(link));
    flaws.extend(links.map(|link| Flaw::Markup(link.to_owned())));
    let empty = EMPTY_WORDS.iter().filter(|phrase| lower.contains(**phrase));
    flaws.extend(empty.map(|phrase| Flaw::EmptyPhrase((*phrase).to_owned())));
    flaws
}

/// Whether a text ends in one capital letter, as the initial of a name is.
fn ends_initial(text: &str) -> bool {
    let mut last = text.chars().rev();
    last.next().is_some_and(char::is_uppercase) && last.next() == Some(' ')
}

/// Letters of any script, ASCII digits, a space, and the marks of prose, identifiers and paths.
fn is_prose(character: char) -> bool {
    character.is_alphabetic()
        || character.is_ascii_digit()
        || matches!(
            character,
            ' ' | '.'
                | ','
                | ';'
                | ':'
                | '('
                | ')'
                | '\''
                | '’'
                | '‘'
                | '"'
                | '“'
                | '”'
                | '`'
                | '-'
                | '–'
                | '—'
        )
        || matches!(
            character,
            '/' | '!' | '*' | '{' | '}' | '_' | '#' | '+' | '=' | '&' | '%' | '[' | ']'
        )
}
