//! The key that the whole fleet shares.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// Bytes of a signature.
pub(super) const SIGNATURE_BYTES: usize = 32;

/// Signs and checks messages. Cheap to clone; never shows itself.
#[derive(Clone)]
pub struct Key {
    /// Keyed once: a message clones this state instead of hashing the key again.
    keyed: Hmac<Sha256>,
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key is empty or blank.
    #[error("the bus key is empty: set `bus.key` or `bus.key_file` to the secret that all services share")]
    Empty,
    /// The system gave no random bytes.
    #[error("cannot draw a random bus key")]
    Random(#[source] getrandom::Error),
}

impl Key {
    /// The key of a configuration. White space around it does not count: mounted secrets end with a newline.
    ///
    /// # Errors
    /// [`KeyError::Empty`] where nothing is left.
    pub fn new(secret: &SecretString) -> Result<Self, KeyError> {
        match secret.expose_secret().trim() {
            "" => Err(KeyError::Empty),
            secret => Ok(Self::from_bytes(secret.as_bytes())),
        }
    }

    /// A random key for a fleet that lives in one process and talks to nobody else.
    ///
    /// # Errors
    /// [`KeyError::Random`] where the system has no random bytes.
    pub fn embedded() -> Result<Self, KeyError> {
        let mut secret = [0; SIGNATURE_BYTES];
        getrandom::fill(&mut secret).map_err(KeyError::Random)?;
        Ok(Self::from_bytes(&secret))
    }

    fn from_bytes(secret: &[u8]) -> Self {
        let keyed =
            Hmac::new_from_slice(secret).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        Self { keyed }
    }

    /// The signature over frames, each with its length, so that bytes cannot move from one frame to the next.
    pub(super) fn sign(&self, frames: [&[u8]; 3]) -> [u8; SIGNATURE_BYTES] {
        self.absorb(frames).finalize().into_bytes().into()
    }

    /// Whether a signature belongs to these frames; takes the same time for every wrong one.
    pub(super) fn verify(&self, frames: [&[u8]; 3], signature: &[u8]) -> bool {
        self.absorb(frames).verify_slice(signature).is_ok()
    }

    fn absorb(&self, frames: [&[u8]; 3]) -> Hmac<Sha256> {
        let mut mac = self.keyed.clone();
        for frame in frames {
            mac.update(&(frame.len() as u64).to_be_bytes());
            mac.update(frame);
        }
        mac
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_or_blank_key_is_refused() {
        for secret in ["", "  \n"] {
            assert!(
                matches!(Key::new(&secret.into()), Err(KeyError::Empty)),
                "{secret:?}"
            );
        }
    }

    #[test]
    fn the_newline_of_a_mounted_secret_does_not_count() {
        let frames = [b"a".as_slice(), b"b", b"c"];
        let plain = Key::new(&"secret".into()).unwrap();
        let mounted = Key::new(&"secret\n".into()).unwrap();
        assert_eq!(plain.sign(frames), mounted.sign(frames));
    }

    #[test]
    fn bytes_cannot_move_between_frames() {
        let key = Key::embedded().unwrap();
        let signature = key.sign([b"ab", b"c", b""]);
        assert!(key.verify([b"ab", b"c", b""], &signature));
        assert!(!key.verify([b"a", b"bc", b""], &signature));
        assert!(!key.verify([b"ab", b"", b"c"], &signature));
    }

    #[test]
    fn embedded_keys_differ() {
        let frames = [b"a".as_slice(), b"b", b"c"];
        assert_ne!(
            Key::embedded().unwrap().sign(frames),
            Key::embedded().unwrap().sign(frames)
        );
    }
}
