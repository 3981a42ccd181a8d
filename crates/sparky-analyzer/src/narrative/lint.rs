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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_words_are_judged_and_quotations_are_not() {
        let sentence = |spans| Sentence {
            spans,
            evidence: Vec::new(),
        };
        let own = Span::Text {
            text: "It made Significant progress.".into(),
        };
        let theirs = Span::Quote {
            text: "a robust parser".into(),
        };
        assert_eq!(empty_words(&sentence(vec![own])), ["significant progress"]);
        assert!(empty_words(&sentence(vec![theirs])).is_empty());
    }
}
