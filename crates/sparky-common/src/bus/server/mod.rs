//! The side that answers.

mod answers;
mod session;
mod workers;

use std::sync::Arc;

use async_trait::async_trait;
use tokio::runtime::Handle;
use tokio_util::sync::{CancellationToken, DropGuard};

use self::{session::Session, workers::Workers};
use super::{BusError, Endpoint, Key, Settings, listener::listen, thread::SocketThread};
use crate::messages::{Command, Reply};

/// Answers commands. A command's id reaches a handler once; commands run beside each other.
#[async_trait]
pub trait CommandHandler: Send + Sync + 'static {
    /// Answers one command, soon: long work is started here and reported through events. What comes before the first wait
    /// happens on the socket's thread, in the service's runtime: it may look things up, but must not block.
    async fn handle(&self, command: Command) -> Reply;
}

/// A bound socket that hands commands to a handler. Dropped, it closes behind the caller's back; `shutdown` waits.
#[derive(Debug)]
pub struct Server {
    local: Endpoint,
    closing: DropGuard,
    thread: SocketThread,
}

impl Server {
    /// Binds with the usual times and caps. Handlers live in the caller's runtime.
    ///
    /// # Errors
    /// [`BusError::Bind`], [`BusError::Thread`].
    pub async fn bind(
        endpoint: &Endpoint,
        key: &Key,
        handler: Arc<impl CommandHandler>,
    ) -> Result<Self, BusError> {
        Self::bind_with(endpoint, key, handler, Settings::default()).await
    }

    /// Binds with other times and caps.
    ///
    /// # Errors
    /// As [`bind`](Self::bind).
    pub async fn bind_with(
        endpoint: &Endpoint,
        key: &Key,
        handler: Arc<impl CommandHandler>,
        settings: Settings,
    ) -> Result<Self, BusError> {
        let closing = CancellationToken::new();
        let workers = Workers::new(handler, Handle::current(), settings.max_running);
        let session = Session::new(key, &settings, workers, closing.clone());
        let (local, thread) = listen(endpoint, &settings, session).await?;
        Ok(Self {
            local,
            closing: closing.drop_guard(),
            thread,
        })
    }

    /// The address that was bound, with its real port.
    pub fn local_endpoint(&self) -> &Endpoint {
        &self.local
    }

    /// Takes no more commands, lets those that are being handled be answered, and frees the address.
    pub async fn shutdown(self) {
        drop(self.closing);
        self.thread.ended().await;
    }
}
