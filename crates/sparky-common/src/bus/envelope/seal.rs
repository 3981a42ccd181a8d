//! Sealing and opening envelopes.

use std::time::Duration;

use bytes::Bytes;
use uuid::Uuid;

use super::{
    super::{Key, Refusal, Settings, key::SIGNATURE_BYTES, transport::Frames},
    Header, MessageKind, now_micros,
};

/// An envelope that passed every check that needs no memory of earlier ones.
#[derive(Debug)]
pub(in super::super) struct Opened {
    /// The topic; empty for commands and replies.
    pub(in super::super) topic: Bytes,
    /// The fixed part.
    pub(in super::super) header: Header,
    /// The body, not yet read.
    pub(in super::super) body: Bytes,
}

/// Frames of a signed message.
pub(in super::super) fn seal(key: &Key, topic: Bytes, header: Header, body: Bytes) -> Frames {
    let header = header.to_bytes();
    let signature = key.sign([&topic, &header, &body]);
    vec![topic, header, body, Bytes::copy_from_slice(&signature)]
}

/// Frames that tell a sender why its command was not taken. They are not signed, so that the key signs nothing that a
/// stranger chose; a client uses them only to give up early and to explain.
pub(in super::super) fn refusal_frames(refused: &[Bytes], reason: Refusal) -> Option<Frames> {
    let id = Header::id_of(refused.get(1)?)?;
    let header = Header {
        kind: MessageKind::Refusal,
        id,
        time: now_micros(),
        sequence: 0,
        epoch: 0,
    };
    Some(vec![
        Bytes::new(),
        header.to_bytes(),
        Bytes::copy_from_slice(&[reason as u8]),
        Bytes::new(),
    ])
}

/// Splits what a ROUTER received into the way back (identities) and the message, which begins at the first empty
/// frame.
pub(in super::super) fn split_route(mut frames: Frames) -> Result<(Frames, Frames), Refusal> {
    let at = frames
        .iter()
        .position(Bytes::is_empty)
        .ok_or(Refusal::Malformed)?;
    let message = frames.split_off(at);
    Ok((frames, message))
}

/// What stands between a socket and everything behind it.
#[derive(Clone, Debug)]
pub(in super::super) struct Gate {
    key: Key,
    max_bytes: usize,
    clock_window: i64,
}

impl Gate {
    pub(in super::super) fn new(key: &Key, settings: &Settings) -> Self {
        Self {
            key: key.clone(),
            max_bytes: settings.max_bytes,
            clock_window: micros(settings.clock_window),
        }
    }

    /// Checks frames, cheapest first: shape and size, version, signature, clock. Nothing of an unsigned message is
    /// believed, but for a refusal's reason.
    pub(in super::super) fn open(&self, frames: &[Bytes], now: i64) -> Result<Opened, Refusal> {
        let [topic, header_bytes, body, signature] = frames else {
            return Err(Refusal::Malformed);
        };
        if topic.len() + body.len() > self.max_bytes {
            return Err(Refusal::Oversized);
        }
        let header = Header::from_bytes(header_bytes)?;
        if header.kind == MessageKind::Refusal {
            return Ok(Opened {
                topic: topic.clone(),
                header,
                body: body.clone(),
            });
        }
        match signature.len() {
            0 => return Err(Refusal::Unsigned),
            SIGNATURE_BYTES => {}
            _ => return Err(Refusal::Signature),
        }
        if !self.key.verify([topic, header_bytes, body], signature) {
            return Err(Refusal::Signature);
        }
        if now.saturating_sub(header.time).saturating_abs() > self.clock_window {
            return Err(Refusal::Stale);
        }
        Ok(Opened {
            topic: topic.clone(),
            header,
            body: body.clone(),
        })
    }
}

impl Opened {
    /// The id and the reason of a refusal.
    pub(in super::super) fn as_refusal(&self) -> Option<(Uuid, Refusal)> {
        let is_refusal = self.header.kind == MessageKind::Refusal;
        let reason = self.body.first().copied().and_then(Refusal::from_code);
        reason
            .filter(|_| is_refusal)
            .map(|reason| (self.header.id, reason))
    }
}

pub(in super::super) fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_763_000_000_000_000;

    fn header(time: i64) -> Header {
        Header {
            kind: MessageKind::Event,
            id: Uuid::from_u128(7),
            time,
            sequence: 3,
            epoch: 4,
        }
    }

    fn gate(key: &Key) -> Gate {
        Gate::new(
            key,
            &Settings {
                max_bytes: 100,
                ..Settings::default()
            },
        )
    }

    fn sealed(key: &Key, time: i64) -> Frames {
        seal(
            key,
            Bytes::from_static(b"run."),
            header(time),
            Bytes::from_static(b"body"),
        )
    }

    #[test]
    fn a_sealed_message_is_opened() {
        let key = Key::embedded().unwrap();
        let opened = gate(&key).open(&sealed(&key, NOW), NOW).unwrap();
        assert_eq!(
            (&opened.topic[..], &opened.body[..]),
            (&b"run."[..], &b"body"[..])
        );
        assert_eq!(opened.header, header(NOW));
    }

    #[test]
    fn a_change_of_any_bit_is_noticed() {
        let key = Key::embedded().unwrap();
        let good = sealed(&key, NOW);
        for (frame, bytes) in good.iter().enumerate() {
            for bit in 0..bytes.len() * 8 {
                let mut changed = bytes.to_vec();
                changed[bit / 8] ^= 1 << (bit % 8);
                let mut frames = good.clone();
                frames[frame] = changed.into();
                let result = gate(&key).open(&frames, NOW);
                assert!(
                    result
                        .as_ref()
                        .map_or(true, |opened| opened.header.kind == MessageKind::Refusal)
                );
            }
        }
    }

    #[test]
    fn another_key_is_refused() {
        let key = Key::embedded().unwrap();
        let frames = sealed(&Key::embedded().unwrap(), NOW);
        assert_eq!(gate(&key).open(&frames, NOW).unwrap_err(), Refusal::Signature);
    }

    #[test]
    fn stale_and_future_messages_are_refused() {
        let key = Key::embedded().unwrap();
        let frames = sealed(&key, NOW);
        let window = 30_000_000;
        assert!(gate(&key).open(&frames, NOW + window).is_ok());
        assert!(gate(&key).open(&frames, NOW - window).is_ok());
        assert_eq!(
            gate(&key).open(&frames, NOW + window + 1).unwrap_err(),
            Refusal::Stale
        );
        assert_eq!(
            gate(&key).open(&frames, NOW - window - 1).unwrap_err(),
            Refusal::Stale
        );
        assert_eq!(
            gate(&key).open(&sealed(&key, i64::MIN), NOW).unwrap_err(),
            Refusal::Stale
        );
    }

    #[test]
    fn the_shape_is_checked_first() {
        let key = Key::embedded().unwrap();
        let mut unsigned = sealed(&key, NOW);
        unsigned[3] = Bytes::new();
        let large = seal(&key, Bytes::new(), header(NOW), Bytes::from(vec![0; 101]));
        assert_eq!(gate(&key).open(&unsigned, NOW).unwrap_err(), Refusal::Unsigned);
        assert_eq!(
            gate(&key).open(&unsigned[..3], NOW).unwrap_err(),
            Refusal::Malformed
        );
        assert_eq!(gate(&key).open(&large, NOW).unwrap_err(), Refusal::Oversized);
    }

    #[test]
    fn a_refusal_names_the_command() {
        let key = Key::embedded().unwrap();
        let frames = refusal_frames(&sealed(&key, NOW), Refusal::Stale).unwrap();
        let opened = gate(&key).open(&frames, NOW).unwrap();
        assert_eq!(opened.as_refusal(), Some((Uuid::from_u128(7), Refusal::Stale)));
        assert_eq!(
            refusal_frames(&[Bytes::new(), Bytes::from_static(b"short")], Refusal::Stale),
            None
        );
    }

    #[test]
    fn a_route_ends_at_the_first_empty_frame() {
        let frame = Bytes::from_static;
        let received = vec![
            frame(b"proxy"),
            frame(b"peer"),
            frame(b""),
            frame(b"header"),
            frame(b""),
        ];
        let (route, message) = split_route(received).unwrap();
        assert_eq!(route, [frame(b"proxy"), frame(b"peer")]);
        assert_eq!(message, [frame(b""), frame(b"header"), frame(b"")]);
        assert_eq!(
            split_route(vec![frame(b"peer"), frame(b"x")]).unwrap_err(),
            Refusal::Malformed
        );
    }
}
