//! The wire format, written down a second time: what a stranger with or without the key can send.

use std::time::Duration;

use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sparky_common::{bus::Endpoint, messages::Command};
use uuid::Uuid;
use zeromq::{DealerSocket, Socket, SocketRecv, SocketSend, ZmqMessage};

/// The secret of the fleets that strangers talk to.
pub(crate) const SECRET: &str = "the fleet's secret";

/// The parts of an envelope, all open to mischief.
#[derive(Clone)]
pub(crate) struct Envelope {
    pub(crate) secret: &'static str,
    pub(crate) version: u16,
    pub(crate) kind: u8,
    pub(crate) id: Uuid,
    pub(crate) time: i64,
    pub(crate) body: Bytes,
}

/// The kinds of messages.
const COMMAND: u8 = 1;
pub(crate) const REPLY: u8 = 2;
pub(crate) const REFUSAL: u8 = 5;

impl Envelope {
    pub(crate) fn of(command: &Command) -> Self {
        let body = rmp_serde::to_vec_named(command).unwrap().into();
        Self {
            secret: SECRET,
            version: 1,
            kind: COMMAND,
            id: Uuid::now_v7(),
            time: now(),
            body,
        }
    }

    /// Empty delimiter, header, body, signature.
    pub(crate) fn frames(&self) -> Vec<Bytes> {
        let mut header = Vec::new();
        header.extend(self.version.to_be_bytes());
        header.extend([self.kind, 0]);
        header.extend(self.id.as_bytes());
        header.extend(self.time.to_be_bytes());
        header.extend([0; 16]);
        let mut frames = vec![Bytes::new(), header.into(), self.body.clone()];
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).unwrap();
        for frame in &frames {
            mac.update(&(frame.len() as u64).to_be_bytes());
            mac.update(frame);
        }
        frames.push(Bytes::copy_from_slice(&mac.finalize().into_bytes()));
        frames
    }
}

/// Microseconds since 1970.
pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_microsecond()
}

/// A bare DEALER.
pub(crate) struct Dealer(DealerSocket);

impl Dealer {
    pub(crate) async fn connect(endpoint: &Endpoint) -> Self {
        let mut socket = DealerSocket::new();
        socket.connect(&endpoint.to_string()).await.unwrap();
        Self(socket)
    }

    pub(crate) async fn send(&mut self, frames: Vec<Bytes>) {
        self.0.send(ZmqMessage::try_from(frames).unwrap()).await.unwrap();
    }

    /// The frames of the next message.
    pub(crate) async fn frames(&mut self) -> Vec<Bytes> {
        let answer = tokio::time::timeout(Duration::from_secs(10), self.0.recv()).await;
        answer.expect("an answer").unwrap().into_vec()
    }

    /// The kind, id and body of the next message.
    pub(crate) async fn recv(&mut self) -> (u8, Uuid, Bytes) {
        let frames = self.frames().await;
        let id = Uuid::from_slice(&frames[1][4..20]).unwrap();
        (frames[1][2], id, frames[2].clone())
    }
}
