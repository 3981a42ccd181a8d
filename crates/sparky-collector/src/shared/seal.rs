//! Parts on their way from one collector to another: they hold addresses, which nobody else may read.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    hmac,
};

/// Why a part cannot be sealed or opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The cipher does not take it: a part of more than 64 GiB.
    #[error("the part cannot be sealed")]
    Seal,
    /// It was sealed with another key, for another place, or changed since.
    #[error("the part was sealed by a fleet with another key, or changed since")]
    Open,
}

/// Seals with a key that only the fleet has. The same part gives the same bytes: its nonce is derived from it.
#[derive(Debug)]
pub(crate) struct Sealer {
    cipher: LessSafeKey,
    nonces: hmac::Key,
}

impl Sealer {
    /// A sealer for the fleet of a key; none where the key is empty.
    pub(crate) fn new(fleet: &[u8]) -> Option<Self> {
        if fleet.is_empty() {
            return None;
        }
        let fleet = hmac::Key::new(hmac::HMAC_SHA256, fleet);
        let derived =
            |purpose: &str| hmac::sign(&fleet, format!("sparky collector parts: {purpose}").as_bytes());
        let cipher = UnboundKey::new(&AES_256_GCM, derived("cipher").as_ref()).ok()?;
        Some(Self {
            cipher: LessSafeKey::new(cipher),
            nonces: hmac::Key::new(hmac::HMAC_SHA256, derived("nonce").as_ref()),
        })
    }

    /// Seals a part under its name.
    pub(crate) fn seal(&self, name: &str, mut part: Vec<u8>) -> Result<Vec<u8>, SealError> {
        let mut context = hmac::Context::with_key(&self.nonces);
        context.update(name.as_bytes());
        context.update(&[0]);
        context.update(&part);
        let tag = context.sign();
        let mut nonce = [0; NONCE_LEN];
        nonce.copy_from_slice(&tag.as_ref()[..NONCE_LEN]);
        let aad = Aad::from(name.as_bytes());
        self.cipher
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut part)
            .map_err(|_| SealError::Seal)?;
        Ok([&nonce[..], &part].concat())
    }

    /// Opens what was sealed under a name.
    pub(crate) fn open(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (nonce, part) = sealed.split_at_checked(NONCE_LEN).ok_or(SealError::Open)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| SealError::Open)?;
        let mut part = part.to_vec();
        let aad = Aad::from(name.as_bytes());
        let opened = self.cipher.open_in_place(nonce, aad, &mut part);
        let length = opened.map_err(|_| SealError::Open)?.len();
        part.truncate(length);
        Ok(part)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_fleet_reads_it_and_only_as_what_it_is() {
        let sealer = Sealer::new(b"the key of a fleet").unwrap();
        let sealed = sealer.seal("a", b"ada@example.org".to_vec()).unwrap();
        assert_eq!(sealed, sealer.seal("a", b"ada@example.org".to_vec()).unwrap());
        assert!(!String::from_utf8_lossy(&sealed).contains("example"));
        assert_eq!(sealer.open("a", &sealed).unwrap(), b"ada@example.org");
        assert_eq!(sealer.open("b", &sealed), Err(SealError::Open));
        let stranger = Sealer::new(b"another key").unwrap();
        assert_eq!(stranger.open("a", &sealed), Err(SealError::Open));
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert_eq!(sealer.open("a", &changed), Err(SealError::Open), "{place}");
        }
        assert!(Sealer::new(b"").is_none());
    }
}
