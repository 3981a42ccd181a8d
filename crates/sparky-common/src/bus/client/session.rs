//! The client's thread: one DEALER socket at a time, thrown away at the first trouble. Whatever is in flight then is
//! sent again, under the same ids, on the next one.

use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::{
    sync::mpsc,
    time::{MissedTickBehavior, interval, sleep_until},
};
use uuid::Uuid;

use super::{
    super::{
        BusError, Endpoint, Key, Settings, TransportError,
        envelope::{Gate, Header, MessageKind, decode, now_micros, seal},
        thread::Next,
        transport::{Frames, Incoming, Link, Role, Transport},
    },
    pending::{Call, Pending},
};

/// How often deadlines are looked at.
const TICK: Duration = Duration::from_millis(10);

/// How long a client waits before it connects again to a peer that refused at once.
const PAUSE: Duration = Duration::from_millis(20);

/// What outlives a socket.
pub(super) struct Session<T> {
    transport: T,
    endpoint: Endpoint,
    key: Key,
    gate: Gate,
    settings: Settings,
    calls: mpsc::Receiver<Call>,
    pending: Pending,
    trouble: Option<TransportError>,
    sequence: u64,
    epoch: u64,
}

impl<T: Transport> Session<T> {
    pub(super) fn new(
        transport: T,
        endpoint: &Endpoint,
        key: &Key,
        settings: &Settings,
        calls: mpsc::Receiver<Call>,
    ) -> Self {
        Self {
            transport,
            endpoint: endpoint.clone(),
            key: key.clone(),
            gate: Gate::new(key, settings),
            settings: settings.clone(),
            calls,
            pending: Pending::default(),
            trouble: None,
            sequence: 0,
            epoch: now_micros().unsigned_abs(),
        }
    }

    /// The life of one socket.
    pub(super) async fn run(&mut self) -> Next {
        if self.pending.is_empty() {
            match self.calls.recv().await {
                Some(call) => self.pending.admit(call),
                None => return Next::Stop,
            };
        }
        let outcome = match self.open().await {
            Ok(mut link) => self.serve(&mut *link).await,
            Err(trouble) => {
                tokio::time::sleep(PAUSE).await;
                Err(trouble)
            }
        };
        match outcome {
            Ok(next) => next,
            Err(trouble) => {
                tracing::debug!(endpoint = %self.endpoint, %trouble, "a connection is made again");
                self.trouble = Some(trouble);
                self.expire();
                Next::Again
            }
        }
    }

    async fn open(&self) -> Result<Box<dyn Link>, TransportError> {
        let remaining = self.pending.remaining(Instant::now(), self.settings.deadline);
        let patience = remaining.map_or(self.settings.connect, |remaining| {
            remaining.min(self.settings.connect)
        });
        self.transport.open(Role::Dealer, &self.endpoint, patience).await
    }

    async fn serve(&mut self, link: &mut dyn Link) -> Result<Next, TransportError> {
        for id in self.pending.ids() {
            self.send(link, id)?;
        }
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut used = Instant::now();
        loop {
            tokio::select! {
                incoming = link.recv() => if let Incoming::Message(frames) = incoming? {
                    self.trouble = None;
                    self.receive(&frames);
                    used = Instant::now();
                },
                call = self.calls.recv() => match call {
                    Some(call) => {
                        let id = self.pending.admit(call);
                        self.send(link, id)?;
                        used = Instant::now();
                    }
                    None => return Ok(Next::Stop),
                },
                _ = ticks.tick(), if !self.pending.is_empty() => {
                    self.expire();
                    if self.pending.is_overdue(Instant::now(), self.settings.attempt) {
                        return Err(TransportError::Stalled);
                    }
                },
                () = sleep_until((used + self.settings.idle).into()), if self.pending.is_empty() => {
                    return Ok(Next::Again);
                },
            }
        }
    }

    fn send(&mut self, link: &mut dyn Link, id: Uuid) -> Result<(), TransportError> {
        let Some(body) = self.pending.sending(id, Instant::now()) else {
            return Ok(());
        };
        self.sequence += 1;
        let (sequence, epoch) = (self.sequence, self.epoch);
        let header = Header {
            kind: MessageKind::Command,
            id,
            time: now_micros(),
            sequence,
            epoch,
        };
        link.send(seal(&self.key, Bytes::new(), header, body))?;
        self.settings.stats.count_sent();
        Ok(())
    }

    fn receive(&mut self, frames: &Frames) {
        let opened = match self.gate.open(frames, now_micros()) {
            Ok(opened) => opened,
            Err(reason) => return self.settings.stats.count_refused(reason),
        };
        let endpoint = self.endpoint.clone();
        let id = opened.header.id;
        let answer = match opened.header.kind {
            MessageKind::Reply => decode(&opened.body, self.settings.max_depth).map_err(|reason| {
                self.settings.stats.count_refused(reason);
                BusError::Answer { endpoint, reason }
            }),
            MessageKind::Refusal => match opened.as_refusal() {
                Some((_, reason)) => Err(BusError::Refused { endpoint, reason }),
                None => return,
            },
            MessageKind::Command | MessageKind::Event | MessageKind::Beat => return,
        };
        if self.pending.settle(id, answer) {
            self.settings.stats.count_received();
        } else {
            self.settings.stats.count_dropped();
        }
    }

    fn expire(&mut self) {
        self.pending.expire(
            Instant::now(),
            self.settings.deadline,
            &self.endpoint,
            &mut self.trouble,
        );
    }
}
