//! The bus: signed commands and events between services, over ZeroMQ.
//!
//! [`Client`] asks and [`Server`] answers: commands are short and done once, however often they arrive.
//! [`Publisher`] tells and [`Subscriber`] listens: events are nudges, and a [`Delivery::Gap`] says when some may be
//! missing. Every message carries version, id, time, sequence and epoch and is signed with the fleet's [`Key`]; the
//! wire format is described in `envelope`, and any ZeroMQ implementation can speak it (REQ and DEALER to a server, SUB
//! to a publisher).
//!
//! Each socket has a thread of its own (`thread`), and trouble with a socket is cured by a new one. What is wrong with
//! a message is counted in [`BusStats`] by [`Refusal`] and never ends a service.
//!
//! # Strangers
//! The `zeromq` crate believes the length that a frame claims (one 9-byte header can abort a process), and has no limit on
//! frames, half-open handshakes, subscriptions and connections. So a socket that listens on TCP stands behind a `door`, which
//! reads along and ends every connection that breaks the rules before the crate sees it. What is left to others: who fills
//! the network itself, and who has a place inside the fleet. So still let only the fleet reach the ports:
//! - embedded, sockets are `ipc://` in a [`PrivateFolder`], which only the same user can enter;
//! - in clusters, a NetworkPolicy lets only the fleet reach the bus ports;
//! - elsewhere, bind to `127.0.0.1` or to a private network.
//!
//! Messages are signed, not encrypted. A server remembers commands in memory: what was sent within the clock window
//! before it was restarted can be replayed to it once, which is harmless because commands are named by what they do.

mod client;
mod door;
mod endpoint;
mod envelope;
mod error;
mod folder;
mod key;
mod listener;
mod publisher;
mod refusal;
mod server;
mod settings;
mod stats;
mod subscriber;
mod thread;
mod transport;

pub use self::{
    client::Client,
    endpoint::{Endpoint, EndpointError},
    error::BusError,
    folder::PrivateFolder,
    key::{Key, KeyError},
    publisher::Publisher,
    refusal::Refusal,
    server::{CommandHandler, Server},
    settings::Settings,
    stats::BusStats,
    subscriber::{Delivery, Subscriber},
    transport::TransportError,
};
