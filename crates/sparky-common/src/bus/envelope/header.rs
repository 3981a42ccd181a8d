//! The fixed part of an envelope.

use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use uuid::Uuid;

use super::super::Refusal;
use crate::messages::PROTOCOL_VERSION;

/// Bytes of a header.
const HEADER_BYTES: usize = 44;

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(in super::super) enum MessageKind {
    /// A command; its answer carries the same id.
    Command = 1,
    /// The answer to a command.
    Reply = 2,
    /// An event.
    Event = 3,
    /// A publisher lives; its sequence is that of the last event.
    Beat = 4,
    /// A command was not taken. Not signed: whoever holds no key must still learn why.
    Refusal = 5,
}

/// The fixed part of an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Header {
    /// What it is.
    pub(in super::super) kind: MessageKind,
    /// The name of the exchange: a command, its repetitions and its answer share it.
    pub(in super::super) id: Uuid,
    /// When it was sealed, in microseconds since 1970.
    pub(in super::super) time: i64,
    /// The sender's count of messages.
    pub(in super::super) sequence: u64,
    /// Which life of the sender this is; grows with every start.
    pub(in super::super) epoch: u64,
}

impl Header {
    pub(super) fn to_bytes(self) -> Bytes {
        let mut bytes = Vec::with_capacity(HEADER_BYTES);
        bytes.extend(PROTOCOL_VERSION.to_be_bytes());
        bytes.push(self.kind as u8);
        bytes.push(0);
        bytes.extend(self.id.as_bytes());
        bytes.extend(self.time.to_be_bytes());
        bytes.extend(self.sequence.to_be_bytes());
        bytes.extend(self.epoch.to_be_bytes());
        bytes.into()
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, Refusal> {
        let version = bytes.first_chunk().ok_or(Refusal::Malformed)?;
        if u16::from_be_bytes(*version) != PROTOCOL_VERSION {
            return Err(Refusal::Version);
        }
        let bytes: &[u8; HEADER_BYTES] = bytes.try_into().map_err(|_| Refusal::Malformed)?;
        Ok(Self {
            kind: kind(bytes[2])?,
            id: Uuid::from_bytes(field(bytes, 4)),
            time: i64::from_be_bytes(field(bytes, 20)),
            sequence: u64::from_be_bytes(field(bytes, 28)),
            epoch: u64::from_be_bytes(field(bytes, 36)),
        })
    }

    /// The id in a header that was refused, if it has one, so that its sender can be told.
    pub(super) fn id_of(bytes: &[u8]) -> Option<Uuid> {
        bytes.get(4..20).and_then(|id| Uuid::from_slice(id).ok())
    }
}

fn kind(byte: u8) -> Result<MessageKind, Refusal> {
    match byte {
        1 => Ok(MessageKind::Command),
        2 => Ok(MessageKind::Reply),
        3 => Ok(MessageKind::Event),
        4 => Ok(MessageKind::Beat),
        5 => Ok(MessageKind::Refusal),
        _ => Err(Refusal::Malformed),
    }
}

fn field<const N: usize>(bytes: &[u8; HEADER_BYTES], at: usize) -> [u8; N] {
    std::array::from_fn(|i| bytes[at + i])
}

/// The clock of envelopes: microseconds since 1970.
pub(in super::super) fn now_micros() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_as_they_were_written() {
        let header = Header {
            kind: MessageKind::Event,
            id: Uuid::now_v7(),
            time: -7,
            sequence: u64::MAX,
            epoch: 1 << 40,
        };
        assert_eq!(Header::from_bytes(&header.to_bytes()), Ok(header));
        assert_eq!(Header::id_of(&header.to_bytes()), Some(header.id));
    }

    #[test]
    fn what_is_no_header_is_refused() {
        let good = Header {
            kind: MessageKind::Beat,
            id: Uuid::nil(),
            time: 0,
            sequence: 0,
            epoch: 0,
        }
        .to_bytes();
        let mut other_version = good.to_vec();
        other_version[1] = 99;
        let mut other_kind = good.to_vec();
        other_kind[2] = 77;
        assert_eq!(Header::from_bytes(b""), Err(Refusal::Malformed));
        assert_eq!(Header::from_bytes(&good[..43]), Err(Refusal::Malformed));
        assert_eq!(Header::from_bytes(&other_kind), Err(Refusal::Malformed));
        assert_eq!(Header::from_bytes(&other_version), Err(Refusal::Version));
    }
}
