//! Where two sequences differ: the algorithm of Myers (1986), greedy, with the common ends taken off first.

use std::ops::Range;

/// Edits after which two documents are simply different; keeps memory below 20 MB.
const MOST_EDITS: usize = 1500;

/// A place where sequences differ: the expected part and what stands there instead.
pub(super) type Hunk = (Range<usize>, Range<usize>);

/// The places where `actual` differs from `expected`, in order.
pub(super) fn hunks<T: PartialEq>(expected: &[T], actual: &[T]) -> Vec<Hunk> {
    let start = expected.iter().zip(actual).take_while(|(a, b)| a == b).count();
    let (a, b) = (&expected[start..], &actual[start..]);
    let end = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    let Some(matches) = matches(a, b) else {
        return vec![(start..start + a.len(), start..start + b.len())];
    };
    let mut hunks = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (x, y) in matches.into_iter().chain([(a.len(), b.len())]) {
        if i < x || j < y {
            hunks.push((start + i..start + x, start + j..start + y));
        }
        (i, j) = (x + 1, y + 1);
    }
    hunks
}

/// Pairs of equal elements on a shortest edit path; nothing when the path is too long.
fn matches<T: PartialEq>(a: &[T], b: &[T]) -> Option<Vec<(usize, usize)>> {
    let mut trace: Vec<Vec<usize>> = Vec::new();
    // `reach[k + offset]` is how far the path on diagonal `k = x - y` has come in `a`.
    let offset = MOST_EDITS + 1;
    let mut reach = vec![0usize; 2 * offset + 1];
    for edits in 0..=MOST_EDITS.min(a.len() + b.len()) {
        trace.push(reach[offset - edits..=offset + edits].to_vec());
        for step in (0..=2 * edits).step_by(2) {
            let k = offset - edits + step;
            let down = step == 0 || (step < 2 * edits && reach[k - 1] < reach[k + 1]);
            let mut x = if edits == 0 {
                0
            } else if down {
                reach[k + 1]
            } else {
                reach[k - 1] + 1
            };
            // Diagonals left of the first element of `b` lead nowhere.
            let Some(mut y) = (x + offset).checked_sub(k) else {
                continue;
            };
            while x < a.len() && y < b.len() && a[x] == b[y] {
                (x, y) = (x + 1, y + 1);
            }
            reach[k] = x;
            if x >= a.len() && y >= b.len() {
                return Some(walk_back(&trace, a.len(), b.len()));
            }
        }
    }
    None
}

/// Follows the recorded reaches from the end to the start and collects the diagonals.
fn walk_back(trace: &[Vec<usize>], mut x: usize, mut y: usize) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for (edits, reach) in trace.iter().enumerate().rev() {
        // `reach` holds the diagonals -edits..=edits as they were before this many edits.
        let at = x + edits - y;
        let (before_x, before_y) = if edits == 0 {
            (0, 0)
        } else {
            let down = at == 0 || (at < 2 * edits && reach[at - 1] < reach[at + 1]);
            let before = if down { at + 1 } else { at - 1 };
            (reach[before], reach[before] + edits - before)
        };
        while x > before_x && y > before_y {
            (x, y) = (x - 1, y - 1);
            pairs.push((x, y));
        }
        (x, y) = (before_x, before_y);
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_changed_word_is_one_hunk() {
        let expected = ["a", "b", "c", "d"];
        assert_eq!(hunks(&expected, &["a", "x", "c", "d"]), [(1..2, 1..2)]);
        assert_eq!(hunks(&expected, &["a", "b", "c", "d", "e"]), [(4..4, 4..5)]);
        assert_eq!(hunks(&expected, &["b", "c", "y"]), [(0..1, 0..0), (3..4, 2..3)]);
        assert_eq!(hunks(&expected, &expected), []);
    }

    proptest! {
        #[test]
        fn hunks_turn_one_into_the_other(a in prop::collection::vec(0u8..4, 0..40), b in prop::collection::vec(0u8..4, 0..40)) {
            let mut rebuilt = Vec::new();
            let mut at = 0;
            for (expected, actual) in hunks(&a, &b) {
                rebuilt.extend_from_slice(&a[at..expected.start]);
                rebuilt.extend_from_slice(&b[actual]);
                at = expected.end;
            }
            rebuilt.extend_from_slice(&a[at..]);
            prop_assert_eq!(rebuilt, b);
        }
    }
}
