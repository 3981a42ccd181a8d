//! Characters that a reader cannot see.

/// The text without characters that hide or reorder others, every run of white space as one space.
pub(crate) fn visible(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut gap = false;
    for character in text.chars() {
        if character.is_whitespace() || character.is_control() {
            gap = true;
        } else if !is_invisible(character) {
            if gap && !result.is_empty() {
                result.push(' ');
            }
            gap = false;
            result.push(character);
        }
    }
    result
}

/// Whether a character draws nothing, changes the direction of others, or means nothing outside one private font.
fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'   // zero width, left-to-right and right-to-left marks
        | '\u{202a}'..='\u{202e}'   // embedding and overriding direction
        | '\u{2060}'..='\u{206f}'   // word joiner, isolates, invisible operators
        | '\u{2800}' | '\u{3164}' | '\u{ffa0}'
        | '\u{e000}'..='\u{f8ff}'   // private use: the templates' placeholders live here
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{10ffff}' // tags, more variation selectors, private planes
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hides() {
        let hostile =
            "\u{feff}fix\u{200b} \u{202e}evil\u{202c}\r\n---js\n\u{e0041}\u{e007f}\ttab\u{2028}end\u{0}";
        assert_eq!(visible(hostile), "fix evil ---js tab end");
    }

    #[test]
    fn other_scripts_stay() {
        assert_eq!(visible("Grüße, 日本語 и עברית 🎉"), "Grüße, 日本語 и עברית 🎉");
    }
}
