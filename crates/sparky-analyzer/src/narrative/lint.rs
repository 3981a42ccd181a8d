//! Words that mean nothing in a report.

use sparky_common::{
    lint,
    model::{Sentence, Span},
};

/// The empty phrases that a sentence's own words hold. Quotations and code are the team's and are left alone.
pub fn empty_words(sentence: &Sentence) -> Vec<&'static str> {
    let own: String = sentence
        .spans
        .iter()
        .map(|span| match span {
            Span::Text { text } => text.as_str(),
            _ => "\u{0}",
        })
        .collect();
    lint::empty_words(&own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_words_are_judged_and_quotations_are_not() {
        let sentence = |spans| Sentence::new(spans, Vec::new());
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
