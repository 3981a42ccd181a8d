//! The state machine of a run: a pure function over ledger events. It reads no clock, no disk and no network.

mod action;
mod event;
mod run;
mod slow;
mod stage;
mod tasks;
mod transition;

#[cfg(test)]
mod tests;

pub use action::{
    Action, Need, Todo, after_failure, after_farewell, after_lost_worker, after_outcome, after_recall,
    next_action,
};
pub use event::{EVENT_VERSION, Recorded, RunEvent};
pub use run::{IllegalEvent, RunState};
pub use stage::Stage;
pub use tasks::{PhaseTasks, Plan, Standing, Task};
