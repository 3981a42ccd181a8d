//! Groups of changes that share a scope, a word or a pull request.

use std::collections::{BTreeSet, BinaryHeap, HashMap};

use super::change::Change;
use crate::text::{nouns::Nouns, words};

/// What holds a group together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Bond {
    /// The scope or area prefix that subjects begin with.
    Scope(String),
    /// The verb and the ending that titles share: `merge ... repository preserving history`.
    Pattern(String),
    /// The area of the tree in which most of their files lie.
    Area(String),
    /// A word that titles share.
    Word(String),
}

/// Fewest changes of a group.
const FEWEST: usize = 3;

/// Parts changes into groups, the tightest first. A word of the repository's `own` name joins nothing there. Takes
/// time in proportion to the words.
pub(crate) fn groups(changes: &[Change<'_>], members: &[usize], own: &str) -> Vec<(Bond, Vec<usize>)> {
    let mut bonds: HashMap<Bond, Vec<usize>> = HashMap::new();
    let nouns = Nouns::read(members.iter().map(|&i| changes[i].subject.bare_title.as_str()));
    // Where subjects name no scope, the files do.
    let scoped = |i: &&usize| changes[**i].subject.scope.is_some();
    let by_area = members.iter().filter(scoped).count() * 3 < members.len();
    for &i in members {
        let change = &changes[i];
        if let Some(area) = change.area.filter(|_| by_area) {
            bonds.entry(Bond::Area(area.to_owned())).or_default().push(i);
        }
        if let Some(scope) = change.subject.scope.as_ref().filter(|scope| !names(own, scope)) {
            bonds.entry(Bond::Scope(scope.clone())).or_default().push(i);
        }
        bonds
            .entry(Bond::Pattern(pattern(&change.subject.title)))
            .or_default()
            .push(i);
        for topic in change
            .topics
            .iter()
            .filter(|topic| words::binds(topic) && !own.contains(topic.as_str()) && nouns.holds(topic))
        {
            bonds.entry(Bond::Word(topic.clone())).or_default().push(i);
        }
    }
    // What holds nearly everything says nothing, unless everything is little.
    let most = if members.len() <= 8 {
        members.len()
    } else {
        members.len() * 3 / 5
    };
    bonds.retain(|_, held| (FEWEST..=most).contains(&held.len()));
    let mut heap: BinaryHeap<_> = bonds
        .iter()
        .map(|(bond, held)| (tightness(bond, held.len()), std::cmp::Reverse(bond)))
        .collect();
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut groups = Vec::new();
    while let Some((promised, std::cmp::Reverse(bond))) = heap.pop() {
        let held: Vec<usize> = bonds[bond]
            .iter()
            .copied()
            .filter(|i| !taken.contains(i))
            .collect();
        if held.len() < FEWEST {
            continue;
        }
        let now = tightness(bond, held.len());
        if now < promised {
            heap.push((now, std::cmp::Reverse(bond)));
            continue;
        }
        taken.extend(&held);
        groups.push((bond.clone(), held));
    }
    groups
}

/// Whether a scope is the name of the repository, which says as little as a word of it.
fn names(own: &str, scope: &str) -> bool {
    own.rsplit('/')
        .next()
        .is_some_and(|name| name.eq_ignore_ascii_case(scope))
}

/// First word and last two of a title; the whole of a short one, which then joins nothing.
fn pattern(title: &str) -> String {
    let words: Vec<&str> = title.split(' ').collect();
    match words.as_slice() {
        [first, _, .., before, last] if words.len() >= 5 => format!("{first} {before} {last}"),
        _ => title.to_owned(),
    }
}

/// A scope was given on purpose and weighs more than a word that happens to be shared.
fn tightness(bond: &Bond, held: usize) -> usize {
    match bond {
        Bond::Pattern(_) => held * 4,
        Bond::Scope(_) | Bond::Area(_) => held * 3,
        Bond::Word(_) => held * 2,
    }
}
