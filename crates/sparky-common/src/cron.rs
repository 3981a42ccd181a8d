//! When something happens again: five fields of cron in a time zone.
//!
//! The pattern is matched against the clock on the wall, and what it says is then looked up in the zone:
//! a time that a clock change skips stands for the first instant after the gap, a time that comes twice stands for the
//! first of the two. So every time on the wall is exactly one instant, and later times are never earlier instants.

use std::{fmt, str::FromStr};

use croner::parser::{CronParser, Seconds, Year};
use jiff::{
    Timestamp,
    civil::{DateTime, date},
    tz::{AmbiguousOffset, TimeZone},
};

/// A cron pattern of five fields: minute, hour, day of month, month, day of week (0 and 7 are Sunday). Where both days
/// are restricted, either is enough, as in every cron since Vixie's.
#[derive(Clone, Debug)]
pub struct Cron(croner::Cron);

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CronError {
    /// It cannot be read.
    #[error("`{text}` is no cron pattern: {reason}")]
    Pattern {
        /// What was written.
        text: String,
        /// What is wrong with it.
        reason: String,
    },
    /// It can be read, and no day of the calendar matches it.
    #[error("`{0}` never happens")]
    Never(String),
}

impl Cron {
    /// The first time on the wall clock that matches, from `from` on. Nothing where the calendar ends.
    pub fn next(&self, from: DateTime) -> Option<DateTime> {
        self.0.find_next_occurrence(&from, true).ok()
    }
}

impl FromStr for Cron {
    type Err = CronError;

    fn from_str(text: &str) -> Result<Self, CronError> {
        let wrong = |reason: String| CronError::Pattern {
            text: text.to_owned(),
            reason,
        };
        let fields = text.split_whitespace().count();
        if fields != 5 {
            return Err(wrong(format!(
                "it has {fields} fields instead of 5 (minute, hour, day, month, weekday)"
            )));
        }
        let parser = CronParser::builder()
            .seconds(Seconds::Disallowed)
            .year(Year::Disallowed)
            .build();
        let cron = Self(parser.parse(text).map_err(|error| wrong(error.to_string()))?);
        // Leap days come every four or eight years; what does not happen from here on for so long never does.
        match cron.next(date(2000, 1, 1).at(0, 0, 0, 0)) {
            Some(_) => Ok(cron),
            None => Err(CronError::Never(text.to_owned())),
        }
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

/// The instant that a time on the wall stands for.
pub fn instant(wall: DateTime, zone: &TimeZone) -> Timestamp {
    let ambiguous = zone.to_ambiguous_timestamp(wall);
    let at = |offset: jiff::tz::Offset| offset.to_timestamp(wall).unwrap_or(Timestamp::MAX);
    match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { offset } => at(offset),
        AmbiguousOffset::Fold { before, .. } => at(before),
        AmbiguousOffset::Gap { before, .. } => {
            let late = at(before);
            let after = late
                .checked_add(jiff::SignedDuration::from_nanos(1))
                .unwrap_or(late);
            zone.preceding(after)
                .next()
                .map_or(late, |transition| transition.timestamp())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn occurrences(pattern: &str, zone: &str, from: &str, count: usize) -> Vec<String> {
        let (cron, zone) = (pattern.parse::<Cron>().unwrap(), TimeZone::get(zone).unwrap());
        let mut wall: DateTime = from.parse().unwrap();
        let mut found = Vec::new();
        while found.len() < count {
            let next = cron.next(wall).unwrap();
            found.push(
                instant(next, &zone)
                    .to_zoned(zone.clone())
                    .strftime("%m-%d %H:%M %:z")
                    .to_string(),
            );
            wall = next.checked_add(jiff::Span::new().minutes(1)).unwrap();
        }
        found
    }

    #[test]
    fn a_skipped_time_comes_at_the_next_valid_instant() {
        assert_eq!(
            occurrences("30 2 * * *", "America/New_York", "2025-03-08T00:00", 3),
            ["03-08 02:30 -05:00", "03-09 03:00 -04:00", "03-10 02:30 -04:00"]
        );
        // Where the clock changes at midnight, the day begins at one.
        assert_eq!(
            occurrences("0 0 * * *", "Africa/Cairo", "2025-04-25T00:00", 1),
            ["04-25 01:00 +03:00"]
        );
        assert_eq!(
            occurrences("0 2 * * *", "America/New_York", "2025-03-09T00:00", 1),
            ["03-09 03:00 -04:00"]
        );
    }

    #[test]
    fn a_doubled_time_comes_once_and_first() {
        assert_eq!(
            occurrences("30 1 * * *", "America/New_York", "2025-11-02T00:00", 2),
            ["11-02 01:30 -04:00", "11-03 01:30 -05:00"]
        );
    }

    #[test]
    fn weekdays_are_those_of_cron() {
        let monday = occurrences("0 8 * * 1", "UTC", "2026-11-21T00:00", 1);
        assert_eq!(monday, ["11-23 08:00 +00:00"]);
        for sunday in ["0 8 * * 0", "0 8 * * 7", "0 8 * * SUN"] {
            assert_eq!(
                occurrences(sunday, "UTC", "2026-11-21T00:00", 1),
                ["11-22 08:00 +00:00"]
            );
        }
        // Either day is enough where both are given.
        assert_eq!(
            occurrences("0 0 13 * 5", "UTC", "2026-11-01T00:00", 3),
            ["11-06 00:00 +00:00", "11-13 00:00 +00:00", "11-20 00:00 +00:00"]
        );
    }

    #[test]
    fn what_is_no_pattern_is_refused_with_reason() {
        for wrong in [
            "",
            "* * * *",
            "0 0 * * * *",
            "60 0 * * *",
            "0 24 * * *",
            "x * * * *",
            "0 0 0 * *",
        ] {
            assert!(
                matches!(wrong.parse::<Cron>(), Err(CronError::Pattern { .. })),
                "{wrong}"
            );
        }
        assert_eq!(
            "0 0 30 2 *".parse::<Cron>().unwrap_err(),
            CronError::Never("0 0 30 2 *".into())
        );
        assert!("0 0 29 2 *".parse::<Cron>().is_ok());
    }
}
