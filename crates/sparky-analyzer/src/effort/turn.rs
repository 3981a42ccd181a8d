//! The moment at which the vocabulary of a repository changed.

use std::collections::BTreeMap;

use super::change::Change;

/// A word that nothing named before and most things name after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    /// The first change that names it.
    pub first: usize,
    /// The word as the team writes it most often.
    pub word: String,
    /// How many changes from the first on name it.
    pub named: usize,
    /// How many changes there are from the first on.
    pub after: usize,
}

/// Fewest changes on either side of a turn.
const SIDE: usize = 5;

/// Finds the clearest turn among changes in order of time.
pub(crate) fn turn(changes: &[Change<'_>], news: &[usize]) -> Option<Turn> {
    if news.len() < 2 * SIDE {
        return None;
    }
    let mut words: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, &i) in news.iter().enumerate() {
        for topic in &changes[i].topics {
            words.entry(topic).or_default().push(place);
        }
    }
    let best = words
        .into_iter()
        .filter_map(|(word, places)| {
            let first = places[0];
            let after = news.len() - first;
            let clear = first >= SIDE && places.len() >= SIDE && places.len() * 5 >= after * 3;
            // What is no news may have named it all the same.
            let unheard = || {
                changes[..news[first]]
                    .iter()
                    .all(|change| !change.topics.contains(word))
            };
            (clear && unheard()).then_some((places.len(), std::cmp::Reverse(word), first, after))
        })
        .max()?;
    let (named, std::cmp::Reverse(word), first, after) = best;
    let word = as_written(
        word,
        news[first..]
            .iter()
            .map(|&i| changes[i].subject.bare_title.as_str()),
    );
    Some(Turn {
        first: news[first],
        word,
        named,
        after,
    })
}

/// The spelling of a word that titles use most; the first in order of two.
pub(crate) fn as_written<'t>(word: &str, titles: impl Iterator<Item = &'t str>) -> String {
    let mut spellings: BTreeMap<&str, usize> = BTreeMap::new();
    for title in titles {
        for part in title.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')) {
            if part.len() >= word.len()
                && part.len() <= word.len() + 1
                && part.to_lowercase().starts_with(word)
            {
                *spellings.entry(part).or_default() += 1;
            }
        }
    }
    let best = spellings
        .into_iter()
        .max_by_key(|&(spelling, uses)| (uses, std::cmp::Reverse(spelling)));
    best.map_or_else(|| word.to_owned(), |(spelling, _)| spelling.to_owned())
}
