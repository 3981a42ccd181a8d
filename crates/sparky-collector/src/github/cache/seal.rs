//! Values as they are kept: with their end and a checksum, so that what was damaged, cut or swapped is not believed.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// What a checksum takes.
const SUM: usize = 32;

/// What stands before a value: its end in Unix seconds, and the checksum over key, end and value.
pub const HEAD: usize = 8 + SUM;

/// Why a kept value is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Its time is over.
    #[error("its time is over")]
    Over,
    /// It is not what was kept.
    #[error("a kept answer is not what was kept")]
    Garbage,
}

/// Makes a value ready to be kept under a key until a time.
pub fn seal(key: &str, body: &[u8], until: Timestamp) -> Vec<u8> {
    let until = until.as_second().to_be_bytes();
    [&until[..], &sum(key, until, body), body].concat()
}

/// The value that was kept under a key. One that would last longer than `latest` was not kept by the same rules.
pub fn open<'a>(key: &str, sealed: &'a [u8], now: Timestamp, latest: Timestamp) -> Result<&'a [u8], Broken> {
    let (head, body) = sealed.split_at_checked(HEAD).ok_or(Broken::Garbage)?;
    let (until, told) = head.split_at_checked(8).ok_or(Broken::Garbage)?;
    let until: [u8; 8] = until.try_into().map_err(|_| Broken::Garbage)?;
    if sum(key, until, body) != told {
        return Err(Broken::Garbage);
    }
    let until = i64::from_be_bytes(until);
    if until <= now.as_second() || until > latest.as_second() {
        return Err(Broken::Over);
    }
    Ok(body)
}

fn sum(key: &str, until: [u8; 8], body: &[u8]) -> [u8; SUM] {
    Sha256::new()
        .chain_update(key)
        .chain_update(until)
        .chain_update(body)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn what_was_kept_comes_back_until_its_end() {
        let sealed = seal("key", b"value", at(100));
        assert_eq!(open("key", &sealed, at(99), at(200)), Ok(&b"value"[..]));
        assert_eq!(open("key", &sealed, at(100), at(200)), Err(Broken::Over));
        // The time to live was made shorter since.
        assert_eq!(open("key", &sealed, at(10), at(70)), Err(Broken::Over));
    }

    #[test]
    fn nothing_else_is_believed() {
        let sealed = seal("key", b"value", at(100));
        assert_eq!(open("other", &sealed, at(1), at(200)), Err(Broken::Garbage));
        for place in 0..sealed.len() {
            let mut damaged = sealed.clone();
            damaged[place] ^= 1;
            assert_eq!(
                open("key", &damaged, at(1), at(200)),
                Err(Broken::Garbage),
                "{place}"
            );
            assert_eq!(
                open("key", &sealed[..place], at(1), at(200)),
                Err(Broken::Garbage),
                "{place}"
            );
        }
    }
}
