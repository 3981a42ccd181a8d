//! The side that tells.

mod session;

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use self::session::{Outgoing, Session};
use super::{
    BusError, Endpoint, Key, Settings,
    envelope::{self, Header, MessageKind, now_micros, seal},
    listener::listen,
    thread::SocketThread,
};
use crate::messages::Event;

/// How many events may wait for the socket's thread.
const WAITING_EVENTS: usize = 8192;

/// Publishes events to whoever listens, and a beat each second to whoever wonders. Nobody needs to listen.
#[derive(Debug)]
pub struct Publisher {
    local: Endpoint,
    key: Key,
    epoch: u64,
    /// The sequence of the last event. Held while an event is queued, so that the queue is in sequence.
    sequence: Mutex<u64>,
    queue: mpsc::Sender<Outgoing>,
    max_bytes: usize,
    thread: SocketThread,
}

impl Publisher {
    /// Binds with the usual times and caps.
    ///
    /// # Errors
    /// [`BusError::Bind`], [`BusError::Thread`].
    pub async fn bind(endpoint: &Endpoint, key: &Key) -> Result<Self, BusError> {
        Self::bind_with(endpoint, key, Settings::default()).await
    }

    /// Binds with other times and caps.
    ///
    /// # Errors
    /// As [`bind`](Self::bind).
    pub async fn bind_with(endpoint: &Endpoint, key: &Key, settings: Settings) -> Result<Self, BusError> {
        let (queue, outgoing) = mpsc::channel(WAITING_EVENTS);
        let epoch = now_micros().unsigned_abs();
        let session = Session::new(key, &settings, epoch, outgoing);
        let (local, thread) = listen(endpoint, &settings, session).await?;
        let (key, max_bytes) = (key.clone(), settings.max_bytes);
        Ok(Self {
            local,
            key,
            epoch,
            sequence: Mutex::new(0),
            queue,
            max_bytes,
            thread,
        })
    }

    /// The address that was bound, with its real port.
    pub fn local_endpoint(&self) -> &Endpoint {
        &self.local
    }

    /// Queues an event; never waits. An event that does not fit into the queue is lost and shows as a gap.
    ///
    /// # Errors
    /// [`BusError::Backlog`], [`BusError::TooLarge`], [`BusError::Encode`], [`BusError::Closed`].
    pub fn publish(&self, event: &Event) -> Result<(), BusError> {
        let endpoint = || self.local.clone();
        let body = envelope::encode(event).map_err(|source| BusError::Encode {
            endpoint: endpoint(),
            source,
        })?;
        let topic = Bytes::from(event.topic());
        let bytes = topic.len() + body.len();
        if bytes > self.max_bytes {
            return Err(BusError::TooLarge {
                endpoint: endpoint(),
                bytes,
                cap: self.max_bytes,
            });
        }
        let mut last = self.sequence.lock().unwrap_or_else(PoisonError::into_inner);
        *last += 1;
        let (sequence, epoch, id) = (*last, self.epoch, Uuid::now_v7());
        let header = Header {
            kind: MessageKind::Event,
            id,
            time: now_micros(),
            sequence,
            epoch,
        };
        let frames = seal(&self.key, topic, header, body);
        self.queue
            .try_send(Outgoing::Event { sequence, frames })
            .map_err(|error| match error {
                mpsc::error::TrySendError::Full(_) => BusError::Backlog { endpoint: endpoint() },
                mpsc::error::TrySendError::Closed(_) => BusError::Closed { endpoint: endpoint() },
            })
    }

    /// Waits until everything published so far was handed to the connections.
    ///
    /// # Errors
    /// [`BusError::Closed`].
    pub async fn flush(&self) -> Result<(), BusError> {
        let (done, flushed) = oneshot::channel();
        let closed = || BusError::Closed {
            endpoint: self.local.clone(),
        };
        self.queue
            .send(Outgoing::Flush(done))
            .await
            .map_err(|_| closed())?;
        flushed.await.map_err(|_| closed())
    }

    /// Sends what was published, within half a second, and frees the address.
    pub async fn shutdown(self) {
        drop(self.queue);
        self.thread.ended().await;
    }
}
