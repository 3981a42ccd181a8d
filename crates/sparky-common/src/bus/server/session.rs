//! The server's thread: a ROUTER socket, the checks on what comes in, and the way back for answers.

use bytes::Bytes;
use tokio::{
    sync::mpsc,
    task::yield_now,
    time::{Instant, timeout_at},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    super::{
        Key, Refusal, Settings, TransportError,
        envelope::{
            Gate, Header, MessageKind, Opened, decode, encode, micros, now_micros, refusal_frames, seal,
            split_route,
        },
        listener::Duty,
        transport::{Frames, Incoming, Link, Role},
    },
    answers::{Answers, Seen},
    workers::{Done, Workers},
};
use crate::messages::Reply;

/// How many messages are taken before connections and writers get their turn: messages of a peer that floods the
/// socket are always ready, and would keep newcomers waiting.
const TURN: usize = 16;

/// What the server's thread knows.
pub(super) struct Session {
    key: Key,
    gate: Gate,
    settings: Settings,
    workers: Workers,
    finished: mpsc::Receiver<Done>,
    answers: Answers,
    closing: CancellationToken,
    sequence: u64,
    epoch: u64,
}

impl Session {
    pub(super) fn new(
        key: &Key,
        settings: &Settings,
        (workers, finished): (Workers, mpsc::Receiver<Done>),
        closing: CancellationToken,
    ) -> Self {
        Self {
            key: key.clone(),
            gate: Gate::new(key, settings),
            settings: settings.clone(),
            workers,
            finished,
            answers: Answers::new(settings.max_answers, micros(settings.clock_window)),
            closing,
            sequence: 0,
            epoch: now_micros().unsigned_abs(),
        }
    }
}

impl Duty for Session {
    const ROLE: Role = Role::Router;
    const NAME: &'static str = "server";

    fn is_over(&self) -> bool {
        self.closing.is_cancelled()
    }

    async fn serve(&mut self, link: &mut dyn Link) -> Result<(), TransportError> {
        let mut taken = 0;
        loop {
            tokio::select! {
                biased;
                () = self.closing.cancelled() => break,
                Some((id, reply)) = self.finished.recv() => self.finish(link, id, &reply),
                incoming = link.recv(), if self.workers.has_room() => {
                    if let Incoming::Message(frames) = incoming? {
                        self.receive(link, frames);
                    }
                    taken += 1;
                    if taken % TURN == 0 {
                        yield_now().await;
                    }
                },
            }
        }
        let until = Instant::now() + self.settings.drain;
        while self.workers.are_busy() {
            match timeout_at(until, self.finished.recv()).await {
                Ok(Some((id, reply))) => self.finish(link, id, &reply),
                Ok(None) | Err(_) => break,
            }
        }
        Ok(())
    }
}

impl Session {
    fn receive(&mut self, link: &mut dyn Link, frames: Frames) {
        let (route, message) = match split_route(frames) {
            Ok(parts) => parts,
            Err(reason) => return self.settings.stats.count_refused(reason),
        };
        let now = now_micros();
        match self.gate.open(&message, now) {
            Ok(opened) if opened.header.kind == MessageKind::Command => {
                self.admit(link, route, &message, &opened, now);
            }
            Ok(_) => self.refuse(link, route, &message, Refusal::Malformed),
            Err(reason) => self.refuse(link, route, &message, reason),
        }
    }

    fn admit(&mut self, link: &mut dyn Link, route: Frames, message: &[Bytes], opened: &Opened, now: i64) {
        let id = opened.header.id;
        let command = match decode(&opened.body, self.settings.max_depth) {
            Ok(command) => command,
            Err(reason) => return self.refuse(link, route, message, reason),
        };
        self.settings.stats.count_received();
        match self.answers.admit(id, opened.header.time, route.clone(), now) {
            Seen::New => {
                if let Some(reply) = self.workers.start(id, command) {
                    self.answer(link, id, &reply);
                }
            }
            Seen::Running => {}
            Seen::Answered(body) => self.reply(link, route, id, body),
            Seen::Forgotten => self.refuse(link, route, message, Refusal::Replayed),
        }
    }

    fn finish(&mut self, link: &mut dyn Link, id: Uuid, reply: &Reply) {
        self.workers.finished_one();
        self.answer(link, id, reply);
    }

    fn answer(&mut self, link: &mut dyn Link, id: Uuid, reply: &Reply) {
        let body = self.encode(reply);
        if let Some(route) = self.answers.answer(id, body.clone()) {
            self.reply(link, route, id, body);
        }
    }

    /// The body of an answer; one that cannot travel is replaced by one that says so.
    fn encode(&self, reply: &Reply) -> Bytes {
        let cap = self.settings.max_bytes;
        let reason = match encode(reply) {
            Ok(body) if body.len() <= cap => return body,
            Ok(body) => format!(
                "the answer has {} bytes, the cap is {cap}: ask for less",
                body.len()
            ),
            Err(error) => format!("the answer cannot be encoded: {error}"),
        };
        encode(&Reply::Refused { reason }).unwrap_or_default()
    }

    fn reply(&mut self, link: &mut dyn Link, route: Frames, id: Uuid, body: Bytes) {
        self.sequence += 1;
        let (sequence, epoch) = (self.sequence, self.epoch);
        let header = Header {
            kind: MessageKind::Reply,
            id,
            time: now_micros(),
            sequence,
            epoch,
        };
        self.send(link, route, seal(&self.key, Bytes::new(), header, body));
    }

    fn refuse(&mut self, link: &mut dyn Link, route: Frames, message: &[Bytes], reason: Refusal) {
        self.settings.stats.count_refused(reason);
        tracing::debug!(endpoint = %link.local_endpoint(), %reason, "a command is refused");
        if let Some(refusal) = refusal_frames(message, reason) {
            self.send(link, route, refusal);
        }
    }

    /// A peer that has gone or does not read loses its answer; it will ask again.
    fn send(&mut self, link: &mut dyn Link, mut route: Frames, message: Frames) {
        route.extend(message);
        match link.send(route) {
            Ok(()) => self.settings.stats.count_sent(),
            Err(_) => self.settings.stats.count_dropped(),
        }
    }
}
