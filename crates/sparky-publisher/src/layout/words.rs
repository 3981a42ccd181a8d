//! Collected words as plain text.

/// The longest title that a list shows, in characters.
const LONGEST: usize = 160;

/// A hostile title as words that no reader takes for markup.
///
/// Escaping is not enough here: Quartz looks for wikilinks, tags, highlights and addresses in the text that remains
/// after backslashes and entities are resolved. So only letters, digits and harmless punctuation stay; anything
/// else becomes a space.
pub(super) fn plain(title: &str) -> String {
    let harmless = |letter: char| letter.is_alphanumeric() || ".,:;!?'\"()&+/-–—’“”…·".contains(letter);
    let spaced: String = title
        .chars()
        .map(|letter| if harmless(letter) { letter } else { ' ' })
        .collect();
    let mut words = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    // Bare addresses become links without any markup around them.
    for (address, broken) in [("//", "/"), ("www.", "www "), ("&#", "& "), ("--", "-")] {
        while words.contains(address) {
            words = words.replace(address, broken);
        }
    }
    words.chars().take(LONGEST).collect::<String>().trim().into()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn ordinary_titles_stay_as_they_are() {
        let title = "raibid-labs, week 46: dgx-pixels – \"a terminal\", 2 releases (v1.2.0) & more…";
        assert_eq!(plain(title), title);
    }

    #[test]
    fn markup_becomes_words() {
        for (hostile, words) in [
            ("[x](javascript:alert(1))", "x (javascript:alert(1))"),
            ("<script>alert(1)</script>", "script alert(1) /script"),
            (
                "![[../secret]] ==x== #tag @ada %%y%% $z$",
                "! ../secret x tag ada y z",
            ),
            (
                "see https://evil.example and www.evil.example",
                "see https:/evil.example and www evil.example",
            ),
            (
                "two\nlines\u{202e}\u{0}`code` -- > *a* _b_ |",
                "two lines code - a b",
            ),
            ("&lt;b&gt; &#60;", "&lt;b&gt; & 60;"),
        ] {
            assert_eq!(plain(hostile), words);
        }
    }
}
