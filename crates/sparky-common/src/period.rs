//! What a report is about: a day, an ISO week or a month, and the instants it spans.

use std::{fmt, str::FromStr};

use jiff::{
    Timestamp, ToSpan, Zoned,
    civil::{Date, ISOWeekDate, Weekday},
    tz::TimeZone,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long a period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One civil day.
    Daily,
    /// One ISO 8601 week, Monday to Sunday.
    Weekly,
    /// One calendar month.
    Monthly,
}

impl Kind {
    /// Every kind, shortest first.
    pub const ALL: [Self; 3] = [Self::Daily, Self::Weekly, Self::Monthly];

    /// The word used in paths, commands and messages: `daily`, `weekly`, `monthly`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
        }
    }

    /// The span in prose: `day`, `week`, `month`.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Daily => "day",
            Self::Weekly => "week",
            Self::Monthly => "month",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A day (`2025-11-12`), an ISO week (`2025-W46`) or a month (`2025-11`).
///
/// Invariant: holds the first day of the span, so two equal periods are equal values and periods of one kind
/// are ordered in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Period {
    kind: Kind,
    first: Date,
}

/// The half-open span of instants `[start, end)` that a period covers in a time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Window {
    /// The first instant inside.
    #[schemars(with = "String")]
    pub start: Timestamp,
    /// The first instant after.
    #[schemars(with = "String")]
    pub end: Timestamp,
}

impl Window {
    /// Whether an instant lies inside.
    pub fn contains(&self, instant: Timestamp) -> bool {
        self.start <= instant && instant < self.end
    }

    /// [`Self::contains`] for seconds since the Unix epoch, as git stores them.
    pub fn contains_seconds(&self, seconds: i64) -> bool {
        self.start.as_second() <= seconds && seconds < self.end.as_second()
    }
}

/// Why a text is not a period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// The text has none of the three shapes.
    #[error("`{0}` is not a period: write a day `2025-11-12`, an ISO week `2025-W46` or a month `2025-11`")]
    Shape(String),
    /// The shape is right but the calendar has no such day, week or month.
    #[error("there is no {noun} `{text}`{hint}")]
    NotOnCalendar {
        /// What the caller wrote.
        text: String,
        /// `day`, `week` or `month`.
        noun: &'static str,
        /// What the calendar has instead, or empty.
        hint: String,
    },
    /// A period of one kind was given where another is needed.
    #[error("`{text}` is a {given} period, but a {wanted} one is needed, such as `{example}`")]
    Kind {
        /// What the caller wrote.
        text: String,
        /// The kind that was given.
        given: Kind,
        /// The kind that is needed.
        wanted: Kind,
        /// The period of the wanted kind around the given one.
        example: String,
    },
}

impl Period {
    /// The period of a kind in which a day lies.
    pub fn containing(kind: Kind, day: Date) -> Self {
        let first = match kind {
            Kind::Daily => day,
            Kind::Weekly => {
                let week = day.iso_week_date();
                ISOWeekDate::new(week.year(), week.week(), Weekday::Monday).map_or(day, ISOWeekDate::date)
            }
            Kind::Monthly => day.first_of_month(),
        };
        Self { kind, first }
    }

    /// The last period of a kind that is over at an instant, in that instant's time zone.
    pub fn last_over(kind: Kind, now: &Zoned) -> Self {
        Self::containing(kind, now.date()).previous()
    }

    /// Parses a period and insists on its kind.
    pub fn parse_kind(text: &str, kind: Kind) -> Result<Self, PeriodError> {
        let period: Self = text.parse()?;
        if period.kind == kind {
            return Ok(period);
        }
        Err(PeriodError::Kind {
            text: text.to_owned(),
            given: period.kind,
            wanted: kind,
            example: Self::containing(kind, period.first).to_string(),
        })
    }

    /// Daily, weekly or monthly.
    pub fn kind(self) -> Kind {
        self.kind
    }

    /// The first day inside.
    pub fn first_day(self) -> Date {
        self.first
    }

    /// The last day inside.
    pub fn last_day(self) -> Date {
        self.next().first.yesterday().unwrap_or(self.first)
    }

    /// Every day inside, in order.
    pub fn days(self) -> impl Iterator<Item = Date> {
        let end = self.next().first;
        self.first.series(1.day()).take_while(move |day| *day < end)
    }

    /// The period of the same kind right after.
    pub fn next(self) -> Self {
        let span = match self.kind {
            Kind::Daily => 1.day(),
            Kind::Weekly => 1.week(),
            Kind::Monthly => 1.month(),
        };
        Self {
            kind: self.kind,
            first: self.first.saturating_add(span),
        }
    }

    /// The period of the same kind right before.
    pub fn previous(self) -> Self {
        Self::containing(self.kind, self.first.yesterday().unwrap_or(self.first))
    }

    /// The `count` periods of the same kind before this one, oldest first.
    pub fn before(self, count: usize) -> Vec<Self> {
        let mut periods: Vec<_> =
            std::iter::successors(Some(self.previous()), |period| Some(period.previous()))
                .take(count)
                .collect();
        periods.reverse();
        periods
    }

    /// The instants that this period covers in a time zone. Days start at the first instant that exists in the
    /// zone, so clock changes at midnight are handled.
    pub fn window(self, zone: &TimeZone) -> Window {
        let start_of = |day: Date| {
            day.to_zoned(zone.clone())
                .and_then(|midnight| midnight.start_of_day())
                .map_or(Timestamp::MAX, |midnight| midnight.timestamp())
        };
        Window {
            start: start_of(self.first),
            end: start_of(self.next().first),
        }
    }

    /// Whether the period is over at an instant.
    pub fn is_over(self, zone: &TimeZone, now: Timestamp) -> bool {
        self.window(zone).end <= now
    }

    /// Whether the period has begun at an instant.
    pub fn has_begun(self, zone: &TimeZone, now: Timestamp) -> bool {
        self.window(zone).start <= now
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Daily => write!(f, "{}", self.first),
            Kind::Weekly => {
                let week = self.first.iso_week_date();
                write!(f, "{:04}-W{:02}", week.year(), week.week())
            }
            Kind::Monthly => write!(f, "{:04}-{:02}", self.first.year(), self.first.month()),
        }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shape = || PeriodError::Shape(text.to_owned());
        let (year, rest) = text.split_once('-').ok_or_else(shape)?;
        let year: i16 = digits(year, 4).ok_or_else(shape)?;
        if let Some(week) = rest.strip_prefix('W') {
            let week: i8 = digits(week, 2).ok_or_else(shape)?;
            let monday = ISOWeekDate::new(year, week, Weekday::Monday)
                .map_err(|_| not_on_calendar(text, "week", &weeks_of(year)))?;
            return Ok(Self {
                kind: Kind::Weekly,
                first: monday.date(),
            });
        }
        match rest.split_once('-') {
            Some((month, day)) => {
                let (month, day) = digits(month, 2).zip(digits(day, 2)).ok_or_else(shape)?;
                let first = Date::new(year, month, day).map_err(|_| not_on_calendar(text, "day", ""))?;
                Ok(Self {
                    kind: Kind::Daily,
                    first,
                })
            }
            None => {
                let month = digits(rest, 2).ok_or_else(shape)?;
                let first = Date::new(year, month, 1)
                    .map_err(|_| not_on_calendar(text, "month", ": months are 01 to 12"))?;
                Ok(Self {
                    kind: Kind::Monthly,
                    first,
                })
            }
        }
    }
}

fn digits<T: FromStr>(text: &str, length: usize) -> Option<T> {
    (text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn weeks_of(year: i16) -> String {
    let last = Date::new(year, 12, 28).map_or(52, |day| day.iso_week_date().week());
    format!(": {year} has the weeks W01 to W{last}")
}

fn not_on_calendar(text: &str, noun: &'static str, hint: &str) -> PeriodError {
    PeriodError::NotOnCalendar {
        text: text.to_owned(),
        noun,
        hint: hint.to_owned(),
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

impl TryFrom<String> for Period {
    type Error = PeriodError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl JsonSchema for Period {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Period".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "A day `2025-11-12`, an ISO week `2025-W46` or a month `2025-11`",
            "pattern": "^[0-9]{4}-(W[0-9]{2}|[0-9]{2}(-[0-9]{2})?)$",
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn the_three_shapes_are_read_and_written() {
        for (text, kind, first, last) in [
            ("2025-11-12", Kind::Daily, "2025-11-12", "2025-11-12"),
            ("2025-W46", Kind::Weekly, "2025-11-10", "2025-11-16"),
            ("2025-11", Kind::Monthly, "2025-11-01", "2025-11-30"),
            ("2020-W53", Kind::Weekly, "2020-12-28", "2021-01-03"),
        ] {
            let period = period(text);
            assert_eq!(period.kind(), kind);
            assert_eq!(period.to_string(), text);
            assert_eq!(
                (period.first_day().to_string(), period.last_day().to_string()),
                (first.into(), last.into())
            );
        }
    }

    #[test]
    fn what_is_not_on_the_calendar_is_named() {
        let error = "2025-W60".parse::<Period>().unwrap_err().to_string();
        assert_eq!(
            error,
            "there is no week `2025-W60`: 2025 has the weeks W01 to W52"
        );
        assert!(
            "2025-13"
                .parse::<Period>()
                .unwrap_err()
                .to_string()
                .contains("no month")
        );
        assert!(
            "2025-02-30"
                .parse::<Period>()
                .unwrap_err()
                .to_string()
                .contains("no day")
        );
        for text in [
            "",
            "last week",
            "2025-w46",
            "2025-W1",
            "25-11",
            "2025-11-1",
            "+025-11",
        ] {
            assert!(
                matches!(text.parse::<Period>(), Err(PeriodError::Shape(_))),
                "{text}"
            );
        }
        let error = Period::parse_kind("2025-11-12", Kind::Weekly)
            .unwrap_err()
            .to_string();
        assert!(error.contains("such as `2025-W46`"), "{error}");
    }

    #[test]
    fn windows_follow_the_clock_of_the_zone() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let hours = |text: &str| {
            let window = period(text).window(&zone);
            (window.end.as_second() - window.start.as_second()) / 3600
        };
        assert_eq!(
            (hours("2025-03-09"), hours("2025-11-02"), hours("2025-11-12")),
            (23, 25, 24)
        );
        assert_eq!(
            period("2025-W46").window(&zone).start.to_string(),
            "2025-11-10T05:00:00Z"
        );
    }

    proptest! {
        #[test]
        fn periods_tile_the_calendar(days in 0i32..40_000, kind in prop::sample::select(&Kind::ALL[..])) {
            let day = Date::constant(1990, 1, 1).saturating_add(days.days());
            let period = Period::containing(kind, day);
            prop_assert!(period.first_day() <= day && day <= period.last_day());
            prop_assert_eq!(period.next().previous(), period);
            prop_assert_eq!(period.to_string().parse::<Period>().unwrap(), period);
            let (a, b) = (period.window(&TimeZone::UTC), period.next().window(&TimeZone::UTC));
            prop_assert_eq!(a.end, b.start);
        }
    }
}
