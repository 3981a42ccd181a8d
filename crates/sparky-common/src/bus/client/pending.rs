//! Calls that wait for their answers. Takes time as a value and touches no socket.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use bytes::Bytes;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::super::{BusError, Endpoint, TransportError};
use crate::messages::Reply;

/// How often the patience of a call doubles at most.
const MOST_DOUBLINGS: u32 = 6;

/// What a caller hands over.
#[derive(Debug)]
pub(super) struct Call {
    /// The command, encoded.
    pub(super) body: Bytes,
    /// When it was asked.
    pub(super) asked: Instant,
    /// Where the answer goes.
    pub(super) answer: oneshot::Sender<Result<Reply, BusError>>,
}

/// A call on its way.
#[derive(Debug)]
struct InFlight {
    call: Call,
    attempts: u32,
    sent: Instant,
}

/// All calls on their way, by message id.
#[derive(Debug, Default)]
pub(super) struct Pending {
    calls: HashMap<Uuid, InFlight>,
}

impl Pending {
    pub(super) fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Takes a call and gives it the id it keeps over all attempts.
    pub(super) fn admit(&mut self, call: Call) -> Uuid {
        let id = Uuid::now_v7();
        let sent = call.asked;
        self.calls.insert(
            id,
            InFlight {
                call,
                attempts: 0,
                sent,
            },
        );
        id
    }

    /// The body of a call that is about to be sent.
    pub(super) fn sending(&mut self, id: Uuid, now: Instant) -> Option<Bytes> {
        let in_flight = self.calls.get_mut(&id)?;
        in_flight.attempts += 1;
        in_flight.sent = now;
        Some(in_flight.call.body.clone())
    }

    /// The ids of all calls, oldest first.
    pub(super) fn ids(&self) -> Vec<Uuid> {
        let mut ids: Vec<_> = self.calls.keys().copied().collect();
        ids.sort_unstable();
        ids
    }

    /// Ends a call; whether it was still waited for.
    pub(super) fn settle(&mut self, id: Uuid, answer: Result<Reply, BusError>) -> bool {
        // A caller that went away has dropped its end, and then nobody minds.
        self.calls
            .remove(&id)
            .is_some_and(|in_flight| in_flight.call.answer.send(answer).is_ok())
    }

    /// How long until the first deadline.
    pub(super) fn remaining(&self, now: Instant, deadline: Duration) -> Option<Duration> {
        let first = self.calls.values().map(|in_flight| in_flight.call.asked).min()?;
        Some((first + deadline).saturating_duration_since(now))
    }

    /// Whether a call has waited for a whole attempt. Each further attempt of a call may take twice as long, so that
    /// clients of a busy service do not make it busier.
    pub(super) fn is_overdue(&self, now: Instant, attempt: Duration) -> bool {
        self.calls.values().any(|in_flight| {
            let doublings = in_flight.attempts.saturating_sub(1).min(MOST_DOUBLINGS);
            now.duration_since(in_flight.sent) >= attempt * (1 << doublings)
        })
    }

    /// Ends the calls whose deadline is over or whose caller went away. `trouble` goes to one of them as the cause.
    pub(super) fn expire(
        &mut self,
        now: Instant,
        deadline: Duration,
        endpoint: &Endpoint,
        trouble: &mut Option<TransportError>,
    ) {
        let is_over = |in_flight: &InFlight| {
            now.duration_since(in_flight.call.asked) >= deadline || in_flight.call.answer.is_closed()
        };
        let over: Vec<_> = self
            .calls
            .iter()
            .filter(|(_, call)| is_over(call))
            .map(|(id, _)| *id)
            .collect();
        for id in over {
            let Some(in_flight) = self.calls.get(&id) else {
                continue;
            };
            let error = BusError::NoAnswer {
                endpoint: endpoint.clone(),
                waited: now.duration_since(in_flight.call.asked),
                attempts: in_flight.attempts,
                source: trouble.take(),
            };
            self.settle(id, Err(error));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn call(asked: Instant) -> (Call, oneshot::Receiver<Result<Reply, BusError>>) {
        let (answer, answered) = oneshot::channel();
        (
            Call {
                body: Bytes::new(),
                asked,
                answer,
            },
            answered,
        )
    }

    #[test]
    fn a_call_ends_once() {
        let (call, mut answered) = call(Instant::now());
        let mut pending = Pending::default();
        let id = pending.admit(call);
        assert!(pending.settle(id, Ok(Reply::Pong)));
        assert!(!pending.settle(id, Ok(Reply::Accepted)), "a late answer");
        assert!(matches!(answered.try_recv(), Ok(Ok(Reply::Pong))));
    }

    #[test]
    fn attempts_and_deadlines_are_told_apart() {
        let start = Instant::now();
        let (call, mut answered) = call(start);
        let endpoint = "tcp://127.0.0.1:1".parse().unwrap();
        let mut pending = Pending::default();
        let id = pending.admit(call);
        assert!(pending.sending(id, start).is_some());
        assert!(!pending.is_overdue(start, SECOND));
        assert!(pending.is_overdue(start + SECOND, SECOND));
        pending.sending(id, start + SECOND);
        assert!(
            !pending.is_overdue(start + 2 * SECOND, SECOND),
            "the second attempt takes longer"
        );
        assert!(pending.is_overdue(start + 3 * SECOND, SECOND));

        pending.expire(start + SECOND, 3 * SECOND, &endpoint, &mut None);
        assert!(!pending.is_empty());
        pending.expire(start + 3 * SECOND, 3 * SECOND, &endpoint, &mut None);
        assert!(pending.is_empty());
        let error = answered.try_recv().unwrap().unwrap_err();
        assert_eq!(
            error.to_string(),
            "nobody answers at tcp://127.0.0.1:1 (asked 2 times in 3.0s)"
        );
    }

    #[test]
    fn a_caller_that_went_away_is_forgotten() {
        let start = Instant::now();
        let (call, answered) = call(start);
        let mut pending = Pending::default();
        pending.admit(call);
        drop(answered);
        pending.expire(start, SECOND, &"tcp://127.0.0.1:1".parse().unwrap(), &mut None);
        assert!(pending.is_empty());
    }
}
