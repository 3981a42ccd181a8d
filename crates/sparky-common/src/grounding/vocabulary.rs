//! The closed list of plain words, and word stems.

use std::{collections::HashSet, sync::LazyLock};

use rust_stemmers::{Algorithm, Stemmer};

static PLAIN: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("words.txt").lines();
    lines
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
});

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::create(Algorithm::English));

/// Whether a word in lower case claims nothing by itself.
pub(super) fn is_plain(word: &str) -> bool {
    PLAIN.contains(word)
}

/// The stem of a word (Porter's second algorithm), in lower case.
pub(super) fn stem(word: &str) -> String {
    STEMMER.stem(&word.to_lowercase()).into_owned()
}

/// Whether a word denies.
pub(super) fn denies(word: &str) -> bool {
    matches!(
        word,
        "no" | "not"
            | "never"
            | "without"
            | "none"
            | "nothing"
            | "nobody"
            | "neither"
            | "nor"
            | "cannot"
            | "instead"
    ) || word.ends_with("n't")
        || word.ends_with("n’t")
}

/// Words that say how many or how much, or compare; a fact must decide them.
pub(super) fn compares(word: &str) -> bool {
    matches!(
        word,
        "all"
            | "every"
            | "each"
            | "only"
            | "alone"
            | "sole"
            | "solely"
            | "entire"
            | "entirely"
            | "whole"
            | "most"
            | "least"
            | "more"
            | "less"
            | "fewer"
            | "than"
            | "busiest"
            | "largest"
            | "biggest"
            | "smallest"
            | "first"
            | "last"
            | "second"
            | "third"
            | "final"
            | "new"
            | "many"
            | "few"
            | "several"
            | "multiple"
            | "various"
            | "numerous"
            | "half"
            | "both"
            | "twice"
            | "double"
            | "doubled"
            | "tripled"
            | "halved"
            | "rose"
            | "grew"
            | "fell"
            | "increased"
            | "declined"
            | "almost"
            | "nearly"
            | "about"
            | "around"
            | "roughly"
            | "some"
            | "any"
            | "other"
            | "another"
            | "respectively"
            | "open"
            | "again"
            | "still"
    ) || (word.len() > 5
        && word.ends_with("est")
        && !matches!(word, "request" | "latest" | "manifest" | "digest"))
}
