//! What a story holds, day by day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sparky_common::model::{Sentence, Span};

use super::{
    Subject,
    candidate::Candidate,
    clock::Clock,
    dayless::without_day,
    read_words,
    voices::{only_commit, voices},
};
use crate::page::Line;

/// What was done on one day, in the order in which it is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Day {
    /// The sentences of the story's arc that begin here.
    pub arc: Vec<Line>,
    /// More of the story: sentences that belong together.
    pub runs: Vec<Vec<Line>>,
    /// Changes in the words of their messages, oldest first.
    pub voices: Vec<Vec<Line>>,
}

/// The days of a story.
pub(super) struct Days {
    days: BTreeMap<Date, Day>,
    more: Vec<Candidate>,
}

impl Days {
    /// Puts every sentence of the story on the day of its first commit. `arc` are the places of those sentences of
    /// the first paragraph that are not told yet.
    pub(super) fn of(subject: &Subject<'_>, arc: &[usize]) -> Self {
        let clock = Clock::of(subject);
        let first = subject.story.span.0;
        let mut days = BTreeMap::<Date, Day>::new();
        for &number in arc {
            let sentence = &subject.story.paragraphs[0][number];
            let day = clock.day(&sentence.evidence).unwrap_or(first);
            let line = without_day(sentence, day, subject.sentence(0, number));
            days.entry(day).or_default().arc.push(line);
        }
        let mut more = runs(subject, &clock);
        let single: BTreeSet<&String> = subject
            .story
            .paragraphs
            .iter()
            .skip(1)
            .flatten()
            .filter_map(only_commit)
            .collect();
        more.extend(voices(subject, &clock, &single));
        Self { days, more }
    }

    /// The days with as much as fits into a number of words, and how many pieces did not.
    pub(super) fn within(mut self, most: usize) -> (BTreeMap<Date, Day>, usize) {
        let words = |lines: &[Line]| lines.iter().map(read_words).sum::<usize>();
        let mut left: usize = self.days.values().map(|day| words(&day.arc)).sum();
        left = most.saturating_sub(left);
        let mut chosen: Vec<Candidate> = Vec::new();
        let mut left_out = 0;
        for candidate in self.more {
            // A heading for its day, a mark for its place in a list.
            let needed = words(&candidate.lines) + 4;
            if needed <= left {
                left -= needed;
                chosen.push(candidate);
            } else {
                left_out += 1;
            }
        }
        chosen.sort_by_key(|each| (each.day, each.order));
        for candidate in chosen {
            let day = self.days.entry(candidate.day).or_default();
            let list = if candidate.is_voice {
                &mut day.voices
            } else {
                &mut day.runs
            };
            list.push(candidate.lines);
        }
        (self.days, left_out)
    }
}

/// The later paragraphs, parted where the day changes: a sentence may speak of "the same commit", so that those of a
/// day stay together in their order.
fn runs(subject: &Subject<'_>, clock: &Clock) -> Vec<Candidate> {
    let mut runs: Vec<Candidate> = Vec::new();
    for (paragraph, sentences) in subject.story.paragraphs.iter().enumerate().skip(1) {
        for (number, sentence) in sentences.iter().enumerate() {
            let day = clock.day(&sentence.evidence);
            if is_rest(sentence) {
                continue;
            }
            let line = subject.sentence(paragraph, number);
            match runs.last_mut() {
                Some(run)
                    if number > 0 && run.order.1 == paragraph && day.is_none_or(|day| day == run.day) =>
                {
                    run.lines.push(without_day(sentence, run.day, line));
                }
                _ => {
                    let day = day.unwrap_or(subject.story.span.0);
                    runs.push(Candidate {
                        day,
                        is_voice: false,
                        order: (0, paragraph),
                        lines: vec![without_day(sentence, day, line)],
                    });
                }
            }
        }
    }
    runs
}

/// Whether a sentence sums up what is left over: in a report it completes the account, in a post it is noise.
fn is_rest(sentence: &Sentence) -> bool {
    let begins = |text: &str| {
        ["Beside these", "Upkeep"]
            .iter()
            .any(|start| text.starts_with(start))
    };
    matches!(sentence.spans.first(), Some(Span::Text { text }) if begins(text))
}
