//! Pull requests and issues that waited.

use jiff::{Timestamp, civil::Date};
use sparky_common::model::{Attention, Evidence, RepositoryActivity, Span};

use super::{Outcome, Then};
use crate::narrative::draft::Draft;

/// What became of one, in the order of telling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Merged,
    Closed,
    Reviewed,
    Waits,
}

struct Item<'a> {
    number: u64,
    title: &'a str,
    fate: Fate,
    /// When it met its fate; of what waits, since when.
    day: Option<Date>,
}

/// What became of those that the report before named, each by its number.
pub(super) fn outcome(
    then: &Then<'_>,
    activity: &RepositoryActivity,
    attention: &Attention,
) -> Option<Outcome> {
    let name = activity.repository.name.as_str();
    let mut items: Vec<Item<'_>> = attention
        .sentence
        .evidence
        .iter()
        .filter_map(|evidence| match evidence {
            Evidence::Reference { repository, number } if repository == name => item(then, activity, *number),
            _ => None,
        })
        .collect();
    items.sort_by_key(|item| (item.fate, item.number));
    let settled = items.iter().all(|item| item.fate != Fate::Waits);
    let draft = match items.as_slice() {
        [] => return None,
        [only] => reference(name, only.number)
            .text(" in ")
            .repository(name)
            .text(", ")
            .quote(only.title)
            .text(", waited ")
            .text(&then.last())
            .text(" and ")
            .then(fate(then, only.fate, only.day, true)),
        several => {
            let clauses = several.chunk_by(|a, b| a.fate == b.fate).map(|same| {
                let numbers = same.iter().map(|item| reference(name, item.number)).collect();
                let day = same[0]
                    .day
                    .filter(|_| same.iter().all(|item| item.day == same[0].day));
                let clause = Draft::default().list(numbers).text(" ");
                clause.then(fate(then, same[0].fate, day, same.len() == 1))
            });
            let clauses = clauses
                .enumerate()
                .fold(Draft::default(), |draft, (place, clause)| {
                    draft.text(if place == 0 { "" } else { "; " }).then(clause)
                });
            Draft::new("of what waited in ")
                .repository(name)
                .text(" ")
                .text(&then.last())
                .text(", ")
                .then(clauses)
        }
    };
    Some(Outcome {
        settled,
        drafts: vec![draft],
    })
}

/// Nothing where it was neither touched in the window nor open at its end: then nothing is known.
fn item<'a>(then: &Then<'_>, activity: &'a RepositoryActivity, number: u64) -> Option<Item<'a>> {
    let item = |title: &'a str, fate: Fate, at: Option<Timestamp>| Item {
        number,
        title,
        fate,
        day: at.map(|at| then.day(at)),
    };
    if let Some(pull) = activity.pull_requests.iter().find(|one| one.number == number) {
        return Some(match (pull.merged_at, pull.closed_at) {
            (Some(at), _) => item(&pull.title, Fate::Merged, Some(at)),
            (None, Some(at)) => item(&pull.title, Fate::Closed, Some(at)),
            _ if !pull.reviews.is_empty() => item(&pull.title, Fate::Reviewed, None),
            _ => item(&pull.title, Fate::Waits, Some(pull.opened_at)),
        });
    }
    if let Some(issue) = activity.issues.iter().find(|one| one.number == number) {
        return Some(match issue.closed_at {
            Some(at) => item(&issue.title, Fate::Closed, Some(at)),
            None => item(&issue.title, Fate::Waits, Some(issue.opened_at)),
        });
    }
    let mut open = activity.open_pull_requests.iter().chain(&activity.open_issues);
    let open = open.find(|one| one.number == number)?;
    let fate = if open.reviewed {
        Fate::Reviewed
    } else {
        Fate::Waits
    };
    Some(item(
        &open.title,
        fate,
        Some(open.opened_at).filter(|_| !open.reviewed),
    ))
}

/// `was merged on Tuesday`, `still wait, open since 3 November`.
fn fate(then: &Then<'_>, fate: Fate, day: Option<Date>, one: bool) -> Draft {
    let (was, has, waits) = if one {
        ("was ", "has", "still waits")
    } else {
        ("were ", "have", "still wait")
    };
    let on = |draft: Draft| match day {
        Some(day) => draft.on_day(then.kind(), day),
        None => draft,
    };
    match (fate, day) {
        (Fate::Merged, _) => on(Draft::new(was).text("merged")),
        (Fate::Closed, _) => on(Draft::new(was).text("closed")),
        (Fate::Reviewed, _) => Draft::new(has).text(" a review now"),
        (Fate::Waits, None) => Draft::new(waits),
        (Fate::Waits, Some(date)) => Draft::new(waits).text(", open since ").span(Span::Day { date }),
    }
}

fn reference(repository: &str, number: u64) -> Draft {
    let repository = repository.to_owned();
    Draft::default()
        .span(Span::Reference {
            repository: repository.clone(),
            number,
        })
        .because(Evidence::Reference { repository, number })
}
