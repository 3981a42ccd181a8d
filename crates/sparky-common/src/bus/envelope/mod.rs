//! The envelope: what every message carries besides its body, and the checks before a body is looked at.
//!
//! On the wire a message is four frames:
//!
//! | frame | holds |
//! |---|---|
//! | topic | the topic of an event; empty for commands and replies, where it is the delimiter that REQ sockets send |
//! | header | 44 bytes, big-endian: version `u16`, kind `u8`, 0, message id (16 bytes), time in µs `i64`, sequence `u64`, epoch `u64` |
//! | body | MessagePack, maps with named fields |
//! | signature | HMAC-SHA256 over the frames before it, each led by its length as `u64` |

mod body;
mod header;
mod seal;

pub(super) use body::{decode, encode};
pub(super) use header::{Header, MessageKind, now_micros};
pub(super) use seal::{Gate, Opened, micros, refusal_frames, seal, split_route};
