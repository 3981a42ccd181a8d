//! Deciding what a schedule does next: a pure function of its rule, its state and the time.

use jiff::{SignedDuration, Timestamp};
use sparky_common::{config::Overlap, model::RunId, period::Period};

use super::{
    event::{Origin, ScheduleEvent},
    rule::{Due, Rule},
    state::{ScheduleState, Waiting},
};

/// What is to be done now, after the events are recorded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    /// The decisions, in order; none where nothing is to be decided.
    pub events: Vec<ScheduleEvent>,
    /// A run that is to be cancelled.
    pub cancel: Option<RunId>,
    /// What is to be started.
    pub start: Option<Waiting>,
    /// When the clock makes the next period due; nothing while paused.
    pub next: Option<Due>,
}

/// Something that may go wrong with a run is no reason to say that it was late.
const PUNCTUAL: SignedDuration = SignedDuration::from_mins(5);

/// Decides. `busy` says whether the run that was started last is still under way, `enabled` whether the clock starts
/// anything at all.
pub fn plan(rule: &Rule, state: &ScheduleState, busy: bool, enabled: bool, now: Timestamp) -> Plan {
    let mut after = state.clone();
    let mut events = Vec::new();
    let mut record = |after: &mut ScheduleState, event: ScheduleEvent| {
        after.apply(&event, now);
        events.push(event);
    };
    if enabled && after.known.is_none() {
        let cron = rule.cron.to_string();
        record(&mut after, ScheduleEvent::Known { cron });
    }
    if let Some(event) = rewound(rule, &after, now) {
        record(&mut after, event);
    }
    let by_clock = enabled && after.paused.is_none();
    let (mut cancel, mut next) = (None, None);
    if by_clock {
        let (decisions, ahead) = due(rule, &after, busy, now);
        next = ahead;
        for event in decisions {
            if let ScheduleEvent::Replaced { run, .. } = &event {
                cancel = Some(run.clone());
            }
            record(&mut after, event);
        }
    }
    let start = after
        .queue
        .iter()
        .find(|waiting| match waiting.origin {
            // What was due is not due any more where the clock went back.
            Origin::Clock | Origin::CatchUp => by_clock && waiting.due <= now,
            Origin::Trigger | Origin::Backfill => true,
        })
        .filter(|_| !busy)
        .cloned();
    Plan {
        events,
        cancel,
        start,
        next,
    }
}

/// What was decided last lies ahead of the clock: it went back, or the pattern changed.
fn rewound(rule: &Rule, state: &ScheduleState, now: Timestamp) -> Option<ScheduleEvent> {
    let passed = state.last_of(rule.kind).and_then(|last| rule.due_of(last));
    let known = state
        .known
        .filter(|_| state.rewound.is_none_or(|rewound| rewound > now));
    if ![passed, known].into_iter().flatten().any(|at| at > now) {
        return None;
    }
    let mut to = state.last_of(rule.kind);
    if passed.is_some_and(|at| at > now) {
        // The period over at `now` may be due only later on: then it is the one before that was last due.
        let over = Period::last_over(rule.kind, &now.to_zoned(rule.periods.clone()));
        let is_due = rule.due_of(over).is_some_and(|at| at <= now);
        to = Some(if is_due { over } else { over.previous() });
    }
    Some(ScheduleEvent::Rewound { to })
}

/// Decides about what the clock has made due, and says what it will make due next.
fn due(rule: &Rule, state: &ScheduleState, busy: bool, now: Timestamp) -> (Vec<ScheduleEvent>, Option<Due>) {
    let since = state.since(now);
    let late = now
        .checked_sub(SignedDuration::try_from(rule.catch_up).unwrap_or(SignedDuration::MAX))
        .unwrap_or(Timestamp::MIN);
    let mut missed = Missed::default();
    let mut paused = Missed::default();
    let mut timely = Vec::new();
    let mut last = state.last_of(rule.kind);
    let mut next = rule.next(last, since);
    while let Some(found) = next.filter(|found| found.at <= now) {
        last = Some(found.period);
        next = rule.next(last, since);
        if state.is_settled(found.period) || found.at < since {
            continue;
        }
        if state
            .resumed
            .is_some_and(|resumed| found.at < resumed && resumed <= now)
        {
            paused.add(found.period);
        } else if found.at < late {
            missed.add(found.period);
        } else {
            timely.push(found);
        }
    }
    let hours = rule.catch_up.as_secs() / 3600;
    let mut events = Vec::new();
    events.extend(missed.event(format!("due more than {hours} h ago, while nothing was running")));
    events.extend(paused.event("the schedule was paused".into()));
    match rule.overlap {
        Overlap::Queue => events.extend(timely.iter().map(|found| queued(found, now))),
        Overlap::Skip => skip(state, &timely, busy, now, &mut events),
        Overlap::Replace => replace(state, &timely, busy, now, &mut events),
    }
    (events, next)
}

/// Only the newest, and only where nothing is going on.
fn skip(state: &ScheduleState, timely: &[Due], busy: bool, now: Timestamp, events: &mut Vec<ScheduleEvent>) {
    let Some((newest, older)) = timely.split_last() else {
        return;
    };
    events.extend(
        older
            .iter()
            .map(|found| skipped(found, "a later one is due as well")),
    );
    events.push(if busy || !state.queue.is_empty() {
        skipped(newest, "the schedule's last run was still going on")
    } else {
        queued(newest, now)
    });
}

/// The newest, instead of what is going on or waits.
fn replace(
    state: &ScheduleState,
    timely: &[Due],
    busy: bool,
    now: Timestamp,
    events: &mut Vec<ScheduleEvent>,
) {
    let Some((newest, older)) = timely.split_last() else {
        return;
    };
    events.extend(
        older
            .iter()
            .map(|found| skipped(found, "a later one is due as well")),
    );
    let by_clock = |waiting: &&Waiting| matches!(waiting.origin, Origin::Clock | Origin::CatchUp);
    events.extend(
        state
            .queue
            .iter()
            .filter(by_clock)
            .map(|waiting| ScheduleEvent::Skipped {
                period: waiting.period,
                due: waiting.due,
                reason: "a later one is due".into(),
            }),
    );
    if let (true, Some((_, run))) = (busy, &state.started) {
        events.push(ScheduleEvent::Replaced {
            run: run.clone(),
            by: newest.period,
        });
    }
    events.push(queued(newest, now));
}

fn queued(found: &Due, now: Timestamp) -> ScheduleEvent {
    let late = now.duration_since(found.at);
    let (origin, reason) = if late <= PUNCTUAL {
        (Origin::Clock, format!("due at {}", found.at))
    } else {
        let minutes = late.as_secs() / 60;
        (
            Origin::CatchUp,
            format!(
                "due at {}, {minutes} min ago, while nothing was running",
                found.at
            ),
        )
    };
    ScheduleEvent::Queued {
        period: found.period,
        due: found.at,
        origin,
        reason,
    }
}

fn skipped(found: &Due, reason: &str) -> ScheduleEvent {
    ScheduleEvent::Skipped {
        period: found.period,
        due: found.at,
        reason: reason.to_owned(),
    }
}

/// Periods in a row that are not made.
#[derive(Default)]
struct Missed {
    span: Option<(Period, Period)>,
    count: u64,
}

impl Missed {
    fn add(&mut self, period: Period) {
        self.span = Some(self.span.map_or((period, period), |(first, _)| (first, period)));
        self.count += 1;
    }

    fn event(self, reason: String) -> Option<ScheduleEvent> {
        self.span.map(|(first, last)| ScheduleEvent::Missed {
            first,
            last,
            count: self.count,
            reason,
        })
    }
}
