//! The list of workers, pure: time comes as a value.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use sparky_common::{messages::WorkerInfo, model::Phase};

/// What is known about one worker.
#[derive(Debug)]
struct Entry {
    worker: WorkerInfo,
    /// Its last sign of life; nothing after it was lost or left.
    heard: Option<Instant>,
    /// Whether it took its leave.
    left: bool,
    /// How many tasks it was given and has not ended.
    tasks: u32,
    /// How often it was lost with a task.
    lost: u32,
    /// When it was last given a task.
    given: Option<Instant>,
}

impl Entry {
    fn is_live(&self, now: Instant, timeout: Duration) -> bool {
        self.heard
            .is_some_and(|heard| now.saturating_duration_since(heard) < timeout)
    }
}

/// A live worker and what it is at.
#[derive(Clone, Debug)]
pub struct WorkerState {
    /// The worker.
    pub worker: WorkerInfo,
    /// How many tasks it has.
    pub tasks: u32,
    /// How often it was lost with a task.
    pub lost: u32,
    /// How long ago it gave its last sign of life.
    pub silent: Duration,
}

/// Whom a task goes to.
#[derive(Debug)]
pub(super) enum Choice {
    /// This one; its place is taken now.
    Worker(WorkerInfo),
    /// There are some, and each has all it can do.
    AllBusy,
    /// There is none.
    Nobody,
}

/// Who may do a task.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    /// The phase.
    pub(super) phase: Phase,
    /// Whether it must be able to do parts.
    pub(super) parts: bool,
    /// Who comes first, if it is there.
    pub(super) worker: Option<&'a str>,
}

impl Wanted<'_> {
    fn fits(&self, worker: &WorkerInfo) -> bool {
        worker.phase == self.phase && (!self.parts || worker.can(WorkerInfo::PARTS))
    }
}

/// All workers by name.
#[derive(Debug, Default)]
pub(super) struct Roll {
    entries: BTreeMap<String, Entry>,
}

impl Roll {
    pub(super) fn register(&mut self, worker: WorkerInfo, now: Instant) {
        let name = worker.name.clone();
        let fresh = || Entry {
            worker: worker.clone(),
            heard: None,
            left: false,
            tasks: 0,
            lost: 0,
            given: None,
        };
        let entry = self.entries.entry(name).or_insert_with(fresh);
        entry.heard = Some(now);
        entry.left = false;
        entry.worker = worker;
    }

    pub(super) fn leave(&mut self, name: &str) {
        if let Some(entry) = self.entries.get_mut(name) {
            entry.heard = None;
            entry.left = true;
        }
        self.forget_if_done(name);
    }

    /// Whether a worker said that it leaves.
    pub(super) fn has_left(&self, name: &str) -> bool {
        self.entries.get(name).is_none_or(|entry| entry.left)
    }

    pub(super) fn lose(&mut self, name: &str) {
        if let Some(entry) = self.entries.get_mut(name) {
            entry.heard = None;
            entry.lost += 1;
        }
    }

    pub(super) fn release(&mut self, name: &str) {
        if let Some(entry) = self.entries.get_mut(name) {
            entry.tasks = entry.tasks.saturating_sub(1);
        }
    }

    pub(super) fn is_live(&self, name: &str, now: Instant, timeout: Duration) -> bool {
        self.entries
            .get(name)
            .is_some_and(|entry| entry.is_live(now, timeout))
    }

    pub(super) fn live(&self, now: Instant, timeout: Duration) -> Vec<WorkerInfo> {
        self.entries
            .values()
            .filter(|entry| entry.is_live(now, timeout))
            .map(|entry| entry.worker.clone())
            .collect()
    }

    /// The live ones and what they are at, by name.
    pub(super) fn survey(&self, now: Instant, timeout: Duration) -> Vec<WorkerState> {
        let live = self.entries.values().filter(|entry| entry.is_live(now, timeout));
        live.map(|entry| WorkerState {
            worker: entry.worker.clone(),
            tasks: entry.tasks,
            lost: entry.lost,
            silent: entry
                .heard
                .map_or(timeout, |heard| now.saturating_duration_since(heard)),
        })
        .collect()
    }

    /// Takes a place at the worker that is most likely to do well: never lost before lost, idle before busy, the one
    /// that waited longest.
    pub(super) fn choose(&mut self, wanted: Wanted<'_>, now: Instant, timeout: Duration) -> Choice {
        self.forget_the_silent(now, timeout);
        let mut live = self
            .entries
            .values_mut()
            .filter(|entry| wanted.fits(&entry.worker) && entry.is_live(now, timeout))
            .peekable();
        if live.peek().is_none() {
            return Choice::Nobody;
        }
        let chosen = live
            .filter(|entry| entry.tasks < entry.worker.capacity)
            .min_by_key(|entry| {
                let known = wanted.worker == Some(entry.worker.name.as_str());
                (!known, entry.lost, entry.tasks, entry.given)
            });
        match chosen {
            None => Choice::AllBusy,
            Some(entry) => {
                entry.tasks += 1;
                entry.given = Some(now);
                Choice::Worker(entry.worker.clone())
            }
        }
    }

    /// Names hold process ids: a worker that was silent for long does not come back under its name.
    fn forget_the_silent(&mut self, now: Instant, timeout: Duration) {
        let long = timeout.saturating_mul(100);
        self.entries.retain(|_, entry| {
            let last = entry.heard.max(entry.given);
            entry.tasks > 0 || last.is_some_and(|last| now.saturating_duration_since(last) <= long)
        });
    }

    fn forget_if_done(&mut self, name: &str) {
        if self.entries.get(name).is_some_and(|entry| entry.tasks == 0) {
            self.entries.remove(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(10);

    fn worker(name: &str, phase: Phase, capacity: u32) -> WorkerInfo {
        WorkerInfo {
            name: name.into(),
            phase,
            capacity,
            commands: String::new(),
            events: String::new(),
            version: String::new(),
            capabilities: Vec::new(),
        }
    }

    fn wanted(parts: bool, worker: Option<&str>) -> Wanted<'_> {
        Wanted {
            phase: Phase::Collect,
            parts,
            worker,
        }
    }

    fn choose(roll: &mut Roll, now: Instant) -> String {
        match roll.choose(wanted(false, None), now, TIMEOUT) {
            Choice::Worker(worker) => worker.name,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn tasks_go_to_live_workers_of_the_phase_with_a_free_place() {
        let (mut roll, now) = (Roll::default(), Instant::now());
        assert_eq!(choose(&mut roll, now), "Nobody");
        roll.register(worker("analyzer", Phase::Analyze, 9), now);
        assert_eq!(choose(&mut roll, now), "Nobody");
        roll.register(worker("a", Phase::Collect, 1), now);
        roll.register(worker("b", Phase::Collect, 2), now);
        assert_eq!(choose(&mut roll, now), "a");
        assert_eq!(choose(&mut roll, now), "b");
        assert_eq!(choose(&mut roll, now), "b");
        assert_eq!(choose(&mut roll, now), "AllBusy");
        roll.release("a");
        assert_eq!(choose(&mut roll, now), "a");
    }

    #[test]
    fn parts_go_to_who_can_do_them_and_a_task_to_who_has_it() {
        let (mut roll, now) = (Roll::default(), Instant::now());
        roll.register(worker("a", Phase::Collect, 1), now);
        let parts = wanted(true, None);
        assert!(matches!(roll.choose(parts, now, TIMEOUT), Choice::Nobody));
        let sharing = WorkerInfo {
            capabilities: vec![WorkerInfo::PARTS.into()],
            ..worker("b", Phase::Collect, 2)
        };
        roll.register(sharing, now);
        assert!(matches!(roll.choose(parts, now, TIMEOUT), Choice::Worker(worker) if worker.name == "b"));
        let known = wanted(false, Some("b"));
        assert!(matches!(roll.choose(known, now, TIMEOUT), Choice::Worker(worker) if worker.name == "b"));
        assert_eq!(choose(&mut roll, now), "a");
    }

    #[test]
    fn the_silent_are_dead_until_they_register_again() {
        let (mut roll, now) = (Roll::default(), Instant::now());
        roll.register(worker("a", Phase::Collect, 1), now);
        assert_eq!(roll.live(now + TIMEOUT / 2, TIMEOUT).len(), 1);
        assert!(roll.live(now + TIMEOUT, TIMEOUT).is_empty());
        assert_eq!(choose(&mut roll, now + TIMEOUT), "Nobody");
        roll.register(worker("a", Phase::Collect, 1), now + TIMEOUT);
        assert_eq!(choose(&mut roll, now + TIMEOUT), "a");
    }

    #[test]
    fn who_was_lost_comes_after_the_others() {
        let (mut roll, now) = (Roll::default(), Instant::now());
        for name in ["a", "b"] {
            roll.register(worker(name, Phase::Collect, 1), now);
        }
        assert_eq!(choose(&mut roll, now), "a");
        roll.lose("a");
        roll.release("a");
        assert!(!roll.is_live("a", now, TIMEOUT));
        roll.register(worker("a", Phase::Collect, 1), now);
        assert_eq!(choose(&mut roll, now), "b");
    }

    #[test]
    fn equal_workers_take_turns() {
        let (mut roll, now) = (Roll::default(), Instant::now());
        for name in ["a", "b"] {
            roll.register(worker(name, Phase::Collect, 1), now);
        }
        let mut turns = Vec::new();
        for second in 1..=4 {
            let name = choose(&mut roll, now + Duration::from_secs(second));
            roll.release(&name);
            turns.push(name);
        }
        assert_eq!(turns, ["a", "b", "a", "b"]);
    }

    #[test]
    fn who_takes_its_leave_gets_no_more_and_is_no_loss() {
        let (mut roll, now) = (Roll::default(), Instant::now());
        roll.register(worker("a", Phase::Collect, 1), now);
        assert_eq!(choose(&mut roll, now), "a");
        roll.register(worker("a", Phase::Collect, 0), now);
        assert_eq!(
            choose(&mut roll, now),
            "AllBusy",
            "it is waited for, or for another one"
        );
        assert!(!roll.has_left("a"));
        roll.leave("a");
        assert!(roll.has_left("a") && !roll.is_live("a", now, TIMEOUT));
        roll.release("a");
        assert_eq!(choose(&mut roll, now), "Nobody");
    }

    #[test]
    fn who_left_is_forgotten() {
        let (mut roll, now) = (Roll::default(), Instant::now());
        roll.register(worker("a", Phase::Collect, 1), now);
        roll.leave("a");
        assert!(roll.entries.is_empty());
        roll.register(worker("b", Phase::Collect, 1), now);
        choose(&mut roll, now + TIMEOUT * 200);
        assert!(roll.entries.is_empty());
    }
}
