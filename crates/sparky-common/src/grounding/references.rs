//! References in collected text.

/// Every `#12` in a text.
pub fn references_in(text: &str) -> impl Iterator<Item = u64> + '_ {
    text.match_indices('#').filter_map(|(at, _)| {
        let before = text[..at].bytes().last();
        let digits = &text[at + 1..];
        let end = digits.bytes().take_while(u8::is_ascii_digit).count();
        let free = before.is_none_or(|byte| !byte.is_ascii_alphanumeric() && byte != b'&');
        (free && (1..=9).contains(&end)).then(|| digits[..end].parse().ok())?
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_stand_free() {
        let found: Vec<_> = references_in("see #1, (#22) and a#3 &#39; #x").collect();
        assert_eq!(found, [1, 22]);
    }
}
