//! Numbers as they are written in a sentence.

/// What stands in a table where there is no number.
pub(crate) const NO_NUMBER: &str = "–";

/// A number with a separator at each thousand: `12,345`.
pub(crate) fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut result = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            result.push(',');
        }
        result.push(digit);
    }
    result
}

/// A number with the noun that agrees with it; an empty noun leaves the number alone.
pub(crate) fn counted(value: u64, one: &str, many: &str) -> String {
    let noun = if value == 1 { one } else { many };
    if noun.is_empty() {
        grouped(value)
    } else {
        format!("{} {noun}", grouped(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_nouns_agree() {
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(grouped),
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!(counted(1, "commit", "commits"), "1 commit");
        assert_eq!(counted(1200, "commit", "commits"), "1,200 commits");
    }
}
