//! Days as they are written in a sentence.

use jiff::civil::Date;

/// `12 November`
pub(crate) fn day(date: Date) -> String {
    date.strftime("%-d %B").to_string()
}

/// `12 November 2025`
pub(crate) fn day_with_year(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// `10 to 16 November 2025`, naming a month or year twice only where it changes.
pub(crate) fn span_of_days(first: Date, last: Date) -> String {
    let until = day_with_year(last);
    if first == last {
        return until;
    }
    let format = match (first.year() == last.year(), first.month() == last.month()) {
        (true, true) => "%-d",
        (true, false) => "%-d %B",
        (false, _) => "%-d %B %Y",
    };
    format!("{} to {until}", first.strftime(format))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn nothing_is_named_twice() {
        assert_eq!(
            span_of_days(date(2025, 11, 10), date(2025, 11, 16)),
            "10 to 16 November 2025"
        );
        assert_eq!(
            span_of_days(date(2025, 10, 27), date(2025, 11, 2)),
            "27 October to 2 November 2025"
        );
        assert_eq!(
            span_of_days(date(2025, 12, 29), date(2026, 1, 4)),
            "29 December 2025 to 4 January 2026"
        );
        assert_eq!(
            span_of_days(date(2025, 11, 10), date(2025, 11, 10)),
            "10 November 2025"
        );
    }
}
