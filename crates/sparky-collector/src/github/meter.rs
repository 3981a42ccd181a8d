//! Keeps to GitHub's limits: points of the hour, requests at once, and pauses it asks for.
//!
//! Invariant: nothing is sent between exhaustion and reset. What is under way has its points reserved, and near the
//! end of the points requests go one by one, so that exhaustion is known before the next one leaves.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

use super::{
    clock::{Clock, http_date},
    transport::Response,
};

/// How long to pause after the secondary limit where GitHub does not say; it doubles each time.
const PAUSE: Duration = Duration::from_secs(60);

/// The first instant of the next hour of points is not trusted to the second.
const AFTER_RESET: SignedDuration = SignedDuration::from_secs(1);

/// Which points a request is paid with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// GraphQL points.
    GraphQl,
    /// REST requests.
    Rest,
}

/// Says that something is waited for.
pub type Waiting = Box<dyn Fn(&str) + Send + Sync>;

/// The wait would be longer than allowed; asking is possible again at the time given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong(pub Timestamp);

/// Hands out permission to send.
pub struct Meter {
    clock: Arc<dyn Clock>,
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
    paused_until: Option<Timestamp>,
    pauses: u32,
}

/// The points of one resource as far as they are known.
#[derive(Clone, Copy, Debug, Default)]
struct Points {
    /// Left by the newest word of GitHub; nothing before the first answer and after a reset.
    left: Option<u64>,
    /// When there are new ones, by the local clock.
    reset: Option<Timestamp>,
    /// Points that requests under way will cost.
    reserved: u64,
    /// Requests under way.
    under_way: u64,
}

/// What to do about a request that wants to leave.
enum Decision {
    Send,
    UntilOthersReturn,
    Until(Timestamp, &'static str),
}

/// Permission to send one request; its points are free again when it is dropped.
pub struct Permit<'a> {
    meter: &'a Meter,
    resource: Resource,
    cost: u64,
    _place: OwnedSemaphorePermit,
}

impl Meter {
    /// A meter for so many requests at once that waits no longer than `longest` for a limit to end.
    pub fn new(clock: Arc<dyn Clock>, parallel: usize, longest: Duration, waiting: Waiting) -> Self {
        Self {
            clock,
            longest,
            places: Arc::new(Semaphore::new(parallel.max(1))),
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
                Decision::UntilOthersReturn => changed.await,
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
        let left = u64::try_from(left).unwrap_or(0);
        let mut state = self.lock();
        let points = state.points(resource);
        // Answers overtake each other: within an hour the smallest number is the newest.
        let same_hour = points
            .reset
            .is_some_and(|known| known.duration_since(reset).abs() < SignedDuration::from_secs(60));
        points.left = Some(if same_hour {
            points.left.map_or(left, |known| known.min(left))
        } else {
            left
        });
        points.reset = Some(if same_hour {
            points.reset.unwrap_or(reset)
        } else {
            reset
        });
    }

    /// Takes note that the points are used up. Without a known reset an hour is waited.
    pub fn exhausted(&self, resource: Resource) {
        let hour = self.clock.now() + SignedDuration::from_hours(1);
        let mut state = self.lock();
        let points = state.points(resource);
        points.left = Some(0);
        points.reset = points.reset.or(Some(hour));
    }

    /// Pauses everything, as the secondary limit wants it.
    pub fn pause(&self, seconds: Option<u64>) {
        let now = self.clock.now();
        let mut state = self.lock();
        let pause = seconds.map_or_else(|| PAUSE * 2_u32.pow(state.pauses.min(4)), Duration::from_secs);
        // Requests that were under way together earn one pause, not several.
        if state.paused_until.is_none_or(|until| until <= now) {
            state.pauses += 1;
        }
        let until = now + SignedDuration::try_from(pause).unwrap_or(SignedDuration::from_hours(1));
        state.paused_until = state.paused_until.max(Some(until));
    }

    /// Takes note that GitHub answers normally.
    pub fn flowing(&self) {
        self.lock().pauses = 0;
    }

    fn decide(&self, resource: Resource, cost: u64) -> Decision {
        let now = self.clock.now();
        let mut state = self.lock();
        if let Some(until) = state.paused_until.filter(|until| *until > now) {
            return Decision::Until(until, "GitHub's secondary rate limit");
        }
        let points = state.points(resource);
        if points.reset.is_some_and(|reset| reset <= now) {
            (points.left, points.reset) = (None, None);
        }
        let enough = match points.left {
            // Nothing is known: one request goes ahead and brings the news.
            None => points.under_way == 0,
            Some(left) => left >= points.reserved + cost,
        };
        match (enough, points.under_way, points.reset) {
            (true, ..) => {
                points.reserved += cost;
                points.under_way += 1;
                Decision::Send
            }
            (false, 0, Some(reset)) => Decision::Until(reset, "GitHub's rate limit"),
            _ => Decision::UntilOthersReturn,
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
        points.reserved -= self.cost;
        points.under_way -= 1;
        drop(state);
        self.meter.changed.notify_waiters();
    }
}
