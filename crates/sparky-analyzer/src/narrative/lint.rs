//! Words that mean nothing in a report.

use sparky_common::model::{Sentence, Span};

/// Phrases that no sentence of ours may hold, in lower case.
pub const EMPTY_WORDS: &[&str] = &[
    "significant progress",
    "continued to make",
    "demonstrates",
    "dedication",
    "commitment to",
    "various improvements",
    "a wide range of",
    "exciting",
    "robust",
    "seamless",
    "underscore",
    "showcase",
    "paves the way",
    "paving the way",
    "in conclusion",
    "moving forward",
    "worked hard",
    "comprehensive",
    "leverag",
    "cutting-edge",
    "game-chang",
    "significant activity",
    "notabl",
    "it is worth noting",
    "delve",
];

/// The empty phrases that a sentence's own words hold. Quotations and code are the team's and are left alone.
pub fn empty_words(sentence: &Sentence) -> Vec<&'static str> {
    let own: String = sentence
        .spans
        .iter()
        .map(|span| match span {
            Span::Text { text } => text.to_lowercase(),
            _ => "\u{0}".to_owned(),
        })
        .collect();
    EMPTY_WORDS
        .iter()
        .copied()
        .filter(|phrase| own.contains(phrase))
        .collect()
}
