//! Virtual time: everything that can happen now happens, in an order that is always the same, then time moves on to the next
//! wait's end.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    rc::Rc,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::{Duration, Instant},
};

use futures::{StreamExt, stream::FuturesUnordered};
use jiff::{SignedDuration, Timestamp};
use sparky_orchestrator::clock::{Clock, Sleep};

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A clock that moves when nothing else does.
#[derive(Clone, Debug)]
pub(super) struct Virtual {
    start: Instant,
    line: Arc<Mutex<Line>>,
}

#[derive(Default)]
struct Line {
    now: Duration,
    number: u64,
    waits: BTreeMap<(Duration, u64), Option<Waker>>,
    begun: Vec<Job>,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.now)
    }
}

impl Virtual {
    pub(super) fn new() -> Self {
        Self {
            start: Instant::now(),
            line: Arc::default(),
        }
    }

    /// Does something beside everything else.
    pub(super) fn spawn(&self, job: impl Future<Output = ()> + Send + 'static) {
        self.line.lock().unwrap().begun.push(Box::pin(job));
    }

    pub(super) fn passed(&self) -> Duration {
        self.line.lock().unwrap().now
    }

    /// Runs something to its end, and everything that it spawns beside it. Nothing where time reaches the limit, or where
    /// everything waits for something that never comes.
    pub(super) fn run<T: 'static>(
        &self,
        main: impl Future<Output = T> + 'static,
        limit: Duration,
    ) -> Option<T> {
        let result = Rc::new(RefCell::new(None));
        let place = Rc::clone(&result);
        let mut jobs = FuturesUnordered::<Pin<Box<dyn Future<Output = ()>>>>::new();
        jobs.push(Box::pin(async move {
            let ended = main.await;
            *place.borrow_mut() = Some(ended);
        }));
        let awake = Arc::new(Awake::default());
        let waker = Waker::from(Arc::clone(&awake));
        while self.passed() < limit {
            for job in std::mem::take(&mut self.line.lock().unwrap().begun) {
                jobs.push(job);
            }
            awake.0.store(false, Ordering::Relaxed);
            let polled = jobs.poll_next_unpin(&mut Context::from_waker(&waker));
            if let Some(ended) = result.borrow_mut().take() {
                return Some(ended);
            }
            let mut line = self.line.lock().unwrap();
            if polled.is_ready() || awake.0.load(Ordering::Relaxed) || !line.begun.is_empty() {
                continue;
            }
            let ((at, _), waker) = line.waits.pop_first()?;
            line.now = line.now.max(at);
            drop(line);
            if let Some(waker) = waker {
                waker.wake();
            }
        }
        None
    }
}

/// Whether anything can go on.
#[derive(Default)]
struct Awake(AtomicBool);

impl Wake for Awake {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Clock for Virtual {
    fn now(&self) -> Timestamp {
        let now = Timestamp::UNIX_EPOCH + SignedDuration::try_from(self.passed()).unwrap();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap()
    }

    fn instant(&self) -> Instant {
        self.start + self.passed()
    }

    fn sleep(&self, time: Duration) -> Sleep {
        let mut line = self.line.lock().unwrap();
        line.number += 1;
        let key = (line.now + time, line.number);
        line.waits.insert(key, None);
        drop(line);
        Box::pin(Wait {
            line: Arc::clone(&self.line),
            key,
        })
    }
}

struct Wait {
    line: Arc<Mutex<Line>>,
    key: (Duration, u64),
}

impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut line = self.line.lock().unwrap();
        if line.now >= self.key.0 {
            return Poll::Ready(());
        }
        line.waits.insert(self.key, Some(context.waker().clone()));
        Poll::Pending
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        self.line.lock().unwrap().waits.remove(&self.key);
    }
}
