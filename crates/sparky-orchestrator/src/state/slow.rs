//! Which worker is so slow that another one should have its task.

use jiff::Timestamp;
use sparky_common::model::Phase;

use super::{PhaseTasks, RunEvent, Standing, run::milliseconds};
use crate::config::Policy;

/// What a look at the running parts tells.
pub(super) enum Look {
    /// All is well.
    Fine,
    /// Nothing yet: look again then.
    Again(Timestamp),
    /// This is to be recorded.
    Slow(RunEvent),
}

/// The part that holds up the others, once nothing else waits for a worker: it has taken several times as long as half of the
/// others did, and not been taken away for that before. Else when to look again.
pub(super) fn slow(tasks: &PhaseTasks, phase: Phase, policy: &Policy, now: Timestamp) -> Look {
    let mut done: Vec<u64> = tasks
        .parts()
        .filter_map(|(_, task)| match task.standing {
            Standing::Done { took, .. } => Some(took),
            _ => None,
        })
        .collect();
    // A few are no measure of the rest.
    if done.is_empty() || done.len() * 2 < tasks.parts().count() {
        return Look::Fine;
    }
    done.sort_unstable();
    let usual = done[done.len() / 2];
    let patience = usual
        .saturating_mul(u64::from(policy.slow_factor))
        .max(u64::try_from(policy.slow_least.as_millis()).unwrap_or(u64::MAX));
    let mut look_again = None::<Timestamp>;
    for (part, task) in tasks.parts().filter(|(_, task)| !task.was_slow) {
        let Standing::Running { since, worker, .. } = &task.standing else {
            continue;
        };
        let taken = milliseconds(*since, now);
        if taken >= patience {
            return Look::Slow(RunEvent::TaskReassigned {
                phase,
                part: part.clone(),
                worker: worker.clone().unwrap_or_else(|| "its worker".into()),
                reason: format!("slow: {taken} ms, where others took {usual} ms"),
                slow: true,
                recalled: false,
            });
        }
        let left = std::time::Duration::from_millis(patience - taken);
        let instant = now.saturating_add(left).unwrap_or(Timestamp::MAX);
        look_again = Some(look_again.map_or(instant, |known| known.min(instant)));
    }
    look_again.map_or(Look::Fine, Look::Again)
}
