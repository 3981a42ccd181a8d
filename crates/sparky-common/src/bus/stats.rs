//! What the bus counts.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use super::Refusal;

/// Counters of one or several sockets. Share one `Arc` through [`Settings`](super::Settings) to add sockets up.
#[derive(Debug, Default)]
pub struct BusStats {
    sent: AtomicU64,
    received: AtomicU64,
    dropped: AtomicU64,
    recreated: AtomicU64,
    ejected: AtomicU64,
    refused: [AtomicU64; Refusal::ALL.len()],
}

impl BusStats {
    /// Messages handed to a socket.
    pub fn sent(&self) -> u64 {
        self.sent.load(Relaxed)
    }

    /// Messages that came in and were found good.
    pub fn received(&self) -> u64 {
        self.received.load(Relaxed)
    }

    /// Messages given up because a peer was gone or did not read.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Relaxed)
    }

    /// Sockets thrown away and made anew.
    pub fn recreated(&self) -> u64 {
        self.recreated.load(Relaxed)
    }

    /// Connections closed because their peers do not keep to the rules of the door.
    pub fn ejected(&self) -> u64 {
        self.ejected.load(Relaxed)
    }

    /// Messages refused for one reason.
    pub fn refused(&self, reason: Refusal) -> u64 {
        self.refused[reason as usize].load(Relaxed)
    }

    pub(super) fn count_sent(&self) {
        self.sent.fetch_add(1, Relaxed);
    }

    pub(super) fn count_received(&self) {
        self.received.fetch_add(1, Relaxed);
    }

    pub(super) fn count_dropped(&self) {
        self.dropped.fetch_add(1, Relaxed);
    }

    pub(super) fn count_recreated(&self) {
        self.recreated.fetch_add(1, Relaxed);
    }

    pub(super) fn count_ejected(&self) {
        self.ejected.fetch_add(1, Relaxed);
    }

    pub(super) fn count_refused(&self, reason: Refusal) {
        self.refused[reason as usize].fetch_add(1, Relaxed);
    }
}
