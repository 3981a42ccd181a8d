//! What a schedule says, apart from what has happened to it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};
use sha2::{Digest, Sha256};
use sparky_common::{
    config::{Config, Overlap, Schedule, Schedules},
    cron::{self, Cron, CronError},
    period::{Kind, Period},
};

/// When runs of a kind start by themselves.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its name.
    pub name: String,
    /// Daily, weekly or monthly.
    pub kind: Kind,
    /// When.
    pub cron: Cron,
    /// The zone that `cron` is read in.
    pub zone: TimeZone,
    /// The organisation's zone, whose days the periods are.
    pub periods: TimeZone,
    /// What happens when a run is due while the last one is still going on.
    pub overlap: Overlap,
    /// How late a run may be made up for.
    pub catch_up: Duration,
    /// By how much each run is later than `cron` says; the same for ever.
    pub delay: Duration,
    /// Whether the runs publish to destinations.
    pub publish: bool,
}

/// Why the schedules of the configuration cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// The pattern.
    #[error("schedule `{name}`")]
    Cron {
        /// The schedule.
        name: String,
        /// The cause.
        #[source]
        source: CronError,
    },
    /// The zone.
    #[error("schedule `{name}`: there is no time zone `{zone}`")]
    Zone {
        /// The schedule.
        name: String,
        /// What is configured.
        zone: String,
    },
    /// The name of a default schedule.
    #[error("schedule `{name}`: this name is taken by the schedule that `schedules.{name}` sets")]
    Taken {
        /// The name.
        name: String,
    },
}

/// One occurrence: the period that becomes due and the instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// What the run reports about.
    pub period: Period,
    /// When it is due.
    pub at: Timestamp,
}

/// The schedules of a configuration, by name; also while `schedules.enabled` is false, for they can be triggered.
///
/// # Errors
/// The first schedule that cannot be used.
pub fn all(config: &Config, periods: &TimeZone) -> Result<Vec<Rule>, RuleError> {
    let schedules = &config.schedules;
    let defaults = [
        (Kind::Daily, &schedules.daily),
        (Kind::Weekly, &schedules.weekly),
        (Kind::Monthly, &schedules.monthly),
    ];
    let defaults = defaults
        .into_iter()
        .filter(|(_, cron)| !cron.is_empty())
        .map(|(kind, cron)| default(schedules, kind, cron, periods));
    let more = schedules.more.iter().map(|schedule| further(schedule, periods));
    let mut rules = defaults.chain(more).collect::<Result<Vec<_>, _>>()?;
    // Without destinations there is nothing to publish to, and asking for it would be a mistake.
    let has_destinations = !config.publisher.destinations.is_empty();
    for rule in &mut rules {
        rule.publish &= has_destinations;
    }
    rules.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(rules)
}

fn default(schedules: &Schedules, kind: Kind, cron: &str, periods: &TimeZone) -> Result<Rule, RuleError> {
    let name = kind.as_str().to_owned();
    Ok(Rule {
        kind,
        cron: pattern(&name, cron)?,
        zone: periods.clone(),
        periods: periods.clone(),
        overlap: schedules.overlap,
        catch_up: hours(schedules.catch_up_hours),
        delay: delay(&name, schedules.jitter_seconds),
        publish: schedules.publish,
        name,
    })
}

fn further(schedule: &Schedule, periods: &TimeZone) -> Result<Rule, RuleError> {
    let name = schedule.name.clone();
    if Kind::ALL.iter().any(|kind| kind.as_str() == name) {
        return Err(RuleError::Taken { name });
    }
    let zone = match schedule.time_zone.as_str() {
        "" => periods.clone(),
        zone => TimeZone::get(zone).map_err(|_| RuleError::Zone {
            name: name.clone(),
            zone: zone.to_owned(),
        })?,
    };
    Ok(Rule {
        kind: schedule.kind,
        cron: pattern(&name, &schedule.cron)?,
        zone,
        periods: periods.clone(),
        overlap: schedule.overlap,
        catch_up: hours(schedule.catch_up_hours),
        delay: delay(&name, schedule.jitter_seconds),
        publish: schedule.publish,
        name,
    })
}

fn pattern(name: &str, cron: &str) -> Result<Cron, RuleError> {
    cron.parse().map_err(|source| RuleError::Cron {
        name: name.to_owned(),
        source,
    })
}

fn hours(count: u32) -> Duration {
    Duration::from_secs(u64::from(count) * 3600)
}

/// A share of the longest delay that only the name decides.
fn delay(name: &str, longest: u32) -> Duration {
    let hash = Sha256::digest(name.as_bytes());
    let number = u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]]);
    Duration::from_secs(u64::from(number) % (u64::from(longest) + 1))
}

impl Rule {
    /// The first period after `last` that becomes due, and when. Without `last`, the first that becomes due at `since`
    /// or later. A period becomes due once: at the first match of the pattern at which it is the last one over.
    pub fn next(&self, last: Option<Period>, since: Timestamp) -> Option<Due> {
        let mut from = match last {
            Some(last) => self.wall_when_over(last.next()),
            None => self.wall(self.earlier(since)),
        };
        loop {
            let wall = self.cron.next(from)?;
            let (period, at) = (self.period_at(wall), self.instant(wall));
            // Around a change of the clock the search may begin a little early.
            let is_new = match last {
                Some(last) => period > last,
                None => at >= since,
            };
            if is_new {
                return Some(Due { period, at });
            }
            from = wall.checked_add(jiff::Span::new().minutes(1)).ok()?;
        }
    }

    /// When the pattern made a period due, if it did before the next one.
    pub fn due_of(&self, period: Period) -> Option<Timestamp> {
        let wall = self.cron.next(self.wall_when_over(period))?;
        (self.period_at(wall) == period).then(|| self.instant(wall))
    }

    fn instant(&self, wall: DateTime) -> Timestamp {
        cron::instant(wall, &self.zone)
            .checked_add(self.delay_span())
            .unwrap_or(Timestamp::MAX)
    }

    /// The last period that is over at a time on the wall. In the organisation's own zone the calendar decides: a day
    /// that the zone left out, as Samoa did, is a period too.
    fn period_at(&self, wall: DateTime) -> Period {
        let day = if self.zone == self.periods {
            wall.date()
        } else {
            cron::instant(wall, &self.zone)
                .to_zoned(self.periods.clone())
                .date()
        };
        Period::containing(self.kind, day).previous()
    }

    /// The first time on the schedule's wall at which a period is over.
    fn wall_when_over(&self, period: Period) -> DateTime {
        let first = period.next().first_day().at(0, 0, 0, 0);
        if self.zone == self.periods {
            first
        } else {
            let over = cron::instant(first, &self.periods);
            self.wall(over)
        }
    }

    fn wall(&self, at: Timestamp) -> DateTime {
        at.to_zoned(self.zone.clone()).datetime()
    }

    /// Early enough that no match at or after an instant is missed, delayed or at a change of the clock.
    fn earlier(&self, at: Timestamp) -> Timestamp {
        at.checked_sub(self.delay_span())
            .and_then(|at| at.checked_sub(SignedDuration::from_hours(3)))
            .unwrap_or(Timestamp::MIN)
    }

    fn delay_span(&self) -> SignedDuration {
        SignedDuration::try_from(self.delay).unwrap_or_default()
    }
}
