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
    Endpoint, Key, Settings, TransportError,
    envelope::{Header, MessageKind, now_micros, seal},
    thread::Next,
    transport::{Frames, Incoming, Link, Role, Transport},
};

/// How long binding may take, and how long events may take to leave when the socket closes.
const PATIENCE: Duration = Duration::from_millis(500);

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

/// Tells `Publisher::bind` how binding went.
pub(super) type Ready = oneshot::Sender<Result<Endpoint, TransportError>>;

/// What outlives a socket that broke down.
pub(super) struct Session<T> {
    transport: T,
    endpoint: Endpoint,
    key: Key,
    settings: Settings,
    epoch: u64,
    outgoing: mpsc::Receiver<Outgoing>,
    ready: Option<Ready>,
    sent: u64,
}

impl<T: Transport> Session<T> {
    pub(super) fn new(
        transport: T,
        endpoint: &Endpoint,
        key: &Key,
        settings: &Settings,
        epoch: u64,
        outgoing: mpsc::Receiver<Outgoing>,
        ready: Ready,
    ) -> Self {
        Self {
            transport,
            endpoint: endpoint.clone(),
            key: key.clone(),
            settings: settings.clone(),
            epoch,
            outgoing,
            ready: Some(ready),
            sent: 0,
        }
    }

    /// The life of one socket.
    pub(super) async fn run(&mut self) -> Next {
        let mut link = match self
            .transport
            .open(Role::Publisher, &self.endpoint, PATIENCE)
            .await
        {
            Ok(link) => link,
            Err(trouble) => return self.failed_to_bind(trouble).await,
        };
        self.endpoint = link.local_endpoint();
        if let Some(ready) = self.ready.take()
            && ready.send(Ok(self.endpoint.clone())).is_err()
        {
            return Next::Stop;
        }
        let outcome = self.serve(&mut *link).await;
        link.close(PATIENCE).await;
        match outcome {
            Ok(()) => Next::Stop,
            Err(trouble) => {
                tracing::error!(endpoint = %self.endpoint, %trouble, "a publisher's socket broke down and is made again");
                Next::Again
            }
        }
    }

    async fn failed_to_bind(&mut self, trouble: TransportError) -> Next {
        match self.ready.take() {
            Some(ready) => {
                // Whoever asked may have gone away; then there is nobody to tell.
                let _: Result<(), _> = ready.send(Err(trouble));
                Next::Stop
            }
            None if self.outgoing.is_closed() => Next::Stop,
            None => {
                tracing::error!(endpoint = %self.endpoint, %trouble, "a publisher cannot listen again yet");
                tokio::time::sleep(PATIENCE).await;
                Next::Again
            }
        }
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
                tracing::debug!(endpoint = %self.endpoint, %trouble, "an event is lost");
                self.settings.stats.count_dropped();
            }
        }
    }
}
