//! The order of words: who fixed what in what is told in the order in which the fact tells it.

use std::collections::BTreeSet;

use super::{Bench, Places, bind::Held};
use crate::grounding::{
    lexicon::Words,
    scan::{Mark, Part},
    vocabulary::{is_plain, stem},
};

/// Words that say how what stands before them belongs to what follows.
const RELATIONS: &[&str] = &[
    "at", "by", "for", "from", "in", "into", "of", "on", "onto", "over", "through", "to", "under", "via",
    "with", "within",
];

impl Bench<'_> {
    /// Two words of a group that stand in the title of every one of its facts the other way round, or with a relation
    /// between them that the title has between others.
    ///
    /// Only what stands between two joints is compared: "in the parser, a crash was fixed" begins anew at its comma.
    pub(super) fn turned(&self, group: &[&Held], places: &Places) -> Option<String> {
        let marks = &self.clause.marks;
        let joint = |at: &usize| marks[*at].part == Part::Joint;
        // Nouns of what is counted are not held by facts, so the group may begin and end with some.
        let first = (0..group.first()?.at).rev().find(joint).map_or(0, |at| at + 1);
        let last = (group.last()?.at..marks.len()).find(joint).unwrap_or(marks.len());
        let mut turned = None;
        for place in places {
            let fact = self.sheet.lexicon().words(*place);
            let words = self.told(first..last, fact);
            let related = |words: &[usize]| {
                words
                    .windows(2)
                    .flat_map(|pair| self.relations(pair[0], pair[1]))
                    .collect()
            };
            let all: BTreeSet<String> = related(&words);
            let pair = words.windows(2).find(|pair| {
                let (from, to) = (pair[0], pair[1]);
                let (one, other) = (
                    self.text(self.clause.marks[from].from),
                    self.text(self.clause.marks[to].from),
                );
                !self.has_joint(from, to)
                    && (is_turned(fact, one, other)
                        || is_moved(fact, [one, other], &self.relations(from, to), &all))
            });
            let pair = pair?;
            turned.get_or_insert_with(|| {
                let (from, to) = (self.clause.marks[pair[0]].from, self.clause.marks[pair[1]].to);
                let words = (from..to).map(|token| self.text(token));
                words.collect::<Vec<_>>().join(" ")
            });
        }
        turned
    }

    /// The marks that tell what a title tells. Nouns of what is counted do so where the title has them.
    fn told(&self, marks: std::ops::Range<usize>, fact: &Words) -> Vec<usize> {
        let tells = |at: &usize| {
            let mark = &self.clause.marks[*at];
            match mark.part {
                Part::Word | Part::Verbatim => true,
                Part::Thing(..) => !places(fact, self.text(mark.from)).is_empty(),
                _ => false,
            }
        };
        marks.filter(tells).collect()
    }

    fn has_joint(&self, from: usize, to: usize) -> bool {
        self.clause.marks[from..to]
            .iter()
            .any(|mark| mark.part == Part::Joint)
    }

    /// The relations between two marks, without those to a name, a day or a number: "in ripgrep" belongs to the frame.
    fn relations(&self, from: usize, to: usize) -> BTreeSet<String> {
        let between = &self.clause.marks[from + 1..=to];
        let frames = |mark: &Mark| {
            matches!(
                mark.part,
                Part::Name(_)
                    | Part::Day(_)
                    | Part::Weekday(_)
                    | Part::Number(..)
                    | Part::Reference(_)
                    | Part::Oid(_)
            )
        };
        let pairs = between.windows(2).filter(|pair| !frames(&pair[1]));
        let words = pairs.map(|pair| self.text(pair[0].from).to_lowercase());
        words.filter(|word| RELATIONS.contains(&word.as_str())).collect()
    }
}

/// Whether the title has the second word, each time, before the first.
fn is_turned(fact: &Words, first: &str, second: &str) -> bool {
    let last = first.split_whitespace().last().unwrap_or(first);
    let next = second.split_whitespace().next().unwrap_or(second);
    match (places(fact, last).first(), places(fact, next).last()) {
        (Some(first), Some(second)) => second < first,
        _ => false,
    }
}

/// Whether the title has these words side by side too, but each time with other relations between them, which here
/// stand between other words, or the other way round.
fn is_moved(
    fact: &Words,
    [first, second]: [&str; 2],
    here: &BTreeSet<String>,
    told: &BTreeSet<String>,
) -> bool {
    let last = first.split_whitespace().last().unwrap_or(first);
    let next = second.split_whitespace().next().unwrap_or(second);
    let relations = |words: &[String]| -> BTreeSet<String> {
        let related = words.iter().filter(|word| RELATIONS.contains(&word.as_str()));
        related.cloned().collect()
    };
    let title = relations(&fact.exact[fact.title..]);
    let ends = places(fact, next);
    let pairs = places(fact, last)
        .into_iter()
        .flat_map(|from| ends.iter().map(move |to| (from, *to)));
    let mut beside = pairs
        .filter(|(from, to)| from < to && fact.exact[from + 1..*to].iter().all(|word| is_plain(word)))
        .map(|(from, to)| relations(&fact.exact[from + 1..to]))
        .peekable();
    beside.peek().is_some()
        && beside.all(|there| {
            here.difference(&there).any(|one| title.contains(one))
                || there.difference(here).any(|one| told.contains(one))
        })
}

/// The places of a word in the title; none for what the type or scope says too, or a path alone: that has no place.
fn places(fact: &Words, word: &str) -> Vec<usize> {
    let (lower, root) = (word.to_lowercase(), stem(word));
    let is = |at: &usize| fact.exact[*at] == lower || fact.stems[*at] == root;
    let places: Vec<_> = (0..fact.exact.len()).filter(is).collect();
    let behind = places.first().is_some_and(|first| *first >= fact.title);
    if behind { places } else { Vec::new() }
}
