//! Numbers that a series left out.

use std::collections::BTreeSet;

use sparky_common::model::{Attention, RepositoryActivity, Span};

use super::{Outcome, Then};
use crate::{
    effort::{Change, Chronicle},
    narrative::{attention::WITHOUT, draft::Draft},
    text::series::{Mark, marks},
};

/// Whether the missing numbers came.
pub(super) fn outcome(
    then: &Then<'_>,
    activity: &RepositoryActivity,
    bots: &BTreeSet<&str>,
    attention: &Attention,
) -> Option<Outcome> {
    let name = activity.repository.name.as_str();
    let missing = missing(attention);
    // A repository in which nothing happened says nothing about its series.
    if missing.is_empty() || activity.commits.is_empty() {
        return None;
    }
    let chronicle = Chronicle::read(activity, then.zone, bots);
    let find = |mark: &Mark| -> Option<&Change<'_>> {
        chronicle.changes.iter().find(|change| {
            let mut marks = change.subject.marks.iter();
            marks.any(|one| one.label == mark.label && (one.number..=one.through).contains(&mark.number))
        })
    };
    let (came, absent): (Vec<_>, Vec<_>) = missing
        .iter()
        .map(|(spelled, mark)| (spelled, find(mark)))
        .partition(|(_, change)| change.is_some());
    let spelled = |row: &[(&String, Option<&Change<'_>>)]| -> Vec<Draft> {
        row.iter().map(|(code, _)| Draft::default().code(code)).collect()
    };
    if came.is_empty() {
        let index = then.index(name)?;
        let draft = Draft::default()
            .repository(name)
            .text(" still has no ")
            .list(spelled(&absent));
        return Some(Outcome {
            settled: false,
            drafts: vec![draft.because(sparky_common::model::Evidence::Metric {
                pointer: format!("/repositories/{index}/name"),
            })],
        });
    }
    let came: Vec<Draft> = came
        .iter()
        .filter_map(|(code, change)| {
            let change = (*change)?;
            let draft = Draft::default()
                .code(code)
                .text(" with ")
                .quote(&change.subject.title);
            let draft = draft.references(name, change).on(name, change);
            Some(draft.on_day(then.kind(), change.at.date()))
        })
        .collect();
    let draft = Draft::new("the series in ")
        .repository(name)
        .text(" got what it lacked ")
        .text(&then.last())
        .text(": ")
        .list(came);
    let draft = match absent.is_empty() {
        true => draft,
        false => draft.text("; still missing: ").list(spelled(&absent)),
    };
    Some(Outcome {
        settled: absent.is_empty(),
        drafts: vec![draft],
    })
}

/// The numbers that a finding about a series names as missing, as they were spelled.
fn missing(attention: &Attention) -> Vec<(String, Mark)> {
    let spans = &attention.sentence.spans;
    let cut = spans
        .iter()
        .position(|span| matches!(span, Span::Text { text } if text == WITHOUT));
    let after = cut.map_or(&[][..], |cut| &spans[cut + 1..]);
    let read = |span: &Span| match span {
        Span::Code { text } => marks(text).0.into_iter().next().map(|mark| (text.clone(), mark)),
        _ => None,
    };
    after.iter().filter_map(read).collect()
}
