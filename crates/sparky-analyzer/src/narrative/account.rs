//! All that the message of a change says, for whoever tells the whole story.

use sparky_common::model::Sentence;

use super::{detail::done, draft::Draft};
use crate::{
    effort::Change,
    text::body::{self, Body},
};

/// How many quotations and how many deeds of one message are told.
const QUOTES: usize = 4;
const DEEDS: usize = 6;

/// What the author explains, quoted, and what the message lists as done.
pub(super) fn account(repository: &str, change: &Change<'_>) -> Vec<Sentence> {
    let body = body::read(message(change));
    let explained = explained(&body);
    let opening = if explained.is_some() { "it also " } else { "it " };
    let done = done(&body, DEEDS).map(|done| Draft::new(opening).then(done));
    let drafts = explained.into_iter().chain(done);
    drafts
        .filter_map(|draft| draft.on(repository, change).end())
        .collect()
}

/// The message without the title: the body of a merge begins with it.
fn message<'c>(change: &'c Change<'_>) -> &'c str {
    let body = change.commit.body.as_str();
    if change.commit.is_merge() {
        body.split_once("\n\n").map_or("", |(_, rest)| rest)
    } else {
        body
    }
}

fn explained(body: &Body) -> Option<Draft> {
    let mut quotes = body.told.iter().take(QUOTES);
    let first = Draft::default().quote(quotes.next()?);
    Some(quotes.fold(first, |draft, quote| draft.text(" ").quote(quote)))
}
