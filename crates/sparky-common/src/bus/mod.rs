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
//! # What is guarded elsewhere
//! The `zeromq` crate reads frames before anything here sees them. It believes the length that a frame claims, before
//! and after the handshake: one 9-byte header that claims many GiB can abort the process. It has no limit on
//! the number of frames of a message, on half-open handshakes and on connections, and it queues up to 100,000 messages for a
//! peer that does not read. Nothing at this level can stop somebody who may connect from doing that. So do not let them connect:
//! - embedded, sockets are `ipc://` in a [`PrivateFolder`], which only the same user can enter;
//! - in clusters, a NetworkPolicy lets only the fleet reach the bus ports;
//! - elsewhere, bind to `127.0.0.1` or to a private network.
//!
//! Messages are signed, not encrypted. A server remembers commands in memory: what was sent within the clock window
//! before it was restarted can be replayed to it once, which is harmless because commands are named by what they do.

mod client;
mod endpoint;
mod envelope;
mod error;
mod folder;
mod key;
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
