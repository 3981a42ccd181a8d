//! What was asked and answered, so that a command which comes twice is done once. Takes time as a value.

use std::collections::{HashMap, VecDeque};

use bytes::Bytes;
use uuid::Uuid;

use super::super::transport::Frames;

/// The most bytes of answers that are kept.
const MAX_BYTES: usize = 64 << 20;

/// What to do with a command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// Do it.
    New,
    /// It is being done; its answer will go to where the command came from last.
    Running,
    /// It was done; this is the answer.
    Answered(Bytes),
    /// So old that its answer may have been forgotten: it might be a replay.
    Forgotten,
}

#[derive(Debug)]
struct Entry {
    sealed: i64,
    arrived: i64,
    state: State,
}

#[derive(Debug)]
enum State {
    Running(Frames),
    Answered(Bytes),
}

/// Answers by message id, oldest first out.
///
/// Invariant: a command that was done is either remembered here, or sealed no later than `floor`, or too old for the
/// clock window. So no command is ever done twice by one server.
#[derive(Debug)]
pub(super) struct Answers {
    entries: HashMap<Uuid, Entry>,
    order: VecDeque<Uuid>,
    bytes: usize,
    floor: i64,
    capacity: usize,
    keep_micros: i64,
}

impl Answers {
    /// Keeps up to `capacity` answers for as long as the clock window lets the same command in again.
    pub(super) fn new(capacity: usize, clock_window_micros: i64) -> Self {
        Self {
            entries: HashMap::new(),
            order: VecDeque::new(),
            bytes: 0,
            floor: i64::MIN,
            capacity,
            // A clock that runs ahead by a whole window makes a command acceptable for two.
            keep_micros: clock_window_micros.saturating_mul(2),
        }
    }

    /// Notes a command that came in by `route`.
    pub(super) fn admit(&mut self, id: Uuid, sealed: i64, route: Frames, now: i64) -> Seen {
        self.forget(now);
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.sealed = entry.sealed.max(sealed);
            return match &mut entry.state {
                State::Running(waiting) => {
                    *waiting = route;
                    Seen::Running
                }
                State::Answered(body) => Seen::Answered(body.clone()),
            };
        }
        if sealed <= self.floor {
            return Seen::Forgotten;
        }
        self.entries.insert(
            id,
            Entry {
                sealed,
                arrived: now,
                state: State::Running(route),
            },
        );
        Seen::New
    }

    /// Keeps an answer and says where it goes.
    pub(super) fn answer(&mut self, id: Uuid, body: Bytes) -> Option<Frames> {
        let entry = self.entries.get_mut(&id)?;
        self.bytes += body.len();
        self.order.push_back(id);
        match std::mem::replace(&mut entry.state, State::Answered(body)) {
            State::Running(route) => Some(route),
            State::Answered(_) => None,
        }
    }

    /// Drops what is no longer needed, and the oldest of what is too much.
    fn forget(&mut self, now: i64) {
        while let Some(id) = self.order.front() {
            let Some(entry) = self.entries.get(id) else { break };
            let is_over = now.saturating_sub(entry.arrived) > self.keep_micros;
            if !is_over && self.order.len() < self.capacity && self.bytes <= MAX_BYTES {
                break;
            }
            if !is_over {
                self.floor = self.floor.max(entry.sealed);
            }
            if let State::Answered(body) = &entry.state {
                self.bytes -= body.len();
            }
            self.entries.remove(id);
            self.order.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: i64 = 30;

    fn route(peer: &'static str) -> Frames {
        vec![Bytes::from_static(peer.as_bytes())]
    }

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    #[test]
    fn a_command_is_done_once_and_answered_to_whoever_asked_last() {
        let mut answers = Answers::new(10, WINDOW);
        assert_eq!(answers.admit(id(1), 100, route("a"), 100), Seen::New);
        assert_eq!(answers.admit(id(1), 101, route("b"), 101), Seen::Running);
        assert_eq!(answers.answer(id(1), "yes".into()), Some(route("b")));
        assert_eq!(
            answers.admit(id(1), 102, route("c"), 102),
            Seen::Answered("yes".into())
        );
        assert_eq!(answers.answer(id(2), "nobody asked".into()), None);
    }

    #[test]
    fn answers_are_forgotten_when_the_clock_window_shuts_the_command_out() {
        let mut answers = Answers::new(10, WINDOW);
        answers.admit(id(1), 100, route("a"), 100);
        answers.answer(id(1), "yes".into());
        assert_eq!(
            answers.admit(id(1), 100, route("a"), 100 + 2 * WINDOW),
            Seen::Answered("yes".into())
        );
        answers.admit(id(2), 161, route("a"), 161);
        assert_eq!(answers.entries.len(), 1);
        assert_eq!(answers.bytes, 0);
    }

    #[test]
    fn what_was_forgotten_early_is_not_done_again() {
        let mut answers = Answers::new(2, WINDOW);
        for n in 1..=3 {
            assert_eq!(answers.admit(id(n), 100 + n as i64, route("a"), 100), Seen::New);
            answers.answer(id(n), "yes".into());
        }
        assert_eq!(answers.admit(id(4), 104, route("a"), 100), Seen::New);
        assert_eq!(answers.admit(id(1), 101, route("a"), 100), Seen::Forgotten);
        assert_eq!(
            answers.admit(id(3), 103, route("a"), 100),
            Seen::Answered("yes".into())
        );
    }

    #[test]
    fn large_answers_do_not_pile_up() {
        let mut answers = Answers::new(1000, WINDOW);
        let large = Bytes::from(vec![0; 1 << 20]);
        for n in 1..=200 {
            answers.admit(id(n), 100 + n as i64, route("a"), 100);
            answers.answer(id(n), large.clone());
        }
        assert!(answers.bytes <= MAX_BYTES + large.len());
    }
}
