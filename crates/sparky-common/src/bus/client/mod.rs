//! The side that asks.

mod pending;
mod session;

use std::time::Instant;

use tokio::sync::{mpsc, oneshot};

use self::{pending::Call, session::Session};
use super::{BusError, Endpoint, Key, Settings, envelope, thread, transport::ZeroMq};
use crate::messages::{Command, Reply};

/// How many calls may wait for the socket's thread.
const WAITING_CALLS: usize = 1024;

/// Sends commands to one service and waits for their answers. Many calls may be in flight; cloning is cheap and all
/// clones share the socket. Nothing connects before the first call, and an idle connection is given up.
#[derive(Clone, Debug)]
pub struct Client {
    endpoint: Endpoint,
    settings: Settings,
    calls: mpsc::Sender<Call>,
}

impl Client {
    /// A client with the usual times and caps.
    ///
    /// # Errors
    /// [`BusError::Thread`]. A service that is not there shows at the first call.
    pub fn connect(endpoint: &Endpoint, key: &Key) -> Result<Self, BusError> {
        Self::connect_with(endpoint, key, Settings::default())
    }

    /// A client with other times and caps.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    pub fn connect_with(endpoint: &Endpoint, key: &Key, settings: Settings) -> Result<Self, BusError> {
        let (calls, waiting) = mpsc::channel(WAITING_CALLS);
        let mut session = Session::new(ZeroMq::new(&settings), endpoint, key, &settings, waiting);
        thread::spawn("bus-client", settings.stats.clone(), async move || {
            session.run().await
        })?;
        Ok(Self {
            endpoint: endpoint.clone(),
            settings,
            calls,
        })
    }

    /// Sends a command, again and again under the same id until an answer comes or the deadline is over. The service
    /// does it once.
    ///
    /// # Errors
    /// [`BusError::NoAnswer`], [`BusError::Refused`], [`BusError::Answer`], [`BusError::Encode`] and
    /// [`BusError::TooLarge`].
    pub async fn call(&self, command: &Command) -> Result<Reply, BusError> {
        let body = envelope::encode(command).map_err(|source| BusError::Encode {
            endpoint: self.endpoint.clone(),
            source,
        })?;
        if body.len() > self.settings.max_bytes {
            let (endpoint, cap) = (self.endpoint.clone(), self.settings.max_bytes);
            return Err(BusError::TooLarge {
                endpoint,
                bytes: body.len(),
                cap,
            });
        }
        let (answer, answered) = oneshot::channel();
        let call = Call {
            body,
            asked: Instant::now(),
            answer,
        };
        let closed = || BusError::Closed {
            endpoint: self.endpoint.clone(),
        };
        self.calls.send(call).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    /// The service's address.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }
}
