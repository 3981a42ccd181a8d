//! Bodies: MessagePack with named fields.

use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};

use super::super::Refusal;

/// Writes a body.
pub(in super::super) fn encode(message: &impl Serialize) -> Result<Bytes, rmp_serde::encode::Error> {
    rmp_serde::to_vec_named(message).map(Bytes::from)
}

/// Reads a body whose nesting is at most `max_depth`; a deeper one is refused before it can exhaust the stack.
pub(in super::super) fn decode<T: DeserializeOwned>(body: &[u8], max_depth: usize) -> Result<T, Refusal> {
    let mut reader = rmp_serde::Deserializer::from_read_ref(body);
    reader.set_max_depth(max_depth);
    T::deserialize(&mut reader).map_err(|error| match error {
        rmp_serde::decode::Error::DepthLimitExceeded => Refusal::TooDeep,
        _ => Refusal::Unknown,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Command;

    /// A map with a field that nobody knows, nested `depth` arrays deep.
    fn nested(depth: usize) -> Vec<u8> {
        let mut body = b"\x82\xa7command\xa4ping\xa1x".to_vec();
        body.extend(std::iter::repeat_n(0x91, depth));
        body.push(0xc0);
        body
    }

    #[test]
    fn what_was_written_is_read() {
        let body = encode(&Command::ListRuns { limit: 7 }).unwrap();
        assert_eq!(decode(&body, 32), Ok(Command::ListRuns { limit: 7 }));
    }

    #[test]
    fn a_field_of_a_newer_version_is_passed_over() {
        assert_eq!(decode(&nested(3), 32), Ok(Command::Ping));
    }

    #[test]
    fn deep_nesting_is_refused() {
        assert_eq!(decode::<Command>(&nested(100), 32), Err(Refusal::TooDeep));
        assert_eq!(decode::<Command>(&nested(1_000_000), 32), Err(Refusal::TooDeep));
    }

    #[test]
    fn what_is_no_message_is_refused() {
        for body in [
            b"".as_slice(),
            b"\xc1",
            b"\xdd\xff\xff\xff\xff",
            b"\x81\xa7command\xa4nope",
        ] {
            assert_eq!(decode::<Command>(body, 32), Err(Refusal::Unknown), "{body:?}");
        }
    }
}
