//! The signals that a process listens to.

use std::{
    future::Future,
    io::{self, IsTerminal},
};

use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGTERM and SIGINT, from when this is made; on a terminal SIGHUP too, which says that the terminal is gone.
#[derive(Debug)]
pub struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
    hangup: Option<Signal>,
}

impl StopSignals {
    /// Listens from now on.
    ///
    /// # Errors
    /// The signals cannot be watched.
    pub fn new() -> io::Result<Self> {
        let hangup = io::stderr()
            .is_terminal()
            .then(|| signal(SignalKind::hangup()))
            .transpose()?;
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hangup,
        })
    }

    /// Resolves at the next one.
    pub async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
            () = next(self.hangup.as_mut()) => {}
        }
    }
}

/// Resolves at the first SIGTERM or SIGINT after this call.
///
/// # Errors
/// The signals cannot be watched.
pub fn stop_signal() -> io::Result<impl Future<Output = ()> + Send> {
    let mut signals = StopSignals::new()?;
    Ok(async move { signals.next().await })
}

/// SIGHUP where it asks for the configuration to be read again: not on a terminal.
pub(super) fn reload_signal() -> io::Result<Option<Signal>> {
    let asks = !io::stderr().is_terminal();
    asks.then(|| signal(SignalKind::hangup())).transpose()
}

/// Resolves at the next signal; never where there is none.
pub(super) async fn next(signal: Option<&mut Signal>) {
    match signal {
        Some(signal) => {
            signal.recv().await;
        }
        None => std::future::pending().await,
    }
}
