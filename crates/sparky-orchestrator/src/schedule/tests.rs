//! The planner over simulated years, clock jumps, restarts and odd zones.

use std::{collections::BTreeMap, time::Duration, time::Instant};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use proptest::prelude::*;
use sparky_common::{
    config::Overlap,
    period::{Kind, Period},
};

use super::{Due, Origin, Plan, Rule, ScheduleEvent, ScheduleState, plan};

fn rule(kind: Kind, cron: &str, zone: &str) -> Rule {
    let zone = TimeZone::get(zone).unwrap();
    Rule {
        name: kind.to_string(),
        kind,
        cron: cron.parse().unwrap(),
        zone: zone.clone(),
        periods: zone,
        overlap: Overlap::Queue,
        catch_up: Duration::from_secs(168 * 3600),
        delay: Duration::ZERO,
        publish: true,
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

/// A schedule whose runs take no time, driven by whatever clock it is shown.
struct Simulation {
    rule: Rule,
    state: ScheduleState,
    log: Vec<(ScheduleEvent, Timestamp)>,
    starts: Vec<(Period, Timestamp)>,
    busy: bool,
}

impl Simulation {
    fn new(rule: Rule, now: Timestamp) -> Self {
        let mut simulation = Self {
            rule,
            state: ScheduleState::default(),
            log: Vec::new(),
            starts: Vec::new(),
            busy: false,
        };
        simulation.look(now);
        simulation
    }

    /// Plans until nothing is left to do, and starts what is to be started.
    fn look(&mut self, now: Timestamp) -> Plan {
        loop {
            let plan = plan(&self.rule, &self.state, self.busy, true, now);
            for event in &plan.events {
                self.record(event.clone(), now);
            }
            match &plan.start {
                Some(waiting) => {
                    let (period, run) = (waiting.period, format!("run of {}", waiting.period));
                    self.starts.push((period, now));
                    self.record(ScheduleEvent::Started { period, run }, now);
                }
                None => return plan,
            }
        }
    }

    fn record(&mut self, event: ScheduleEvent, now: Timestamp) {
        self.state.apply(&event, now);
        self.log.push((event, now));
    }

    /// A process that knows only what the ledger kept.
    fn restart(&mut self) {
        let replayed = ScheduleState::replay(self.log.iter().map(|(event, at)| (event, *at)));
        assert_eq!(replayed, self.state);
        self.state = replayed;
    }

    /// Sleeps from due instant to due instant until an instant.
    fn run_until(&mut self, end: Timestamp) {
        let begun = self.log.last().map_or(end, |(_, at)| *at);
        let mut plan = self.look(begun);
        while let Some(next) = plan.next.filter(|next| next.at <= end) {
            plan = self.look(next.at);
        }
        self.look(end);
    }

    fn look_next(&self) -> Option<Due> {
        let now = self.log.last().map_or(Timestamp::UNIX_EPOCH, |(_, at)| *at);
        plan(&self.rule, &self.state, true, true, now).next
    }

    fn started(&self) -> Vec<String> {
        self.starts.iter().map(|(period, _)| period.to_string()).collect()
    }

    fn kinds(&self) -> Vec<&'static str> {
        self.log.iter().map(|(event, _)| event.kind()).collect()
    }
}

#[test]
fn the_defaults_run_at_midnight_on_monday_morning_and_on_the_first() {
    let zone = "Europe/Berlin";
    for (kind, cron, period, due) in [
        (Kind::Daily, "0 0 * * *", "2025-11-12", "2025-11-12T23:00:00Z"),
        (Kind::Weekly, "0 8 * * 1", "2025-W46", "2025-11-17T07:00:00Z"),
        (Kind::Monthly, "0 9 1 * *", "2025-11", "2025-12-01T08:00:00Z"),
    ] {
        let mut simulation = Simulation::new(rule(kind, cron, zone), at("2025-11-12T12:00:00Z"));
        let next = simulation.look_next().unwrap();
        assert_eq!(
            (next.period.to_string().as_str(), next.at),
            (period, at(due)),
            "{kind}"
        );
        simulation.look(at(due).checked_sub(hours(1)).unwrap());
        assert!(simulation.starts.is_empty());
        simulation.look(at(due));
        assert_eq!(simulation.started(), [period]);
    }
}

#[test]
fn a_year_of_every_schedule_in_every_zone_takes_seconds() {
    let begun = Instant::now();
    let (from, to) = (at("2025-01-01T12:00:00Z"), at("2026-01-01T12:00:00Z"));
    let mut zones = 0;
    let all: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
    // A few in debug builds, every one in release builds.
    let step = if cfg!(debug_assertions) { 40 } else { 1 };
    for zone in all.iter().step_by(step) {
        for (kind, cron) in [
            (Kind::Daily, "0 0 * * *"),
            (Kind::Daily, "30 2 * * *"),
            (Kind::Weekly, "0 8 * * 1"),
            (Kind::Monthly, "0 9 1 * *"),
        ] {
            let mut simulation = Simulation::new(rule(kind, cron, zone), from);
            simulation.run_until(to);
            let periods: Vec<Period> = simulation.starts.iter().map(|(period, _)| *period).collect();
            for pair in periods.windows(2) {
                assert_eq!(
                    pair[0].next(),
                    pair[1],
                    "{zone} {cron}: none twice, none left out"
                );
            }
            let expected = match kind {
                Kind::Daily => 364..=366,
                Kind::Weekly => 52..=53,
                Kind::Monthly => 11..=13,
            };
            assert!(
                expected.contains(&periods.len()),
                "{zone} {cron}: {}",
                periods.len()
            );
            for (period, started) in &simulation.starts {
                assert!(
                    period.is_over(&simulation.rule.periods, *started),
                    "{zone} {cron} {period}"
                );
            }
        }
        zones += 1;
    }
    println!("a year of four schedules in {zones} zones: {:?}", begun.elapsed());
    assert!(zones > 10, "{zones}");
    // Generous where nothing is optimised and other tests run beside this one.
    let bound = Duration::from_secs(if cfg!(debug_assertions) { 30 } else { 5 });
    assert!(begun.elapsed() < bound, "{zones} zones: {:?}", begun.elapsed());
}

#[test]
fn a_week_of_downtime_is_made_up_for_and_what_is_older_is_named() {
    let mut simulation = Simulation::new(rule(Kind::Daily, "0 0 * * *", "UTC"), at("2024-01-01T12:00:00Z"));
    simulation.look(at("2024-01-02T00:00:00Z"));
    simulation.restart();
    simulation.look(at("2025-01-10T06:00:00Z"));
    let missed = simulation.log.iter().find_map(|(event, _)| match event {
        ScheduleEvent::Missed {
            first, last, count, ..
        } => Some((first.to_string(), last.to_string(), *count)),
        _ => None,
    });
    // 2024 was a leap year.
    assert_eq!(missed, Some(("2024-01-02".into(), "2025-01-02".into(), 367)));
    assert_eq!(
        simulation.started()[1..],
        [
            "2025-01-03",
            "2025-01-04",
            "2025-01-05",
            "2025-01-06",
            "2025-01-07",
            "2025-01-08",
            "2025-01-09"
        ]
    );
    assert!(simulation.log.iter().any(|(event, _)| matches!(
        event,
        ScheduleEvent::Queued {
            origin: Origin::CatchUp,
            ..
        }
    )));
}

#[test]
fn a_clock_that_goes_back_starts_nothing_twice() {
    let mut simulation = Simulation::new(rule(Kind::Daily, "0 0 * * *", "UTC"), at("2025-11-10T12:00:00Z"));
    simulation.look(at("2025-11-11T00:00:00Z"));
    for now in [
        "2025-11-10T23:59:58Z",
        "2025-11-11T00:00:00Z",
        "2025-11-01T00:00:00Z",
        "2025-11-11T00:01:00Z",
    ] {
        simulation.look(at(now));
        simulation.restart();
    }
    assert_eq!(simulation.started(), ["2025-11-10"]);
    simulation.look(at("2025-11-12T00:00:00Z"));
    assert_eq!(simulation.started(), ["2025-11-10", "2025-11-11"]);
}

#[test]
fn a_clock_that_ran_ahead_by_years_does_not_silence_the_schedule() {
    let mut simulation = Simulation::new(rule(Kind::Daily, "0 0 * * *", "UTC"), at("2025-11-10T12:00:00Z"));
    simulation.look(at("2099-01-01T00:00:00Z"));
    simulation.look(at("2025-11-10T12:01:00Z"));
    simulation.look(at("2025-11-11T00:00:00Z"));
    assert_eq!(simulation.started().last().unwrap(), "2025-11-10");
    // A clock that begins in 1970, as of a machine without a battery.
    let mut simulation = Simulation::new(rule(Kind::Weekly, "0 8 * * 1", "UTC"), Timestamp::UNIX_EPOCH);
    simulation.look(at("2025-11-12T00:00:00Z"));
    assert_eq!(simulation.started(), ["2025-W45"]);
    // One that was ahead when the schedule was first seen.
    let mut simulation = Simulation::new(rule(Kind::Daily, "0 0 * * *", "UTC"), at("2099-01-01T12:00:00Z"));
    simulation.look(at("2025-11-10T12:00:00Z"));
    simulation.look(at("2025-11-11T00:00:00Z"));
    assert_eq!(simulation.started(), ["2025-11-10"]);
}

#[test]
fn overlapping_runs_wait_are_left_out_or_replace() {
    let days = [
        "2025-11-11T00:00:00Z",
        "2025-11-12T00:00:00Z",
        "2025-11-13T00:00:00Z",
    ];
    let after = |overlap: Overlap| {
        let mut rule = rule(Kind::Daily, "0 0 * * *", "UTC");
        rule.overlap = overlap;
        let mut simulation = Simulation::new(rule, at("2025-11-10T12:00:00Z"));
        simulation.look(at(days[0]));
        simulation.busy = true;
        let cancelled: Vec<_> = days[1..]
            .iter()
            .filter_map(|day| simulation.look(at(day)).cancel)
            .collect();
        simulation.busy = false;
        simulation.look(at("2025-11-13T00:10:00Z"));
        (
            simulation.started().join(" "),
            cancelled.len(),
            simulation.kinds(),
        )
    };
    let (started, cancelled, _) = after(Overlap::Queue);
    assert_eq!(
        (started.as_str(), cancelled),
        ("2025-11-10 2025-11-11 2025-11-12", 0)
    );
    let (started, cancelled, kinds) = after(Overlap::Skip);
    assert_eq!((started.as_str(), cancelled), ("2025-11-10", 0));
    assert_eq!(kinds.iter().filter(|kind| **kind == "skipped").count(), 2);
    let (started, cancelled, kinds) = after(Overlap::Replace);
    assert_eq!((started.as_str(), cancelled), ("2025-11-10 2025-11-12", 2));
    assert!(kinds.contains(&"replaced"));
}

#[test]
fn a_paused_schedule_starts_nothing_by_the_clock_and_makes_up_for_nothing() {
    let mut simulation = Simulation::new(rule(Kind::Daily, "0 0 * * *", "UTC"), at("2025-11-10T12:00:00Z"));
    simulation.record(
        ScheduleEvent::Paused { by: "ada".into() },
        at("2025-11-10T13:00:00Z"),
    );
    let paused = simulation.look(at("2025-11-12T12:00:00Z"));
    assert_eq!((paused.next, simulation.starts.len()), (None, 0));
    let backfill = ScheduleEvent::Queued {
        period: "2025-11-01".parse().unwrap(),
        due: at("2025-11-12T12:00:00Z"),
        origin: Origin::Backfill,
        reason: "ada asked for it".into(),
    };
    simulation.record(backfill, at("2025-11-12T12:00:00Z"));
    simulation.look(at("2025-11-12T12:00:01Z"));
    assert_eq!(
        simulation.started(),
        ["2025-11-01"],
        "what a person asks for is made"
    );
    simulation.record(
        ScheduleEvent::Resumed { by: "ada".into() },
        at("2025-11-12T13:00:00Z"),
    );
    simulation.look(at("2025-11-13T00:00:00Z"));
    assert_eq!(simulation.started(), ["2025-11-01", "2025-11-12"]);
    assert!(simulation.log.iter().any(|(event, _)| matches!(
        event,
        ScheduleEvent::Missed { count: 2, reason, .. } if reason.contains("paused")
    )));
}

#[test]
fn a_changed_pattern_makes_no_period_twice() {
    let mut simulation = Simulation::new(rule(Kind::Daily, "0 0 * * *", "UTC"), at("2025-11-10T12:00:00Z"));
    simulation.look(at("2025-11-11T00:00:00Z"));
    simulation.rule.cron = "0 6 * * *".parse().unwrap();
    simulation.look(at("2025-11-11T03:00:00Z"));
    simulation.look(at("2025-11-11T06:00:00Z"));
    simulation.look(at("2025-11-12T05:59:00Z"));
    assert_eq!(simulation.started(), ["2025-11-10"]);
    simulation.look(at("2025-11-12T06:00:00Z"));
    assert_eq!(simulation.started(), ["2025-11-10", "2025-11-11"]);
}

#[test]
fn a_day_that_a_zone_left_out_is_passed() {
    // Samoa went from 29 to 31 December 2011.
    let mut simulation = Simulation::new(
        rule(Kind::Daily, "0 0 * * *", "Pacific/Apia"),
        at("2011-12-29T00:00:00Z"),
    );
    simulation.run_until(at("2012-01-02T00:00:00Z"));
    assert_eq!(
        simulation.started(),
        [
            "2011-12-28",
            "2011-12-29",
            "2011-12-30",
            "2011-12-31",
            "2012-01-01"
        ]
    );
}

#[test]
fn a_pattern_in_another_zone_reports_about_the_organisations_days() {
    let mut rule = rule(Kind::Daily, "0 0 * * *", "UTC");
    rule.zone = TimeZone::get("Asia/Tokyo").unwrap();
    let mut simulation = Simulation::new(rule, at("2025-11-10T12:00:00Z"));
    // Midnight in Tokyo is 15:00 UTC: the day before is the last that is over for the organisation.
    simulation.run_until(at("2025-11-12T16:00:00Z"));
    assert_eq!(simulation.started(), ["2025-11-09", "2025-11-10", "2025-11-11"]);
}

#[test]
fn the_delay_is_the_same_for_ever_and_within_bounds() {
    let mut rule = rule(Kind::Daily, "0 0 * * *", "UTC");
    rule.delay = Duration::from_secs(300);
    let mut simulation = Simulation::new(rule, at("2025-11-10T00:01:00Z"));
    simulation.look(at("2025-11-10T00:04:59Z"));
    assert!(simulation.starts.is_empty());
    simulation.look(at("2025-11-10T00:05:00Z"));
    assert_eq!(simulation.started(), ["2025-11-09"]);
}

fn pattern() -> impl Strategy<Value = (Kind, &'static str)> {
    prop::sample::select(vec![
        (Kind::Daily, "0 0 * * *"),
        (Kind::Daily, "30 2 * * *"),
        (Kind::Daily, "*/15 * * * *"),
        (Kind::Daily, "59 23 * * 1-5"),
        (Kind::Weekly, "0 8 * * 1"),
        (Kind::Weekly, "30 1 * * 0"),
        (Kind::Monthly, "0 9 1 * *"),
        (Kind::Monthly, "0 0 31 * *"),
    ])
}

fn zone() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "UTC",
        "America/New_York",
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "America/Sao_Paulo",
        "Africa/Cairo",
        "Asia/Kathmandu",
        "America/Havana",
        "Antarctica/Troll",
    ])
}

fn overlap() -> impl Strategy<Value = Overlap> {
    prop::sample::select(vec![Overlap::Queue, Overlap::Skip, Overlap::Replace])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    /// Whatever the clock does, with restarts and runs that take long: no period is started twice, none before it is
    /// over by the clock of that moment, and the planner comes to rest.
    #[test]
    fn one_run_for_one_period_whatever_the_clock_does(
        (kind, cron) in pattern(),
        zone in zone(),
        overlap in overlap(),
        steps in prop::collection::vec((-2000i64..4000, any::<bool>(), any::<bool>()), 1..60),
    ) {
        let mut rule = rule(kind, cron, zone);
        rule.overlap = overlap;
        let mut now = at("2018-06-01T12:00:00Z");
        let mut simulation = Simulation::new(rule, now);
        for (minutes, busy, restart) in steps {
            now = now.checked_add(SignedDuration::from_mins(minutes * 7)).unwrap();
            simulation.busy = busy;
            let plan = simulation.look(now);
            prop_assert!(plan.next.is_none_or(|next| next.at > now), "rest: {plan:?} at {now}");
            if restart {
                simulation.restart();
            }
        }
        let mut times = BTreeMap::new();
        for (period, started) in &simulation.starts {
            prop_assert!(period.is_over(&simulation.rule.periods, *started), "{period} at {started}");
            prop_assert_eq!(times.insert(*period, *started), None, "{} twice", period);
        }
    }

    /// With a clock that only goes forward, looking often or seldom starts the same, within the catch-up window.
    #[test]
    fn how_often_one_looks_does_not_matter(
        (kind, cron) in pattern(),
        zone in zone(),
        gaps in prop::collection::vec(1i64..100, 1..80),
    ) {
        let begun = at("2018-10-01T12:00:00Z");
        let mut seldom = Simulation::new(rule(kind, cron, zone), begun);
        let mut often = Simulation::new(rule(kind, cron, zone), begun);
        let mut now = begun;
        for gap in gaps {
            now = now.checked_add(hours(gap)).unwrap();
            seldom.look(now);
        }
        often.run_until(now);
        prop_assert_eq!(seldom.started(), often.started());
    }
}
