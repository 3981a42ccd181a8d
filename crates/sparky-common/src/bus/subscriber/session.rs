//! The subscriber's thread: one SUB socket at a time, thrown away when its peer leaves or falls silent.
//!
//! The socket hears every topic and the choice is made here, because a sequence with holes in it could not tell an
//! event of another topic from a lost one.

use std::time::Duration;

use tokio::{
    sync::mpsc,
    time::{Instant, sleep, sleep_until},
};

use super::{
    super::{
        Endpoint, Key, Refusal, Settings, TransportError,
        envelope::{Gate, MessageKind, Opened, decode, now_micros},
        thread::Next,
        transport::{Frames, Incoming, Role, Transport},
    },
    Delivery,
    order::{Follows, Order},
};
use crate::messages::Event;

/// How long a subscriber waits before it connects again.
const PAUSE: Duration = Duration::from_millis(100);

/// What outlives a socket.
pub(super) struct Session<T> {
    transport: T,
    endpoint: Endpoint,
    gate: Gate,
    topics: Vec<String>,
    settings: Settings,
    deliveries: mpsc::Sender<Delivery>,
    owes_gap: bool,
}

impl<T: Transport> Session<T> {
    pub(super) fn new(
        transport: T,
        endpoint: &Endpoint,
        key: &Key,
        topics: Vec<String>,
        settings: Settings,
        deliveries: mpsc::Sender<Delivery>,
    ) -> Self {
        Self {
            transport,
            endpoint: endpoint.clone(),
            gate: Gate::new(key, &settings),
            topics,
            settings,
            deliveries,
            owes_gap: false,
        }
    }

    /// The life of one socket.
    pub(super) async fn run(&mut self) -> Next {
        let unwanted = self.deliveries.clone();
        let outcome = tokio::select! {
            () = unwanted.closed() => return Next::Stop,
            outcome = self.listen() => outcome,
        };
        if let Err(trouble) = outcome {
            tracing::debug!(endpoint = %self.endpoint, %trouble, "a subscription is made again");
        }
        tokio::select! {
            () = unwanted.closed() => Next::Stop,
            () = sleep(PAUSE) => Next::Again,
        }
    }

    async fn listen(&mut self) -> Result<(), TransportError> {
        let mut link = self
            .transport
            .open(Role::Subscriber, &self.endpoint, self.settings.connect)
            .await?;
        let mut order = Order::default();
        let mut heard = Instant::now();
        loop {
            tokio::select! {
                incoming = link.recv() => if let Incoming::Message(frames) = incoming? {
                    match self.receive(&mut order, &frames) {
                        Ok(()) => heard = Instant::now(),
                        Err(reason) => self.settings.stats.count_refused(reason),
                    }
                },
                () = sleep_until(heard + self.settings.silence) => return Ok(()),
            }
        }
    }

    fn receive(&mut self, order: &mut Order, frames: &Frames) -> Result<(), Refusal> {
        let opened = self.gate.open(frames, now_micros())?;
        let (epoch, sequence) = (opened.header.epoch, opened.header.sequence);
        let (follows, event) = match opened.header.kind {
            MessageKind::Beat => (order.beat(epoch, sequence)?, None),
            MessageKind::Event => (order.event(epoch, sequence)?, self.wanted(&opened)?),
            MessageKind::Command | MessageKind::Reply | MessageKind::Refusal => {
                return Err(Refusal::Malformed);
            }
        };
        self.settings.stats.count_received();
        self.owes_gap |= follows == Follows::AfterGap;
        self.deliver(event);
        Ok(())
    }

    fn wanted(&self, opened: &Opened) -> Result<Option<Event>, Refusal> {
        let is_wanted = |topic: &String| opened.topic.starts_with(topic.as_bytes());
        if self.topics.iter().any(is_wanted) {
            decode(&opened.body, self.settings.max_depth).map(Some)
        } else {
            Ok(None)
        }
    }

    /// Hands over what is due. A subscriber that does not keep up loses events, not the connection, and is told.
    fn deliver(&mut self, event: Option<Event>) {
        if self.owes_gap {
            self.owes_gap = self.deliveries.try_send(Delivery::Gap).is_err();
        }
        if let Some(event) = event
            && (self.owes_gap || self.deliveries.try_send(Delivery::Event(event)).is_err())
        {
            self.owes_gap = true;
            self.settings.stats.count_dropped();
        }
    }
}
