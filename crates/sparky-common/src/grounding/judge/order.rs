//! The order of words: who fixed what in what is told in the order in which the fact tells it.

use super::{Bench, Places, bind::Held};
use crate::grounding::{lexicon::Words, scan::Part, vocabulary::stem};

impl Bench<'_> {
    /// Two words of a group that stand in the title of every one of its facts the other way round.
    ///
    /// Only what stands between two joints is compared: "in the parser, a crash was fixed" begins anew at its comma.
    pub(super) fn turned(&self, group: &[&Held], places: &Places) -> Option<String> {
        let marks = &self.clause.marks;
        let told = |each: &&&Held| matches!(marks[each.at].part, Part::Word | Part::Verbatim);
        let words: Vec<_> = group.iter().filter(told).map(|each| each.at).collect();
        let mut turned = None;
        for place in places {
            let fact = self.sheet.lexicon().words(*place);
            let pair = words.windows(2).find(|pair| {
                let between = &marks[pair[0]..pair[1]];
                let joined = !between.iter().any(|mark| mark.part == Part::Joint);
                let text = |at: usize| self.text(marks[at].from);
                joined && is_turned(fact, text(pair[0]), text(pair[1]))
            });
            let pair = pair?;
            turned.get_or_insert_with(|| {
                let (from, to) = (marks[pair[0]].from, marks[pair[1]].to);
                let words = (from..to).map(|token| self.text(token));
                words.collect::<Vec<_>>().join(" ")
            });
        }
        turned
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

/// The places of a word in the title; none for what the type or scope says too, or a path alone: that has no place.
fn places(fact: &Words, word: &str) -> Vec<usize> {
    let (lower, root) = (word.to_lowercase(), stem(word));
    let is = |at: &usize| fact.exact[*at] == lower || fact.stems[*at] == root;
    let places: Vec<_> = (0..fact.exact.len()).filter(is).collect();
    let behind = places.first().is_some_and(|first| *first >= fact.title);
    if behind { places } else { Vec::new() }
}
