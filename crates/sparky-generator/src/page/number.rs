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

/// A number of minutes in the unit that people would use, rounded up: `5 hours` for 250 minutes. Right after `within`.
pub(crate) fn duration(minutes: u64) -> String {
    const HOUR: u64 = 60;
    const DAY: u64 = 24 * HOUR;
    const WEEK: u64 = 7 * DAY;
    let (unit, one, many) = match minutes {
        0..90 => (1, "minute", "minutes"),
        90..2160 => (HOUR, "hour", "hours"),
        2160..20_160 => (DAY, "day", "days"),
        _ => (WEEK, "week", "weeks"),
    };
    counted(minutes.div_ceil(unit).max(1), one, many)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_rounded_up_in_a_fitting_unit() {
        assert_eq!(
            [0, 1, 89, 90, 250, 2161, 20_161].map(duration),
            [
                "1 minute",
                "1 minute",
                "89 minutes",
                "2 hours",
                "5 hours",
                "2 days",
                "3 weeks"
            ]
        );
    }

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
