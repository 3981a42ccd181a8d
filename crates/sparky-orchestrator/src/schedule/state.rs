//! Folding events into the state of a schedule.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
};

use jiff::Timestamp;
use sparky_common::{
    model::RunId,
    period::{Kind, Period},
};

use super::event::{Origin, ScheduleEvent};

/// How many of the periods that are dealt with are remembered one by one: enough for a clock that goes back by a year.
const REMEMBERED: usize = 1000;

/// A run that waits for its turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What it reports about.
    pub period: Period,
    /// When it was due or asked for.
    pub due: Timestamp,
    /// Why.
    pub origin: Origin,
}

/// What has happened to a schedule so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScheduleState {
    /// When the schedule was seen first.
    pub known: Option<Timestamp>,
    /// Where the clock went back to last.
    pub rewound: Option<Timestamp>,
    /// The last period of its kind that the clock made due and that was decided about.
    pub last: Option<Period>,
    /// The periods that were decided about one by one; the clock never starts one of them again.
    settled: Arc<BTreeSet<Period>>,
    /// Runs that wait for their turn, in order.
    pub queue: VecDeque<Waiting>,
    /// The run that was started last, and its period.
    pub started: Option<(Period, RunId)>,
    /// Since when it is paused.
    pub paused: Option<Timestamp>,
    /// When it was resumed last: what was due before is not made up for.
    pub resumed: Option<Timestamp>,
    /// Why the first of the queue could not be started.
    pub refused: Option<String>,
}

impl ScheduleState {
    /// The state that events lead to.
    pub fn replay<'a>(events: impl IntoIterator<Item = (&'a ScheduleEvent, Timestamp)>) -> Self {
        let mut state = Self::default();
        for (event, at) in events {
            state.apply(event, at);
        }
        state
    }

    /// Takes one more event into account.
    pub fn apply(&mut self, event: &ScheduleEvent, at: Timestamp) {
        match event {
            ScheduleEvent::Known { .. } => self.known = Some(at),
            ScheduleEvent::Queued {
                period, due, origin, ..
            } => {
                if matches!(origin, Origin::Clock | Origin::CatchUp) {
                    self.passed(*period);
                    self.settle(*period);
                }
                self.queue.push_back(Waiting {
                    period: *period,
                    due: *due,
                    origin: *origin,
                });
            }
            ScheduleEvent::Started { period, run } => {
                self.leave_queue(*period);
                self.settle(*period);
                self.started = Some((*period, run.clone()));
                self.refused = None;
            }
            ScheduleEvent::Skipped { period, .. } => {
                self.leave_queue(*period);
                self.passed(*period);
                self.settle(*period);
            }
            ScheduleEvent::Missed { last, .. } => self.passed(*last),
            ScheduleEvent::Replaced { .. } => {}
            ScheduleEvent::Refused { reason, .. } => self.refused = Some(reason.clone()),
            ScheduleEvent::Rewound { to } => {
                self.last = *to;
                self.rewound = Some(at);
            }
            ScheduleEvent::Paused { .. } => self.paused = Some(at),
            ScheduleEvent::Resumed { .. } => {
                self.paused = None;
                self.resumed = Some(at);
            }
        }
    }

    /// Nothing before is due. A clock that was ahead when the schedule was seen first has been put back since.
    pub fn since(&self, now: Timestamp) -> Timestamp {
        let known = self.known.filter(|known| *known <= now);
        let rewound = self.rewound.filter(|rewound| *rewound <= now);
        known.or(rewound).unwrap_or(now)
    }

    /// Whether the clock must not start a period (again).
    pub fn is_settled(&self, period: Period) -> bool {
        self.settled.contains(&period)
    }

    /// The last period of a kind that was decided about: a schedule may have had another kind before.
    pub fn last_of(&self, kind: Kind) -> Option<Period> {
        self.last.filter(|last| last.kind() == kind)
    }

    fn passed(&mut self, period: Period) {
        self.last = match self.last_of(period.kind()) {
            Some(last) => Some(last.max(period)),
            None => Some(period),
        };
    }

    fn settle(&mut self, period: Period) {
        if self.settled.contains(&period) {
            return;
        }
        let settled = Arc::make_mut(&mut self.settled);
        settled.retain(|settled| settled.kind() == period.kind());
        settled.insert(period);
        if settled.len() > REMEMBERED {
            settled.pop_first();
        }
    }

    fn leave_queue(&mut self, period: Period) {
        if let Some(place) = self.queue.iter().position(|waiting| waiting.period == period) {
            self.queue.remove(place);
        }
    }
}
