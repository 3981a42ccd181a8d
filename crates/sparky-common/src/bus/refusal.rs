//! Why a message is not taken.

use std::fmt;

/// Why a message was refused. The discriminant is what travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Refusal {
    /// Not the frames of an envelope.
    Malformed = 0,
    /// No signature.
    Unsigned = 1,
    /// A signature by another key, or a changed message.
    Signature = 2,
    /// The sender speaks another version of the protocol.
    Version = 3,
    /// Sealed too long ago, or in the future: outside the clock window.
    Stale = 4,
    /// Seen before.
    Replayed = 5,
    /// By an earlier life of the sender.
    OldEpoch = 6,
    /// More bytes than the cap.
    Oversized = 7,
    /// Nested deeper than the cap.
    TooDeep = 8,
    /// Signed, but not a message that is known here.
    Unknown = 9,
}

impl Refusal {
    /// Every reason, by its code.
    pub const ALL: [Self; 10] = [
        Self::Malformed,
        Self::Unsigned,
        Self::Signature,
        Self::Version,
        Self::Stale,
        Self::Replayed,
        Self::OldEpoch,
        Self::Oversized,
        Self::TooDeep,
        Self::Unknown,
    ];

    /// The label in metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Unsigned => "unsigned",
            Self::Signature => "signature",
            Self::Version => "version",
            Self::Stale => "stale",
            Self::Replayed => "replayed",
            Self::OldEpoch => "old_epoch",
            Self::Oversized => "oversized",
            Self::TooDeep => "too_deep",
            Self::Unknown => "unknown",
        }
    }

    /// The next thing to try.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Unsigned | Self::Signature => "give every service the same `bus.key` (or `bus.key_file`)",
            Self::Version | Self::Malformed | Self::Unknown => "run the same version of Sparky everywhere",
            Self::Stale => "compare the clocks of the two machines: they may differ by 30 s at most",
            Self::Oversized => "send large things as artifacts and only their references over the bus",
            Self::Replayed | Self::OldEpoch | Self::TooDeep => {
                "this is a mistake in the sender: please report it"
            }
        }
    }

    pub(super) fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "it is not an envelope",
            Self::Unsigned => "it is not signed",
            Self::Signature => "its signature does not fit: the keys differ",
            Self::Version => "it speaks another version of the protocol",
            Self::Stale => "it is stale: the clocks differ or it was held up",
            Self::Replayed => "it was seen before",
            Self::OldEpoch => "it is by an earlier life of its sender",
            Self::Oversized => "it is too large",
            Self::TooDeep => "it is nested too deep",
            Self::Unknown => "it holds no message that is known there",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_reasons_belong_together() {
        for (code, reason) in (0..).zip(Refusal::ALL) {
            assert_eq!(reason as u8, code);
            assert_eq!(Refusal::from_code(code), Some(reason));
        }
        assert_eq!(Refusal::from_code(Refusal::ALL.len() as u8), None);
    }
}
