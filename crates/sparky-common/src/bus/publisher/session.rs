//! The publisher's thread: a PUB socket and its beat.

use std::time::Duration;

use bytes::Bytes;
use tokio::{
    sync::{mpsc, oneshot},
    task::yield_now,
    time::{Instant, MissedTickBehavior, interval, sleep_until},
};
use uuid::Uuid;

use super::super::{
    Key, Settings, TransportError,
    envelope::{Header, MessageKind, now_micros, seal},
    listener::Duty,
    transport::{Frames, Incoming, Link, Role},
};

/// When beats greet a peer after it has connected. It hears the first one after its subscription has come in, and
/// then knows that it misses nothing more.
const GREETINGS: [Duration; 4] = [
    Duration::from_millis(2),
    Duration::from_millis(10),
    Duration::from_millis(50),
    Duration::from_millis(200),
];

/// How many times other tasks get their turn before events count as handed over.
const TURNS: usize = 64;

/// What the socket's thread is asked to do.
#[derive(Debug)]
pub(super) enum Outgoing {
    /// Send an event.
    Event {
        /// Its sequence.
        sequence: u64,
        /// Its frames, signed.
        frames: Frames,
    },
    /// Say when everything before was handed over.
    Flush(oneshot::Sender<()>),
}

/// What the publisher's thread knows.
pub(super) struct Session {
    key: Key,
    settings: Settings,
    epoch: u64,
    outgoing: mpsc::Receiver<Outgoing>,
    sent: u64,
}

impl Session {
    pub(super) fn new(
        key: &Key,
        settings: &Settings,
        epoch: u64,
        outgoing: mpsc::Receiver<Outgoing>,
    ) -> Self {
        Self {
            key: key.clone(),
            settings: settings.clone(),
            epoch,
            outgoing,
            sent: 0,
        }
    }
}

impl Duty for Session {
    const ROLE: Role = Role::Publisher;
    const NAME: &'static str = "publisher";

    fn is_over(&self) -> bool {
        self.outgoing.is_closed()
    }

    async fn serve(&mut self, link: &mut dyn Link) -> Result<(), TransportError> {
        let mut beats = interval(self.settings.beat);
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut greetings: Vec<Instant> = Vec::new();
        loop {
            let greeting = greetings.iter().copied().min();
            tokio::select! {
                outgoing = self.outgoing.recv() => match outgoing {
                    Some(Outgoing::Event { sequence, frames }) => self.send(link, sequence, frames),
                    Some(Outgoing::Flush(done)) => {
                        for _ in 0..TURNS {
                            yield_now().await;
                        }
                        // Whoever asked may no longer care.
                        let _: Result<(), ()> = done.send(());
                    }
                    None => return Ok(()),
                },
                incoming = link.recv() => if let Incoming::Newcomer = incoming? {
                    let now = Instant::now();
                    greetings = GREETINGS.iter().map(|after| now + *after).collect();
                },
                _ = beats.tick() => self.beat(link),
                () = sleep_until(greeting.unwrap_or_else(Instant::now)), if greeting.is_some() => {
                    let now = Instant::now();
                    greetings.retain(|at| *at > now);
                    self.beat(link);
                },
            }
        }
    }
}

impl Session {
    fn beat(&mut self, link: &mut dyn Link) {
        let (sequence, epoch, id) = (self.sent, self.epoch, Uuid::now_v7());
        let header = Header {
            kind: MessageKind::Beat,
            id,
            time: now_micros(),
            sequence,
            epoch,
        };
        self.send(
            link,
            sequence,
            seal(&self.key, Bytes::from_static(b"beat"), header, Bytes::new()),
        );
    }

    fn send(&mut self, link: &mut dyn Link, sequence: u64, frames: Frames) {
        self.sent = sequence;
        match link.send(frames) {
            Ok(()) => self.settings.stats.count_sent(),
            Err(trouble) => {
                tracing::debug!(endpoint = %link.local_endpoint(), %trouble, "an event is lost");
                self.settings.stats.count_dropped();
            }
        }
    }
}
