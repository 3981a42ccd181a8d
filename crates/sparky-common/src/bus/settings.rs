//! Times and caps. The defaults are right; tests shorten them.

use std::{sync::Arc, time::Duration};

use super::BusStats;

/// Times and caps of sockets, and the counters they add to.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long a connection may take.
    pub connect: Duration,
    /// How long the first attempt of a command waits before it is sent again on a new socket; each further one waits
    /// twice as long.
    pub attempt: Duration,
    /// How long a command is tried in all.
    pub deadline: Duration,
    /// After how much silence a client's idle socket is given up. A fresh one costs less than finding out that an
    /// old one is dead.
    pub idle: Duration,
    /// How often a publisher says that it lives.
    pub beat: Duration,
    /// After how much silence a subscriber makes a new socket.
    pub silence: Duration,
    /// How far the clocks of two peers may differ, and how old a message may be.
    pub clock_window: Duration,
    /// The most bytes of one message.
    pub max_bytes: usize,
    /// The deepest nesting of a message's body.
    pub max_depth: usize,
    /// How many commands a server handles at once; more wait in their sockets.
    pub max_running: usize,
    /// How many answers a server remembers for commands that come twice.
    pub max_answers: usize,
    /// How long a closing server waits for commands that are being handled.
    pub drain: Duration,
    /// The counters.
    pub stats: Arc<BusStats>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect: Duration::from_millis(500),
            attempt: Duration::from_millis(300),
            deadline: Duration::from_secs(3),
            idle: Duration::from_secs(1),
            beat: Duration::from_secs(1),
            silence: Duration::from_secs(3),
            clock_window: Duration::from_secs(30),
            max_bytes: 1 << 20,
            max_depth: 32,
            max_running: 256,
            max_answers: 65_536,
            drain: Duration::from_secs(5),
            stats: Arc::default(),
        }
    }
}
