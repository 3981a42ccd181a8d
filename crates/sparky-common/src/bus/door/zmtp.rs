//! Reads along with what a peer sends, just closely enough to say when it breaks the rules of the door.
//!
//! ZMTP 3 (<https://rfc.zeromq.org/spec/23/>): a greeting of 64 bytes, then frames: flags, a length of one or eight bytes, a body.

/// Bytes of a greeting, and of the signature that it begins with.
const GREETING: usize = 64;
const SIGNATURE: usize = 10;

/// Flags of a frame.
const MORE: u8 = 1;
const LONG: u8 = 2;
const COMMAND: u8 = 4;

/// What a peer may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rules {
    /// The most bytes of one message, all of its frames together, and of one command.
    pub(super) max_bytes: u64,
    /// The most frames of one message.
    pub(super) max_frames: u32,
    /// The most messages and commands of one connection; `None` for as many as it likes.
    pub(super) max_messages: Option<u32>,
}

/// How a peer broke the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trespass {
    #[error("it does not speak ZeroMQ 3")]
    Greeting,
    #[error("a frame has flags that do not exist")]
    Flags,
    #[error("its first frame is no command")]
    Handshake,
    #[error("a message of {0} bytes or more")]
    TooLarge(u64),
    #[error("a message of more than {0} frames")]
    TooManyFrames(u32),
    #[error("more than {0} messages")]
    TooManyMessages(u32),
}

/// Where in the stream a peer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Greeting { seen: usize },
    Flags,
    Length { flags: u8, value: u64, missing: u8 },
    Body { flags: u8, missing: u64 },
}

/// Follows one peer's bytes, however they are cut into pieces.
#[derive(Clone, Debug)]
pub(super) struct Inspector {
    rules: Rules,
    at: At,
    /// Bytes and frames of the message so far.
    bytes: u64,
    frames: u32,
    /// Messages and commands so far.
    messages: u32,
}

impl Inspector {
    pub(super) fn new(rules: Rules) -> Self {
        Self {
            rules,
            at: At::Greeting { seen: 0 },
            bytes: 0,
            frames: 0,
            messages: 0,
        }
    }

    /// Whether the signature has come in, so that the peer may be answered.
    pub(super) fn has_signed(&self) -> bool {
        !matches!(self.at, At::Greeting { seen } if seen < SIGNATURE)
    }

    /// Whether greeting and handshake are over.
    pub(super) fn has_shaken_hands(&self) -> bool {
        self.messages > 0
    }

    /// Looks at the next bytes.
    ///
    /// # Errors
    /// The first rule that they break; nothing from then on is to be believed.
    pub(super) fn inspect(&mut self, mut bytes: &[u8]) -> Result<(), Trespass> {
        while let Some((&first, rest)) = bytes.split_first() {
            self.at = match self.at {
                At::Greeting { seen } => {
                    bytes = rest;
                    greeting(seen, first)?
                }
                At::Flags => {
                    bytes = rest;
                    self.flags(first)?
                }
                At::Length {
                    flags,
                    value,
                    missing,
                } => {
                    bytes = rest;
                    let value = value << 8 | u64::from(first);
                    match missing {
                        1 => self.body(flags, value)?,
                        _ => At::Length {
                            flags,
                            value,
                            missing: missing - 1,
                        },
                    }
                }
                At::Body { flags, missing } => {
                    let here = missing.min(bytes.len() as u64);
                    // No more than `bytes` has.
                    bytes = &bytes[usize::try_from(here).unwrap_or(bytes.len())..];
                    match missing - here {
                        0 => self.end_of_frame(flags)?,
                        missing => At::Body { flags, missing },
                    }
                }
            };
        }
        Ok(())
    }

    fn flags(&self, flags: u8) -> Result<At, Trespass> {
        if flags & !(MORE | LONG | COMMAND) != 0 || flags & (MORE | COMMAND) == MORE | COMMAND {
            return Err(Trespass::Flags);
        }
        if self.messages == 0 && flags & COMMAND == 0 {
            return Err(Trespass::Handshake);
        }
        let missing = if flags & LONG == 0 { 1 } else { 8 };
        Ok(At::Length {
            flags,
            value: 0,
            missing,
        })
    }

    /// The length of a frame is known, and nothing of it was believed yet.
    fn body(&mut self, flags: u8, length: u64) -> Result<At, Trespass> {
        self.bytes = self.bytes.saturating_add(length);
        self.frames += 1;
        if self.bytes > self.rules.max_bytes {
            return Err(Trespass::TooLarge(self.bytes));
        }
        if self.frames > self.rules.max_frames {
            return Err(Trespass::TooManyFrames(self.rules.max_frames));
        }
        match length {
            0 => self.end_of_frame(flags),
            missing => Ok(At::Body { flags, missing }),
        }
    }

    fn end_of_frame(&mut self, flags: u8) -> Result<At, Trespass> {
        if flags & MORE == 0 {
            (self.bytes, self.frames) = (0, 0);
            self.messages = self.messages.saturating_add(1);
            if let Some(most) = self.rules.max_messages
                && self.messages > most
            {
                return Err(Trespass::TooManyMessages(most));
            }
        }
        Ok(At::Flags)
    }
}

fn greeting(seen: usize, byte: u8) -> Result<At, Trespass> {
    let fits = match seen {
        0 => byte == 0xff,
        9 => byte == 0x7f,
        10 => byte >= 3,
        _ => true,
    };
    match fits {
        true if seen + 1 == GREETING => Ok(At::Flags),
        true => Ok(At::Greeting { seen: seen + 1 }),
        false => Err(Trespass::Greeting),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RULES: Rules = Rules {
        max_bytes: 100,
        max_frames: 4,
        max_messages: Some(10),
    };

    fn hello() -> Vec<u8> {
        let mut bytes = vec![0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0];
        bytes.extend(b"NULL");
        bytes.resize(GREETING, 0);
        bytes.extend(b"\x04\x06\x05READY");
        bytes
    }

    fn after_hello(more: &[u8]) -> Result<(), Trespass> {
        let mut inspector = Inspector::new(RULES);
        inspector.inspect(&hello())?;
        assert!(inspector.has_signed() && inspector.has_shaken_hands());
        inspector.inspect(more)
    }

    #[test]
    fn good_peers_pass() {
        assert_eq!(after_hello(b"\x01\x00\x01\x03abc\x00\x02de"), Ok(()));
        assert_eq!(after_hello(b"\x02\0\0\0\0\0\0\0\x02de\x04\x03\x01ab"), Ok(()));
    }

    #[test]
    fn a_length_is_refused_before_a_byte_of_the_body() {
        let claims_64_gib = b"\x02\0\0\0\x10\0\0\0\0";
        assert_eq!(after_hello(claims_64_gib), Err(Trespass::TooLarge(1 << 36)));
        let claims_all_there_is = [2, 255, 255, 255, 255, 255, 255, 255, 255];
        assert_eq!(
            after_hello(&claims_all_there_is),
            Err(Trespass::TooLarge(u64::MAX))
        );
        assert_eq!(
            after_hello(b"\x04\xff"),
            Err(Trespass::TooLarge(255)),
            "a command"
        );
        let in_parts = [&b"\x01\x3c"[..], &[0; 60], b"\x00\x3c"].concat();
        assert_eq!(after_hello(&in_parts), Err(Trespass::TooLarge(120)));
    }

    #[test]
    fn endless_messages_and_endless_subscriptions_end() {
        assert_eq!(
            after_hello(&b"\x01\x01x".repeat(5)),
            Err(Trespass::TooManyFrames(4))
        );
        assert_eq!(after_hello(&b"\x00\x02\x01x".repeat(9)), Ok(()));
        assert_eq!(
            after_hello(&b"\x00\x02\x01x".repeat(10)),
            Err(Trespass::TooManyMessages(10))
        );
    }

    #[test]
    fn what_is_no_zeromq_is_known_by_its_first_bytes() {
        let verdict = |bytes: &[u8]| Inspector::new(RULES).inspect(bytes);
        assert_eq!(verdict(b"GET / HTTP/1.1\r\n"), Err(Trespass::Greeting));
        assert_eq!(
            verdict(b"\xff\0\0\0\0\0\0\0\0\x7f\x01"),
            Err(Trespass::Greeting),
            "ZMTP 2"
        );
        let mut without_handshake = hello()[..GREETING].to_vec();
        without_handshake.extend(b"\x00\x01x");
        assert_eq!(verdict(&without_handshake), Err(Trespass::Handshake));
        assert_eq!(after_hello(b"\x80"), Err(Trespass::Flags));
        assert_eq!(
            after_hello(b"\x05"),
            Err(Trespass::Flags),
            "a command has one frame"
        );
    }

    proptest! {
        #[test]
        fn the_verdict_does_not_depend_on_how_the_bytes_are_cut(
            tail in proptest::collection::vec(prop_oneof![Just(0u8), Just(1), Just(2), Just(4), any::<u8>()], 0..200),
            cuts in proptest::collection::vec(1usize..20, 1..40),
        ) {
            let bytes = [hello(), tail].concat();
            let whole = Inspector::new(RULES).inspect(&bytes);
            let mut inspector = Inspector::new(RULES);
            let (mut rest, mut verdict) = (&bytes[..], Ok(()));
            for cut in cuts.into_iter().cycle() {
                if rest.is_empty() || verdict.is_err() {
                    break;
                }
                let (piece, next) = rest.split_at(cut.min(rest.len()));
                verdict = inspector.inspect(piece);
                rest = next;
            }
            prop_assert_eq!(verdict, whole);
        }
    }
}
