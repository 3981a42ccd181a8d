//! Words that stay words in Markdown.
//!
//! A backslash keeps a character from being CommonMark. Some dialects look for more after parsing (mentions, bare
//! addresses, tags, highlights), where no backslash helps; a word of that sort becomes a code span.

use super::code_span::code_span;

/// Characters that begin or end something inside a line.
const SPECIAL: &str = "\\`*[]<|~$^";

/// Opening and closing punctuation that stays outside a code span.
const AROUND: &[char] = &[
    '“', '”', '‘', '’', '(', ')', '[', ']', '"', '\'', ',', ';', '.', ':', '!', '?', '…', '<', '>',
];

/// Text as Markdown that reads back as exactly this text.
pub(super) fn escaped(text: &str, in_table: bool) -> String {
    let words = text.split(' ').map(|word| {
        if is_risky(word) {
            fenced(word, in_table)
        } else {
            backslashed(word)
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// A block's first characters escaped where they would begin a list, heading, rule or quotation.
pub(super) fn block_start(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after = line[digits..].chars().next();
    match (digits, after) {
        (0, Some('-' | '+' | '=' | '#' | ':' | '>')) => format!("\\{line}"),
        (1..=9, Some('.' | ')')) => format!("{}\\{}", &line[..digits], &line[digits..]),
        _ => line.to_owned(),
    }
}

fn is_risky(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    ["@", "://", "www.", "javascript:", "=="]
        .iter()
        .any(|start| lower.contains(start))
        || holds_tag(word)
        || holds_reference(word)
}

/// Whether a word holds `#name`. `#12` is a reference and stays.
fn holds_tag(word: &str) -> bool {
    // To Quartz pictures are letters, and to Unicode `#` and `*` are parts of pictures: `##` is a tag.
    let belongs = |character: &char| {
        character.is_alphanumeric() || "-_/#*".contains(*character) || !character.is_ascii()
    };
    word.match_indices('#').any(|(at, _)| {
        let mut name = word[at + 1..].chars().take_while(belongs);
        name.any(|character| !character.is_ascii_digit() && !AROUND.contains(&character))
    })
}

/// Whether a word is what GitHub leads to an issue, perhaps of another repository: `owner/name#12`, `GH-12`.
fn holds_reference(word: &str) -> bool {
    let follows = |at: usize| word[at..].starts_with(|character: char| character.is_ascii_digit());
    let named = word.match_indices('#').any(|(at, _)| {
        word[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_') && follows(at + 1)
    });
    let upper = word.to_ascii_uppercase();
    named || upper.match_indices("GH-").any(|(at, _)| follows(at + 3))
}

fn fenced(word: &str, in_table: bool) -> String {
    let core = word.trim_matches(AROUND);
    if core.is_empty() {
        return code_span(word, in_table);
    }
    // `core` is a part of `word`, so it is found.
    let start = word.find(core).unwrap_or(0);
    let (before, after) = (&word[..start], &word[start + core.len()..]);
    format!(
        "{}{}{}",
        backslashed(before),
        code_span(core, in_table),
        backslashed(after)
    )
}

fn backslashed(word: &str) -> String {
    let mut result = String::with_capacity(word.len());
    let mut before = None;
    let mut characters = word.chars().peekable();
    while let Some(character) = characters.next() {
        if is_special(character, before, characters.peek().copied()) || is_only_hashes(word) {
            result.push('\\');
        }
        result.push(character);
        before = Some(character);
    }
    result
}

/// Whether a character could begin or end something between its neighbours.
fn is_special(character: char, before: Option<char>, after: Option<char>) -> bool {
    let is_word = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
    match character {
        // Inside a word an underscore is only that.
        '_' => !(is_word(before) && is_word(after)),
        // An entity: `&amp;`, `&#38;`.
        '&' => is_word(after) || after == Some('#'),
        _ => SPECIAL.contains(character),
    }
}

/// At the end of a heading such a word would be taken off.
fn is_only_hashes(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte == b'#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn risky_words_become_code() {
        assert_eq!(
            escaped("thanks (@bob), see https://x.y/z.", false),
            "thanks (`@bob`), see `https://x.y/z`."
        );
        assert_eq!(
            escaped("tag #todo but #12 and ==x==", false),
            "tag `#todo` but #12 and `==x==`"
        );
        assert_eq!(
            escaped("(octo-org/secret#12) gh-7, #🔥 and (#12)…", false),
            "(`octo-org/secret#12`) `gh-7`, `#🔥` and (#12)…"
        );
    }

    #[test]
    fn markup_is_escaped() {
        assert_eq!(
            escaped("a_b *c* [d](e) <f> `g`", false),
            r"a_b \*c\* \[d\](e) \<f> \`g\`"
        );
        assert_eq!(
            escaped("_a_ &amp; b & c F# ##", false),
            r"\_a\_ \&amp; b & c F# `##`"
        );
        assert_eq!(block_start("12. x"), r"12\. x");
        assert_eq!(block_start("- x"), r"\- x");
    }
}
