//! Keeps to GitHub's limits: points of the hour, requests at once, and pauses it asks for.
//!
//! Invariant: nothing is sent between exhaustion and reset. What is under way has its points reserved, and near the
//! end of the points requests go one by one, so that exhaustion is known before the next one leaves.

mod points;

use std::{
    process,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use self::points::{Decision, Points};
use super::{
    clock::{Clock, http_date},
    store::{Share, Store, StoreError},
    transport::Response,
};
use crate::error::chain;

/// How long to pause after the secondary limit where GitHub does not say; it doubles each time.
const PAUSE: Duration = Duration::from_secs(60);

/// The first instant of the next hour of points is not trusted to the second.
const AFTER_RESET: SignedDuration = SignedDuration::from_secs(1);

/// How often to look what requests of other processes have come to.
const LOOK: Duration = Duration::from_secs(1);

/// Which points a request is paid with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// GraphQL points.
    GraphQl,
    /// REST requests.
    Rest,
}

impl Resource {
    fn name(self) -> &'static str {
        match self {
            Self::GraphQl => "graphql",
            Self::Rest => "rest",
        }
    }
}

/// Says that something is waited for.
pub type Waiting = Box<dyn Fn(&str) + Send + Sync>;

/// The wait would be longer than allowed; asking is possible again at the time given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong(pub Timestamp);

/// How much at once, and how long to wait.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Requests at once.
    pub parallel: usize,
    /// The longest wait for a limit to end.
    pub longest: Duration,
}

/// Hands out permission to send. Meters over one database share the points of those who ask.
pub struct Meter {
    clock: Arc<dyn Clock>,
    store: Arc<Store>,
    share: Share,
    longest: Duration,
    places: Arc<Semaphore>,
    state: Mutex<State>,
    changed: Notify,
    waiting: Waiting,
}

#[derive(Default)]
struct State {
    graphql: Points,
    rest: Points,
    pauses: u32,
}

/// Permission to send one request; its points are free again when it is dropped.
pub struct Permit<'a> {
    meter: &'a Meter,
    resource: Resource,
    cost: u64,
    _place: OwnedSemaphorePermit,
}

impl Meter {
    /// A meter for requests of `who`.
    pub fn new(
        clock: Arc<dyn Clock>,
        store: Arc<Store>,
        who: &str,
        patience: Patience,
        waiting: Waiting,
    ) -> Self {
        static METERS: AtomicU64 = AtomicU64::new(0);
        let meter = format!("{}-{}", process::id(), METERS.fetch_add(1, Ordering::Relaxed));
        Self {
            clock,
            store,
            share: Share {
                who: who.to_owned(),
                meter,
            },
            longest: patience.longest,
            places: Arc::new(Semaphore::new(patience.parallel.max(1))),
            state: Mutex::default(),
            changed: Notify::new(),
            waiting,
        }
    }

    /// Waits until a request of a cost may be sent.
    pub async fn permit(&self, resource: Resource, cost: u64) -> Result<Permit<'_>, TooLong> {
        let place = Arc::clone(&self.places)
            .acquire_owned()
            .await
            .expect("the semaphore is never closed");
        loop {
            let changed = self.changed.notified();
            match self.decide(resource, cost) {
                Decision::Send => {
                    return Ok(Permit {
                        meter: self,
                        resource,
                        cost,
                        _place: place,
                    });
                }
                Decision::UntilOursReturn => changed.await,
                Decision::UntilOthersReturn => self.clock.sleep(LOOK).await,
                Decision::Until(time, what) => self.wait(time, what).await?,
            }
        }
    }

    /// Learns from an answer's headers.
    pub fn observe(&self, resource: Resource, response: &Response) {
        let number = |name: &str| response.header(name)?.parse::<i64>().ok();
        let (Some(left), Some(reset)) = (number("x-ratelimit-remaining"), number("x-ratelimit-reset")) else {
            return;
        };
        let now = self.clock.now();
        // The reset stands on GitHub's clock, which may not be ours.
        let theirs = response.header("date").and_then(http_date).unwrap_or(now);
        let Ok(reset) = Timestamp::from_second(reset) else {
            return;
        };
        let reset = now + reset.duration_since(theirs) + AFTER_RESET;
        self.change(resource, |points| {
            points.hear(u64::try_from(left).ok(), Some(reset));
        });
    }

    /// Takes note that the points are used up. Without a known reset an hour is waited.
    pub fn exhausted(&self, resource: Resource) {
        let hour = self.clock.now() + SignedDuration::from_hours(1);
        self.change(resource, |points| {
            let reset = points.standing.reset.unwrap_or(hour);
            points.hear(Some(0), Some(reset));
        });
    }

    /// Pauses everything, as the secondary limit wants it.
    pub fn pause(&self, seconds: Option<u64>) {
        let now = self.clock.now();
        let pause = {
            let mut state = self.lock();
            let pause = seconds.map_or_else(|| PAUSE * 2_u32.pow(state.pauses.min(4)), Duration::from_secs);
            // Requests that were under way together earn one pause, not several.
            if state
                .graphql
                .standing
                .paused_until
                .is_none_or(|until| until <= now)
            {
                state.pauses += 1;
            }
            SignedDuration::try_from(pause).unwrap_or(SignedDuration::from_hours(1))
        };
        for resource in [Resource::GraphQl, Resource::Rest] {
            self.change(resource, |points| points.hear_pause(Some(now + pause)));
        }
    }

    /// Takes note that GitHub answers normally.
    pub fn flowing(&self) {
        self.lock().pauses = 0;
    }

    fn decide(&self, resource: Resource, cost: u64) -> Decision {
        let now = self.clock.now();
        let told = self.store.standing(&self.share, resource.name(), now);
        let mut state = self.lock();
        let points = state.points(resource);
        let elsewhere = match told {
            Ok((standing, elsewhere)) => {
                points.hear(standing.left, standing.reset);
                points.hear_pause(standing.paused_until);
                elsewhere
            }
            Err(error) => alone(&error),
        };
        let decision = points.decide(cost, elsewhere, now);
        if decision == Decision::Send {
            self.tell_under_way(resource, points.reserved, now);
        }
        decision
    }

    /// Changes what is known and tells the others.
    fn change(&self, resource: Resource, change: impl FnOnce(&mut Points)) {
        let mut state = self.lock();
        let points = state.points(resource);
        change(points);
        if let Err(error) = self
            .store
            .tell_standing(&self.share, resource.name(), &points.standing)
        {
            alone(&error);
        }
    }

    fn tell_under_way(&self, resource: Resource, points: u64, now: Timestamp) {
        if let Err(error) = self
            .store
            .tell_under_way(&self.share, resource.name(), points, now)
        {
            alone(&error);
        }
    }

    async fn wait(&self, until: Timestamp, what: &str) -> Result<(), TooLong> {
        let time = Duration::try_from(until.duration_since(self.clock.now())).unwrap_or_default();
        if time > self.longest {
            return Err(TooLong(until));
        }
        (self.waiting)(&format!("waits until {until} for {what}"));
        self.clock.sleep(time).await;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Without the database a meter goes on with what it knows itself: others cost it nothing then.
fn alone(error: &StoreError) -> u64 {
    tracing::warn!(
        error = chain(error),
        "cannot share the rate limit with other collectors"
    );
    0
}

impl State {
    fn points(&mut self, resource: Resource) -> &mut Points {
        match resource {
            Resource::GraphQl => &mut self.graphql,
            Resource::Rest => &mut self.rest,
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut state = self.meter.lock();
        let points = state.points(self.resource);
        points.release(self.cost);
        self.meter
            .tell_under_way(self.resource, points.reserved, self.meter.clock.now());
        drop(state);
        self.meter.changed.notify_waiters();
    }
}
