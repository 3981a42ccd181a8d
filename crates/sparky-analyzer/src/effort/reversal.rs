//! What did not last: changes that others of the same period took back.

use std::{cmp::Reverse, collections::BTreeSet};

use super::Change;

/// The changes that a later one of the same period took back, so that they are there no more. Who takes back a
/// reversal brings back what that had taken.
pub(crate) fn taken_back(changes: &[Change<'_>]) -> BTreeSet<usize> {
    let mut latest_first: Vec<usize> = (0..changes.len()).collect();
    latest_first.sort_by_key(|&i| Reverse((changes[i].commit.committed_at, i)));
    let mut wanted: BTreeSet<&str> = BTreeSet::new();
    let mut gone = BTreeSet::new();
    for i in latest_first {
        let title = changes[i].written();
        // A pull request and its commits have the same title.
        if wanted.contains(title) {
            gone.insert(i);
        } else if let Some(former) = title.strip_prefix("Revert \"") {
            wanted.extend(former.strip_suffix('"'));
        }
    }
    gone
}
