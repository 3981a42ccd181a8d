//! Sentences fit for plain text that networks search for mentions, tags and addresses.

use crate::page::{Inline, Line};

/// A sentence as it may stand in a post; nothing where some network would bring a word of it to life. No network has
/// an escape, so such a sentence is left out rather than bent.
pub(crate) fn plain(line: Line) -> Option<Line> {
    let text = without_references(&line.plain());
    let is_safe = !text.trim().is_empty() && !text.split_whitespace().any(is_live);
    is_safe.then(|| Line {
        inlines: vec![Inline::text(text)],
        ..line
    })
}

/// Numbers in parentheses lead nowhere in plain text: `(#12)`.
fn without_references(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(" (#") {
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        result.push_str(before);
        match after[digits..].strip_prefix(')') {
            Some(after) if digits > 0 => rest = after,
            _ => {
                result.push_str(" (#");
                rest = after;
            }
        }
    }
    result + rest
}

/// Whether a network could make a word a mention, hashtag, cashtag or link. Names of files count: `help.rs` and
/// `README.md` end like domains.
pub(crate) fn is_live(word: &str) -> bool {
    let starts = ['@', '＠', '#', '＃', '$', '`'];
    word.contains(starts) || word.contains("://") || holds_domain(word)
}

/// Whether a dot stands between a letter or digit and two letters.
pub(super) fn holds_domain(word: &str) -> bool {
    word.match_indices(['.', '。', '．', '｡']).any(|(at, dot)| {
        let before = word[..at].chars().next_back();
        let mut after = word[at + dot.len()..].chars();
        let letters = [after.next(), after.next()];
        before.is_some_and(char::is_alphanumeric)
            && letters
                .iter()
                .all(|letter| letter.is_some_and(char::is_alphabetic))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_network_would_bring_to_life_is_left_out() {
        for text in [
            "thanks @bob",
            "see #todo",
            "＃タグ here",
            "buy $TSLA",
            "https://evil.example now",
            "in help.rs today",
            "www.evil.example",
        ] {
            assert_eq!(plain(Line::text(text)), None, "{text}");
        }
    }

    #[test]
    fn numbers_and_versions_stay_and_references_go() {
        let line = plain(Line::text("Moved 8 screens (#42), and 0.27 to 0.28. Done…")).unwrap();
        assert_eq!(line.plain(), "Moved 8 screens, and 0.27 to 0.28. Done…");
        assert_eq!(plain(Line::text("left (#12 open")), None);
    }
}
