//! What the server holds, behind one lock.

use std::time::Duration;

use jiff::Timestamp;

use super::{
    clock::VirtualClock,
    fault::{Change, Fault, Faults},
    limits::{Account, Limits},
    log::{Request, RequestLog},
    world::World,
};

/// Everything the server knows.
#[derive(Debug)]
pub(super) struct State {
    pub(super) world: World,
    pub(super) clock: VirtualClock,
    pub(super) limits: Limits,
    pub(super) account: Account,
    pub(super) faults: Faults,
    pub(super) changes: Vec<Change>,
    pub(super) log: RequestLog,
    pub(super) in_flight: usize,
    pub(super) latency: Duration,
    /// How far the server's clock is ahead of everybody else's, in seconds.
    pub(super) skew: i64,
}

impl State {
    pub(super) fn new(clock: VirtualClock) -> Self {
        let limits = Limits::default();
        let account = Account::new(limits.points, clock.now());
        Self {
            world: World::default(),
            clock,
            limits,
            account,
            faults: Faults::default(),
            changes: Vec::new(),
            log: RequestLog::default(),
            in_flight: 0,
            latency: Duration::ZERO,
            skew: 0,
        }
    }

    /// The time as the server sees it.
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now() + jiff::SignedDuration::from_secs(self.skew)
    }

    /// Notes a request's arrival: its place in the log, and the fault that strikes it.
    pub(super) fn arrive(&mut self, mut request: Request) -> (usize, Option<Fault>) {
        let now = self.now();
        self.account.roll(now);
        self.in_flight += 1;
        request.at = now;
        request.in_flight = self.in_flight;
        request.while_exhausted = self.account.remaining() == 0;
        let fault = self.faults.strike(&request);
        self.changes
            .iter_mut()
            .for_each(|change| change.happen(&request, &mut self.world));
        self.log.0.push(request);
        (self.log.0.len() - 1, fault)
    }
}
