//! Schedules: when runs start by themselves, on request, or for a range of the past.
//!
//! [`plan`] is pure: a [`Rule`], a [`ScheduleState`] and an instant give decisions. [`Keeper`] asks it now and then,
//! records each decision with its reason before it acts, and survives whatever the clock does: one run for one period.

mod event;
mod keeper;
mod plan;
mod rule;
mod state;
mod view;

#[cfg(test)]
mod tests;

pub use event::{Origin, RecordedSchedule, SCHEDULE_EVENT_VERSION, ScheduleEvent};
pub use keeper::{Desk, Keeper};
pub use plan::{Plan, plan};
pub use rule::{Due, Rule, RuleError, all};
pub use state::{ScheduleState, Waiting};
pub use view::{KeeperError, ScheduleView};
