//! The side that listens.

mod order;
mod session;

use tokio::sync::mpsc;

use self::session::Session;
use super::{BusError, Endpoint, Key, Settings, thread, transport::ZeroMq};
use crate::messages::Event;

/// How many deliveries may wait for the subscriber; more are dropped and show as a gap.
const WAITING_DELIVERIES: usize = 4096;

/// What a subscriber is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Delivery {
    /// Something happened.
    Event(Event),
    /// Something may have been missed: ask for the state of things. Comes first on every connection, also on the first
    /// one, where it says that from now on nothing is missed unnoticed.
    Gap,
}

/// Listens to one publisher, for as long as it lives, through every restart of the publisher.
#[derive(Debug)]
pub struct Subscriber {
    deliveries: mpsc::Receiver<Delivery>,
}

impl Subscriber {
    /// Listens to the topics that begin with one of `topics` (all begin with `""`), with the usual times and caps. A publisher that is not there yet is waited for.
    ///
    /// # Errors
    /// [`BusError::Thread`].
    pub fn connect(endpoint: &Endpoint, key: &Key, topics: &[impl AsRef<str>]) -> Result<Self, BusError> {
        Self::connect_with(endpoint, key, topics, Settings::default())
    }

    /// Listens with other times and caps.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    pub fn connect_with(
        endpoint: &Endpoint,
        key: &Key,
        topics: &[impl AsRef<str>],
        settings: Settings,
    ) -> Result<Self, BusError> {
        let topics = topics.iter().map(|topic| topic.as_ref().to_owned()).collect();
        let (sender, deliveries) = mpsc::channel(WAITING_DELIVERIES);
        let stats = settings.stats.clone();
        let mut session = Session::new(ZeroMq::new(&settings), endpoint, key, topics, settings, sender);
        thread::spawn("bus-subscriber", stats, async move || session.run().await)?;
        Ok(Self { deliveries })
    }

    /// Waits for the next delivery. May be cancelled without losing one.
    pub async fn next(&mut self) -> Delivery {
        match self.deliveries.recv().await {
            Some(delivery) => delivery,
            // Invariant: the thread ends after this receiver, never before.
            None => std::future::pending().await,
        }
    }
}
