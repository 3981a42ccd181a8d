//! How much of one file's content stands in another, as git's rename detection estimates it.
//!
//! A port of git's `diffcore-delta.c`: content is cut into lines of at most 64 bytes, each is hashed, and the bytes
//! that fall on equal hashes count as copied. What follows the last newline counts only in full pieces of 64 bytes,
//! as in git up to 2.43.

/// The score of equal contents; half of it is git's threshold for a rename.
pub(super) const MAX_SCORE: u64 = 60_000;

const HASH_BASE: u32 = 107_927;
const LONGEST_PIECE: u32 = 64;

/// The pieces of a file: hash and bytes, sorted by hash, each hash once.
#[derive(Debug)]
pub(super) struct Fingerprint {
    size: u64,
    pieces: Vec<(u32, u32)>,
}

impl Fingerprint {
    /// Cuts up a file. In text a carriage return before a newline is skipped.
    pub(super) fn of(content: &[u8], is_binary: bool) -> Self {
        let mut pieces = Vec::with_capacity(content.len() / 32);
        let (mut low, mut high, mut length) = (0_u32, 0_u32, 0);
        for (index, &byte) in content.iter().enumerate() {
            if !is_binary && byte == b'\r' && content.get(index + 1) == Some(&b'\n') {
                continue;
            }
            let before = low;
            low = (low << 7 ^ high >> 25).wrapping_add(u32::from(byte));
            high = high << 7 ^ before >> 25;
            length += 1;
            if length < LONGEST_PIECE && byte != b'\n' {
                continue;
            }
            pieces.push((low.wrapping_add(high.wrapping_mul(0x61)) % HASH_BASE, length));
            (low, high, length) = (0, 0, 0);
        }
        pieces.sort_unstable();
        pieces.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = kept.1.wrapping_add(next.1);
            }
            same
        });
        Self {
            size: content.len() as u64,
            pieces,
        }
    }

    /// From 0 to [`MAX_SCORE`]: the share of the larger file that was copied from the other.
    pub(super) fn score(&self, new: &Self) -> u64 {
        let mut news = new.pieces.iter().peekable();
        let mut copied = 0;
        for (hash, bytes) in &self.pieces {
            while news.next_if(|(other, _)| other < hash).is_some() {}
            if let Some((_, other)) = news.next_if(|(other, _)| other == hash) {
                copied += u64::from(*bytes.min(other));
            }
        }
        if new.size == 0 {
            0
        } else {
            copied * MAX_SCORE / self.size.max(new.size)
        }
    }
}

/// Whether two sizes are so far apart that no content can reach a score.
pub(super) fn sizes_rule_out(old: u64, new: u64, minimum: u64) -> bool {
    old.max(new) * (MAX_SCORE - minimum) < old.abs_diff(new) * MAX_SCORE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(old: &str, new: &str) -> u64 {
        Fingerprint::of(old.as_bytes(), false).score(&Fingerprint::of(new.as_bytes(), false))
    }

    #[test]
    fn shared_lines_count_by_their_bytes() {
        assert_eq!(score("one\ntwo\n", "one\ntwo\n"), MAX_SCORE);
        assert_eq!(score("one\ntwo\n", "one\nsix\n"), MAX_SCORE / 2);
        assert_eq!(score("one\none\n", "one\nsix\n"), MAX_SCORE / 2);
        assert_eq!(score("one\n", ""), 0);
        assert_eq!(score("no newline", "no newline"), 0);
        assert_eq!(score("a\r\n", "a\n"), 40_000);
    }

    #[test]
    fn sizes_decide_early() {
        assert!(!sizes_rule_out(100, 200, MAX_SCORE / 2));
        assert!(sizes_rule_out(100, 201, MAX_SCORE / 2));
    }
}
