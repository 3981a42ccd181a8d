//! What the messages of a story's changes say.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sparky_common::model::{ChangeInsight, Evidence, Sentence, Span};

use super::{Subject, candidate::Candidate, clock::Clock, heard::Heard};

/// How many changes of one day speak for themselves.
const VOICES: usize = 6;

/// Most consequential first. Of those that a sentence of the story is about alone, that sentence has `told` enough.
pub(super) fn voices(subject: &Subject<'_>, clock: &Clock, told: &BTreeSet<&String>) -> Vec<Candidate> {
    let repository = &subject.insights.repositories[subject.repository];
    let mut of_day = BTreeMap::<Date, usize>::new();
    let mut heard = Heard::of(subject.story);
    let voice = |(index, change): (usize, &ChangeInsight)| {
        let oid = only_commit(&change.sentence)?;
        let mut evidence = change.sentence.evidence.iter();
        if told.contains(oid) || !evidence.any(|evidence| subject.owns(evidence)) {
            return None;
        }
        let said = Some(heard.fresh(change)).filter(|said| !said.is_empty())?;
        let moment = *clock.moments.get(oid)?;
        let day = clock.day(&change.sentence.evidence)?;
        let pointer = format!("/repositories/{}/changes/{index}", subject.repository);
        let title = subject
            .resolver
            .sentence(&titled(&change.sentence)?, &format!("{pointer}/sentence"));
        let said = said.into_iter().map(|(sentence, place)| {
            let pointer = format!("{pointer}/{place}");
            subject.resolver.sentence(&sentence, &pointer)
        });
        Some(Candidate {
            day,
            is_voice: true,
            order: (moment, index),
            lines: std::iter::once(title).chain(said).collect(),
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

/// The only commit that a sentence rests on.
pub(super) fn only_commit(sentence: &Sentence) -> Option<&String> {
    let mut commits = sentence.evidence.iter().filter_map(|evidence| match evidence {
        Evidence::Commit { oid, .. } => Some(oid),
        _ => None,
    });
    let first = commits.next();
    first.filter(|_| commits.next().is_none())
}
