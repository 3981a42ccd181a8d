//! Keeps to GitHub's limits: points of the hour, requests at once, and pauses it asks for.
//!
//! Invariant: nothing is sent between exhaustion and reset. What is under way has its points reserved, and near the
//! end of the points requests go one by one, so that exhaustion is known before the next one leaves.

mod fleet;
mod points;
mod purse;

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    process,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::{
    runtime::Handle,
    sync::{Mutex as AsyncMutex, Notify, OwnedSemaphorePermit, Semaphore},
};

use self::points::{Decision, Points};
pub use self::{
    fleet::FleetPurse,
    purse::{FORGOTTEN, Heard, Purse, PurseError, Purses, Share, Standing, Word},
};
use super::{
    clock::{Clock, http_date},
    metrics::{HostMetrics, Wait},
    transport::Response,
};

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

/// Hands out permission to send. Meters of one purse share the points of those who ask.
pub struct Meter {
    clock: Arc<dyn Clock>,
    purses: Purses,
    share: Share,
    metrics: HostMetrics,
    longest: Duration,
    places: Arc<Semaphore>,
    state: Mutex<State>,
    /// Held while a word is told, so that words leave in the order of what they tell.
    telling: AsyncMutex<()>,
    changed: Notify,
    waiting: Waiting,
}

#[derive(Default)]
struct State {
    graphql: Points,
    rest: Points,
    pauses: u32,
}

/// Permission to send one request; its points are free again when it ends.
pub struct Permit {
    meter: Arc<Meter>,
    resource: Resource,
    cost: u64,
    ended: bool,
    _place: OwnedSemaphorePermit,
}

impl Meter {
    /// A meter for requests of `who`.
    pub fn new(
        clock: Arc<dyn Clock>,
        purses: Purses,
        who: &str,
        patience: Patience,
        waiting: Waiting,
        metrics: HostMetrics,
    ) -> Self {
        static METERS: AtomicU64 = AtomicU64::new(0);
        let began = clock.now().as_microsecond();
        // Processes on different nodes may have the same number.
        let meter = format!(
            "{}-{}-{began}-{:x}",
            process::id(),
            METERS.fetch_add(1, Ordering::Relaxed),
            RandomState::new().build_hasher().finish()
        );
        Self {
            clock,
            purses,
            metrics,
            share: Share {
                who: who.to_owned(),
                meter,
            },
            longest: patience.longest,
            places: Arc::new(Semaphore::new(patience.parallel.max(1))),
            state: Mutex::default(),
            telling: AsyncMutex::default(),
            changed: Notify::new(),
            waiting,
        }
    }

    /// Waits until a request of a cost may be sent.
    pub async fn permit(self: &Arc<Self>, resource: Resource, cost: u64) -> Result<Permit, TooLong> {
        let place = Arc::clone(&self.places)
            .acquire_owned()
            .await
            .expect("the semaphore is never closed");
        loop {
            let changed = self.changed.notified();
            match self.decide(resource, cost).await {
                Decision::Send => {
                    return Ok(Permit {
                        meter: Arc::clone(self),
                        resource,
                        cost,
                        ended: false,
                        _place: place,
                    });
                }
                Decision::UntilOursReturn => changed.await,
                Decision::UntilOthersReturn => {
                    self.metrics.waited(Wait::Others, LOOK);
                    self.clock.sleep(LOOK).await;
                }
                Decision::Until(time, why) => self.wait(time, why).await?,
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
            points.standing.hear(u64::try_from(left).ok(), Some(reset));
        });
    }

    /// Takes note that the points are used up. Without a known reset an hour is waited.
    pub fn exhausted(&self, resource: Resource) {
        let hour = self.clock.now() + SignedDuration::from_hours(1);
        self.change(resource, |points| {
            let reset = points.standing.reset.unwrap_or(hour);
            points.standing.hear(Some(0), Some(reset));
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
            self.change(resource, |points| points.standing.hear_pause(Some(now + pause)));
        }
    }

    /// Takes note that GitHub answers normally.
    pub fn flowing(&self) {
        self.lock().pauses = 0;
    }

    /// Tells the others what the request will cost before it is decided: of two that want the last points at the
    /// same time, one hears of the other.
    async fn decide(&self, resource: Resource, cost: u64) -> Decision {
        let _order = self.telling.lock().await;
        let elsewhere = self.exchange(resource, cost).await;
        let decision = self
            .lock()
            .points(resource)
            .decide(cost, elsewhere, self.clock.now());
        if decision != Decision::Send {
            self.exchange(resource, 0).await;
        }
        decision
    }

    /// Tells the others what is known and under way, and `more` points beside it; learns what they know. Gives what
    /// they have under way.
    async fn exchange(&self, resource: Resource, more: u64) -> u64 {
        let word = {
            let mut state = self.lock();
            let points = state.points(resource);
            Word {
                standing: points.standing,
                under_way: points.reserved + more,
            }
        };
        let now = self.clock.now();
        let heard = self
            .purses
            .exchange(&self.share, resource.name(), word, now)
            .await;
        self.change(resource, |points| points.standing.hear_all(&heard.standing));
        heard.elsewhere
    }

    async fn tell(&self, resource: Resource) {
        let _order = self.telling.lock().await;
        self.exchange(resource, 0).await;
    }

    fn change(&self, resource: Resource, change: impl FnOnce(&mut Points)) {
        let mut state = self.lock();
        change(state.points(resource));
        if resource == Resource::GraphQl {
            self.metrics.remaining(state.graphql.standing.left);
        }
    }

    fn release(&self, resource: Resource, cost: u64) {
        self.lock().points(resource).release(cost);
        self.changed.notify_waiters();
    }

    async fn wait(&self, until: Timestamp, why: Wait) -> Result<(), TooLong> {
        let time = Duration::try_from(until.duration_since(self.clock.now())).unwrap_or_default();
        if time > self.longest {
            return Err(TooLong(until));
        }
        (self.waiting)(&format!("waits until {until} for {}", why.told()));
        self.metrics.waited(why, time);
        self.clock.sleep(time).await;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn points(&mut self, resource: Resource) -> &mut Points {
        match resource {
            Resource::GraphQl => &mut self.graphql,
            Resource::Rest => &mut self.rest,
        }
    }
}

impl Permit {
    /// Ends: the request has its answer, and the meter knows what it says.
    pub async fn end(mut self) {
        self.ended = true;
        self.meter.release(self.resource, self.cost);
        self.meter.tell(self.resource).await;
    }
}

impl Drop for Permit {
    /// The request was given up.
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        self.meter.release(self.resource, self.cost);
        if let Ok(runtime) = Handle::try_current() {
            let (meter, resource) = (Arc::clone(&self.meter), self.resource);
            runtime.spawn(async move { meter.tell(resource).await });
        }
    }
}
