//! What the bodies of the larger changes add: what they do, what they cover, and why.

use sparky_common::model::Sentence;

use super::{
    Desk,
    draft::Draft,
    lead::tellable,
    phrase::{bare_name, name},
    voice::Voice,
};
use crate::{
    effort::{Change, Chronicle, Effort, EffortKind},
    text::body,
};

/// Sentences from the bodies of an effort's largest changes, at most `most`.
pub(crate) fn details(
    desk: &Desk<'_>,
    chronicle: &Chronicle<'_>,
    effort: &Effort,
    most: usize,
    voice: &mut Voice,
) -> Vec<Sentence> {
    let _ = desk;
    let in_series = matches!(effort.kind, EffortKind::Series { .. });
    let mut sentences = Vec::new();
    for i in tellable(chronicle, &effort.members, most * 2) {
        if sentences.len() >= most {
            break;
        }
        let change = &chronicle.changes[i];
        if change.commit.body.is_empty() || !voice.first_time(format!("body {}", change.commit.oid)) {
            continue;
        }
        sentences.extend(from_body(
            &chronicle.activity.repository.name,
            change,
            in_series,
            voice,
        ));
    }
    sentences
}

fn from_body(repository: &str, change: &Change<'_>, in_series: bool, voice: &mut Voice) -> Option<Sentence> {
    let body = body::read(&change.commit.body);
    let called = || name(repository, change, in_series);
    let bare = || bare_name(repository, change, in_series);
    let key = change.commit.oid.as_str();
    let mut drafts = Vec::new();
    if let Some(lead) = &body.lead {
        if let Some(verb) = lead.verb {
            let does = verb.third_person();
            drafts.push(called().text(" ").text(&does).text(" ").term(&lead.object));
            drafts.push(
                Draft::new("what ")
                    .then(called())
                    .text(" does, in its own words: it ")
                    .text(&does)
                    .text(" ")
                    .term(&lead.object),
            );
        }
    }
    if body.parts.len() >= 3 {
        let parts = || {
            body.parts
                .iter()
                .take(5)
                .map(|part| Draft::default().term(part))
                .collect::<Vec<_>>()
        };
        drafts.push(bare().text(" is made of ").list(parts()));
        drafts.push(Draft::new("inside ").then(called()).text(" are ").list(parts()));
        drafts.push(
            Draft::new("the parts of ")
                .then(called())
                .text(": ")
                .list(parts()),
        );
    }
    if body.done.len() >= 2 {
        let done = || {
            let parts = body.done.iter().take(3).filter_map(|clause| {
                clause
                    .verb
                    .map(|verb| Draft::new(verb.past).text(" ").term(&clause.object))
            });
            Draft::default().list(parts.collect())
        };
        drafts.push(
            Draft::new("with ")
                .then(called())
                .text(" the commit also ")
                .then(done()),
        );
        drafts.push(Draft::new("along with ").then(bare()).text(", it ").then(done()));
    }
    if let Some(reason) = &body.reason {
        drafts.push(
            Draft::new("the reason for ")
                .then(bare())
                .text(", as its message gives it: ")
                .quote(reason),
        );
    }
    let drafts = drafts
        .into_iter()
        .map(|draft| draft.on(repository, change))
        .collect();
    voice.say(key, drafts)
}
