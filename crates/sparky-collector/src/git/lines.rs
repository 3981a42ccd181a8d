//! Lines that differ between two texts, counted as git's xdiff counts them.

use std::collections::HashSet;

use git2::{DiffOptions, Patch};
use sparky_common::model::Lines;

/// How far git looks for a NUL byte before it calls a file text.
const BINARY_PREFIX: usize = 8000;

/// From this size on git calls every file binary (`core.bigFileThreshold`).
const BIG: usize = 512 * 1024 * 1024;

/// How many lines may be looked up before xdiff is cheaper.
const FEW: usize = 256;

/// Whether git shows no lines for this content.
pub(super) fn is_binary(content: &[u8]) -> bool {
    content.len() >= BIG || content[..content.len().min(BINARY_PREFIX)].contains(&0)
}

/// Counts added and deleted lines.
pub(super) fn count(old: &[u8], new: &[u8]) -> Result<Lines, git2::Error> {
    let (old_rest, new_rest) = trim_ends(old, new);
    let lines = Lines {
        added: line_count(new_rest),
        deleted: line_count(old_rest),
    };
    // Between the common ends all lines differ where one side is empty or no line stands on both: no algorithm can
    // find anything else. What remains depends on xdiff's heuristics, which look at the whole files, as
    // `git log --numstat` gives them to it: even an equal end cut off changes some counts.
    if lines.added == 0 || lines.deleted == 0 || nothing_in_common(old_rest, new_rest, lines) {
        return Ok(lines);
    }
    let mut options = DiffOptions::new();
    options.context_lines(0).force_text(true);
    let (_, added, deleted) = Patch::from_buffers(old, None, new, None, Some(&mut options))?.line_stats()?;
    Ok(Lines {
        added: added as u64,
        deleted: deleted as u64,
    })
}

fn nothing_in_common(old: &[u8], new: &[u8], lines: Lines) -> bool {
    if lines.added.max(lines.deleted) > FEW as u64 {
        return false;
    }
    let olds: HashSet<_> = split(old).collect();
    !split(new).any(|line| olds.contains(line))
}

fn split(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|byte| *byte == b'\n')
}

fn line_count(text: &[u8]) -> u64 {
    let ends = text.iter().map(|byte| u64::from(*byte == b'\n')).sum::<u64>();
    ends + u64::from(text.last().is_some_and(|byte| *byte != b'\n'))
}

/// Cuts off the lines that both texts begin with, then those that both end with.
fn trim_ends<'a>(old: &'a [u8], new: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let same = common_prefix(old, new);
    let start = if same == old.len() && same == new.len() {
        same
    } else {
        old[..same]
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |end| end + 1)
    };
    let (old, new) = (&old[start..], &new[start..]);
    let same = common_suffix(old, new);
    let tail = &old[old.len() - same..];
    // The tail begins with a whole line if the byte before it ends a line on both sides.
    let begins_line = |text: &[u8]| text.len() == same || text[text.len() - same - 1] == b'\n';
    let cut = if begins_line(old) && begins_line(new) {
        0
    } else {
        tail.iter()
            .position(|byte| *byte == b'\n')
            .map_or(same, |end| end + 1)
    };
    (&old[..old.len() - same + cut], &new[..new.len() - same + cut])
}

/// How many bytes are compared at once.
const STEP: usize = 32;

fn common_prefix(old: &[u8], new: &[u8]) -> usize {
    let whole = old
        .chunks_exact(STEP)
        .zip(new.chunks_exact(STEP))
        .take_while(|(a, b)| a == b)
        .count()
        * STEP;
    whole
        + old[whole..]
            .iter()
            .zip(&new[whole..])
            .take_while(|(a, b)| a == b)
            .count()
}

fn common_suffix(old: &[u8], new: &[u8]) -> usize {
    let whole = old
        .rchunks_exact(STEP)
        .zip(new.rchunks_exact(STEP))
        .take_while(|(a, b)| a == b)
        .count()
        * STEP;
    let rest = |text: &[u8]| text.len() - whole;
    let (old, new) = (&old[..rest(old)], &new[..rest(new)]);
    let ends = old.iter().rev().zip(new.iter().rev());
    whole + ends.take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn xdiff(old: &[u8], new: &[u8]) -> Lines {
        let (_, added, deleted) = Patch::from_buffers(old, None, new, None, None)
            .unwrap()
            .line_stats()
            .unwrap();
        Lines {
            added: added as u64,
            deleted: deleted as u64,
        }
    }

    #[test]
    fn a_missing_newline_is_a_difference() {
        assert_eq!(count(b"a\nb", b"a\nb\n").unwrap(), Lines { added: 1, deleted: 1 });
        assert_eq!(count(b"", b"a").unwrap(), Lines { added: 1, deleted: 0 });
        assert_eq!(count(b"a\nb\n", b"").unwrap(), Lines { added: 0, deleted: 2 });
        assert_eq!(count(b"b\n", b"a\nb\n").unwrap(), Lines { added: 1, deleted: 0 });
    }

    proptest! {
        #[test]
        fn shortcuts_agree_with_xdiff(old in "([abc]{0,2}\n?){0,30}", new in "([abc]{0,2}\n?){0,30}") {
            prop_assert_eq!(count(old.as_bytes(), new.as_bytes()).unwrap(), xdiff(old.as_bytes(), new.as_bytes()));
        }
    }
}
