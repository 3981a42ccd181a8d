//! Several repositories began in one month.

use super::{Found, commits};
use crate::{
    effort::Chronicle,
    narrative::{Desk, draft::Draft},
};

/// Most repositories that are named.
const NAMED: usize = 6;

pub(super) fn find(desk: &Desk<'_>) -> Option<Found> {
    let is_new = |chronicle: &&Chronicle<'_>| {
        let name = &chronicle.activity.repository.name;
        desk.insights.repositories[desk.repository_index(name)].new
    };
    let mut new: Vec<&Chronicle<'_>> = desk
        .chronicles
        .values()
        .filter(|chronicle| !chronicle.changes.is_empty())
        .filter(is_new)
        .collect();
    if new.len() < 2 {
        return None;
    }
    new.sort_by_key(|chronicle| chronicle.changes[0].at);
    let on = |draft: Draft| {
        new.iter().fold(draft, |draft, chronicle| {
            draft.on(&chronicle.activity.repository.name, &chronicle.changes[0])
        })
    };
    let items: Vec<Draft> = new
        .iter()
        .take(NAMED)
        .map(|chronicle| {
            let name = chronicle.activity.repository.name.as_str();
            let draft = Draft::default().repository(name);
            let draft = draft.on_day(desk.kind(), chronicle.changes[0].at.date());
            commits(desk, draft.text(" ("), name).text(")")
        })
        .collect();
    let more = new.len().saturating_sub(NAMED);
    let tail = |draft: Draft| match more {
        0 => draft,
        more => draft.text("; ").count(more, "more followed", "more followed"),
    };
    let first = on(Draft::new("first commits ever came to ").list(items.clone()));
    let second = on(Draft::new("in the order of their first commits these are ").list(items));
    Some(Found {
        id: "beginnings".into(),
        headline: on(Draft::default().count(new.len(), "repository begins", "repositories begin")),
        repositories: new
            .iter()
            .map(|one| one.activity.repository.name.clone())
            .collect(),
        sentences: vec![vec![tail(first), tail(second)]],
    })
}
