//! Makes collected text fit to be quoted: visible characters on one line, of a bearable length.

use unicode_segmentation::UnicodeSegmentation;

/// Drops control, bidi and zero-width characters and makes every run of white space one space.
pub(crate) fn clean(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut gap = false;
    for character in text.chars() {
        if character.is_whitespace() {
            gap = !result.is_empty();
        } else if !is_invisible(character) {
            if gap {
                result.push(' ');
                gap = false;
            }
            result.push(character);
        }
    }
    result
}

fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FFF9}'..='\u{FFFC}'
            | '\u{E0000}'..='\u{E007F}')
}

/// Cuts at a word boundary so that at most `limit` characters remain, an ellipsis included.
pub(crate) fn shorten(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut length = 0;
    for word in text.split_word_bounds() {
        length += word.chars().count();
        if length >= limit {
            break;
        }
        kept.push_str(word);
    }
    let end =
        kept.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '-' | '(' | '–'));
    // A single word longer than the limit has no boundary to cut at.
    let end = if end.is_empty() {
        text.chars().take(limit - 1).collect()
    } else {
        end.to_owned()
    };
    format!("{end}…")
}

/// Words that begin a part which a sentence can do without.
const JOINTS: &[&str] = &[
    " - ",
    ", ",
    "; ",
    ": ",
    " (",
    " and ",
    " because ",
    " by ",
    " for ",
    " from ",
    " in ",
    " instead of ",
    " on ",
    " so ",
    " that ",
    " to ",
    " using ",
    " via ",
    " when ",
    " where ",
    " which ",
    " while ",
    " with ",
];

/// The longest head of a phrase that is whole and not longer than `limit`: cut where a further part begins, and
/// never inside brackets or code. Nothing where there is no such place.
pub(crate) fn whole(text: &str, limit: usize) -> Option<&str> {
    if text.chars().count() <= limit {
        return Some(text);
    }
    let bound = text.char_indices().nth(limit).map_or(text.len(), |(at, _)| at);
    let head = &text[..bound];
    JOINTS
        .iter()
        .flat_map(|joint| head.match_indices(joint).map(|(at, _)| at))
        .filter(|&at| is_closed(&head[..at]) && head[..at].split(' ').count() >= 3)
        .max()
        .map(|at| &head[..at])
}

fn is_closed(text: &str) -> bool {
    let count = |mark: char| text.matches(mark).count();
    count('(') == count(')') && count('`') % 2 == 0 && count('"') % 2 == 0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hidden_characters_go_and_white_space_collapses() {
        assert_eq!(clean("  a\u{202E}b\t\n c\u{200B}\u{7}  "), "ab c");
    }

    #[test]
    fn cuts_stand_between_words() {
        assert_eq!(shorten("add a second parser, slowly", 21), "add a second parser…");
        assert_eq!(shorten("short", 21), "short");
        assert_eq!(shorten("unbreakable", 5), "unbr…");
    }

    #[test]
    fn a_phrase_is_cut_where_a_part_begins_or_not_at_all() {
        let phrase = "a reference app for terminals (with (many) parts) that runs in browsers";
        assert_eq!(
            whole(phrase, 60),
            Some("a reference app for terminals (with (many) parts)")
        );
        assert_eq!(whole(phrase, 40), Some("a reference app for terminals"));
        assert_eq!(whole("short", 40), Some("short"));
        assert_eq!(whole("one phrase without any joint inside", 20), None);
    }

    proptest! {
        #[test]
        fn never_longer_than_the_limit(text in ".{0,80}", limit in 2usize..40) {
            prop_assert!(shorten(&text, limit).chars().count() <= limit);
        }
    }
}
