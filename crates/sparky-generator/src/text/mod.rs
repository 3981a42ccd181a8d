//! Collected text made fit to be read: invisible characters go, addresses and secrets are masked.
//!
//! Everything that came from outside passes [`collected`] once, before any format is rendered. What is left is
//! plain visible text; turning it into Markdown or HTML safely is the renderer's job.

mod invisible;
mod mask;
mod tokens;

pub(crate) use invisible::visible;
pub(crate) use mask::{SECRET, find_address, find_secret};

use unicode_segmentation::UnicodeSegmentation;

/// The longest quotation, in characters a reader sees.
pub(crate) const LONGEST_QUOTE: usize = 120;

/// The longest quotation of whole sentences: the analysis quotes none that is longer.
const LONGEST_SENTENCE: usize = 220;

/// Every length to which collected text may have been cut, uncut last.
pub(crate) const LENGTHS: [usize; 4] = [LONGEST_NAME, LONGEST_QUOTE, LONGEST_SENTENCE, usize::MAX];

/// The longest name, tag or path, in characters a reader sees.
pub(crate) const LONGEST_NAME: usize = 80;

/// Sequences that some Markdown dialect or site builder reads before it parses anything, even inside code:
/// wikilinks and embeds, Obsidian comments, Liquid and Jinja.
const TRAPS: [(&str, &str); 7] = [
    ("[[", "[ ["),
    ("]]", "] ]"),
    ("%%", "% %"),
    ("{{", "{ {"),
    ("}}", "} }"),
    ("{%", "{ %"),
    ("%}", "% }"),
];

/// Collected text on one line, without anything invisible, secret or private, cut at a word to `longest`.
pub(crate) fn collected(text: &str, longest: usize) -> String {
    let mut text = mask::masked(&visible(text));
    for (trap, harmless) in TRAPS {
        while text.contains(trap) {
            text = text.replace(trap, harmless);
        }
    }
    shortened(&text, longest)
}

/// Collected words for a quotation: of whole sentences more fits than of a title.
pub(crate) fn quoted(text: &str) -> String {
    let whole = text.trim_end().ends_with(['.', '!', '?']);
    collected(text, if whole { LONGEST_SENTENCE } else { LONGEST_QUOTE })
}

/// A collected name that can be seen, even where nothing visible was collected.
pub(crate) fn named(name: &str) -> String {
    let name = collected(name, LONGEST_NAME);
    if name.is_empty() {
        "(unnamed)".to_owned()
    } else {
        name
    }
}

/// Cuts a text after its last whole word that fits, and shows the cut.
pub(crate) fn shortened(text: &str, longest: usize) -> String {
    let mut graphemes = text.grapheme_indices(true);
    let Some((end, _)) = graphemes.nth(longest) else {
        return text.to_owned();
    };
    let head = &text[..end];
    // A word that alone is longer than the limit is cut inside.
    let whole = head
        .rfind(' ')
        .filter(|space| space * 2 > end)
        .map_or(head, |space| &head[..space]);
    format!("{}…", whole.trim_end_matches([' ', ',', ';', ':', '-']))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quotations_end_at_a_word() {
        assert_eq!(shortened("one two three", 9), "one two…");
        assert_eq!(shortened("one two", 7), "one two");
        assert_eq!(shortened(&"x".repeat(20), 5), "xxxxx…");
    }

    #[test]
    fn a_sentence_is_quoted_whole() {
        let words = "reads ".repeat(30);
        let sentence = format!("{words}on.");
        assert_eq!(quoted(&sentence), sentence);
        assert!(quoted(&words).ends_with('…'));
    }

    #[test]
    fn traps_are_pulled_apart() {
        assert_eq!(
            collected("[[[a]] ${{ x }} %%% {%y%}", 80),
            "[ [ [a] ] ${ { x } } % % % { %y% }"
        );
    }

    proptest! {
        #[test]
        fn what_is_collected_is_short_and_on_one_line(text in "\\PC{0,200}|.{0,80}") {
            let result = collected(&text, 60);
            prop_assert!(result.graphemes(true).count() <= 61);
            prop_assert!(!result.chars().any(char::is_control));
            prop_assert!(TRAPS.iter().all(|(trap, _)| !result.contains(trap)), "{result}");
            prop_assert_eq!(visible(&result), result);
        }
    }
}
