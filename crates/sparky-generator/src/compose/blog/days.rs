//! What a story holds, day by day.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::{civil::Date, tz::TimeZone};
use sparky_common::model::{ChangeInsight, Evidence, Sentence, Span};

use super::Subject;
use crate::page::Line;

/// How many changes of one day speak for themselves.
const VOICES: usize = 6;

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

/// Something that may be told of a day.
struct Candidate {
    day: Date,
    /// Runs before voices; within each by importance.
    is_voice: bool,
    /// Its place among its like on the day.
    order: (i64, usize),
    lines: Vec<Line>,
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
        let words = |lines: &[Line]| lines.iter().map(Line::words).sum::<usize>();
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
                    run.lines.push(line);
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

/// What the messages of the story's changes say, most consequential first.
fn voices(subject: &Subject<'_>, clock: &Clock, told: &BTreeSet<&String>) -> Vec<Candidate> {
    let repository = &subject.insights.repositories[subject.repository];
    let mut of_day = BTreeMap::<Date, usize>::new();
    let voice = |(index, change): (usize, &ChangeInsight)| {
        let oid = only_commit(&change.sentence)?;
        let is_told = told.contains(oid);
        let mine = change
            .sentence
            .evidence
            .iter()
            .any(|evidence| subject.owns(evidence));
        let detail = change
            .detail
            .as_ref()
            .filter(|_| mine && change.changes == 1 && !is_told)?;
        let moment = *clock.moments.get(oid)?;
        let day = clock.day(&change.sentence.evidence)?;
        let pointer = format!("/repositories/{}/changes/{index}", subject.repository);
        let title = subject
            .resolver
            .sentence(&titled(&change.sentence)?, &format!("{pointer}/sentence"));
        let said = subject
            .resolver
            .sentence(&said(detail), &format!("{pointer}/detail"));
        Some(Candidate {
            day,
            is_voice: true,
            order: (moment, index),
            lines: vec![title, said],
        })
    };
    let all = repository.changes.iter().enumerate().filter_map(voice);
    all.filter(|each| {
        let count = of_day.entry(each.day).or_default();
        *count += 1;
        *count <= VOICES
    })
    .collect()
}

/// A change's title with its reference, and nothing of its size.
fn titled(sentence: &Sentence) -> Option<Sentence> {
    let title = sentence
        .spans
        .iter()
        .find(|span| matches!(span, Span::Quote { .. }))?;
    let reference = sentence
        .spans
        .iter()
        .find(|span| matches!(span, Span::Reference { .. }));
    let commit = sentence
        .spans
        .iter()
        .find(|span| matches!(span, Span::Commit { .. }));
    let own = |text: &str| Span::Text { text: text.into() };
    let mut spans = vec![title.clone()];
    if let Some(link) = reference.or(commit) {
        spans.extend([own(" ("), link.clone(), own(")")]);
    }
    spans.push(own("."));
    let evidence = sentence.evidence.clone();
    Some(Sentence::new(spans, evidence))
}

/// What a message says, without the words that say that it does.
fn said(detail: &Sentence) -> Sentence {
    let mut detail = detail.clone();
    if matches!(detail.spans.first(), Some(Span::Text { text }) if text == "Its message: ") {
        detail.spans.remove(0);
    }
    detail
}

/// A sentence that begins with the day under whose heading it stands, without it.
fn without_day(sentence: &Sentence, day: Date, mut line: Line) -> Line {
    let [
        Span::Text { text: on },
        Span::Day { date } | Span::Weekday { date },
        Span::Text { text: rest },
        ..,
    ] = sentence.spans.as_slice()
    else {
        return line;
    };
    let rest = rest.trim_start_matches([',', ' ']);
    // Only before a subject: "On Friday came a release" needs its day.
    let has_subject = ["the ", "a ", "an ", "it "]
        .iter()
        .any(|article| rest.starts_with(article));
    if on != "On " || *date != day || !has_subject {
        return line;
    }
    let mut capital = rest.to_owned();
    capital[..1].make_ascii_uppercase();
    line.inlines.splice(0..3, [crate::page::Inline::text(capital)]);
    line
}

/// The only commit that a sentence rests on.
fn only_commit(sentence: &Sentence) -> Option<&String> {
    let mut commits = sentence.evidence.iter().filter_map(|evidence| match evidence {
        Evidence::Commit { oid, .. } => Some(oid),
        _ => None,
    });
    let first = commits.next();
    first.filter(|_| commits.next().is_none())
}

/// When the commits of the story's repository were made.
struct Clock {
    moments: HashMap<String, i64>,
    days: HashMap<String, Date>,
}

impl Clock {
    fn of(subject: &Subject<'_>) -> Self {
        let zone = TimeZone::get(&subject.insights.time_zone).unwrap_or(TimeZone::UTC);
        let of_story = |name: &str| name == subject.story.repository;
        let mut repositories = subject.snapshot.repositories.iter();
        let commits = repositories.find(|each| of_story(&each.repository.name));
        let commits = commits.map_or(&[][..], |activity| &activity.commits);
        // A committer's clock may be wrong: what the story counts to its days stays there.
        let (first, last) = subject.story.span;
        let moment =
            |commit: &sparky_common::model::Commit| (commit.oid.clone(), commit.committed_at.as_second());
        let day = |commit: &sparky_common::model::Commit| {
            (
                commit.oid.clone(),
                commit
                    .committed_at
                    .to_zoned(zone.clone())
                    .date()
                    .clamp(first, last),
            )
        };
        Self {
            moments: commits.iter().map(moment).collect(),
            days: commits.iter().map(day).collect(),
        }
    }

    /// The day of the earliest commit among some evidence.
    fn day(&self, evidence: &[Evidence]) -> Option<Date> {
        let days = evidence.iter().filter_map(|evidence| match evidence {
            Evidence::Commit { oid, .. } => self.days.get(oid).copied(),
            _ => None,
        });
        days.min()
    }
}
