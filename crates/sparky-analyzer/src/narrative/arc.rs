//! The arc of an effort over a month: what it began with, when most of it happened, what came last. Its first and
//! last day stand in the sentence before.

use jiff::civil::Date;
use sparky_common::{model::Sentence, period::Kind};

use super::{
    Desk,
    draft::Draft,
    phrase::{bare_name, has_name, vehicle},
    telling::span,
    voice::Voice,
};
use crate::effort::{Change, Chronicle};

/// Fewest changes and days between the first and the last that make an arc.
const CHANGES: usize = 5;
const DAYS: i32 = 8;

/// Days without a change at the end of the month after which an effort has come to rest.
const REST: i32 = 9;

/// One sentence about the arc of some changes of a month, given in order of time.
pub(super) fn arc(
    desk: &Desk<'_>,
    chronicle: &Chronicle<'_>,
    members: &[usize],
    voice: &mut Voice,
) -> Option<Sentence> {
    let (from, to) = span(chronicle, members);
    let told: Vec<usize> = members
        .iter()
        .copied()
        .filter(|&i| !chronicle.changes[i].is_terse())
        .collect();
    let apart = (to - from).get_days();
    if desk.kind() != Kind::Monthly || told.len() < CHANGES || apart < DAYS {
        return None;
    }
    let repository = chronicle.activity.repository.name.as_str();
    let (first, last) = (
        &chronicle.changes[*told.first()?],
        &chronicle.changes[*told.last()?],
    );
    let (begin, end) = (named(repository, first), named(repository, last));
    let (week, most) = busiest(chronicle, members)?;
    let on = |draft: Draft| draft.on_all(repository, members.iter().map(|&i| &chronicle.changes[i]));
    let (one, many) = vehicle(chronicle);
    let share = |draft: Draft| {
        draft
            .count(most, "", "")
            .text(" of ")
            .count(members.len(), one, many)
            .text(" fell into the week from ")
            .day(Kind::Monthly, week)
    };
    let rested = (desk.insights.period.last_day() - to).get_days() >= REST;
    let tail = |draft: Draft| {
        on(match rested {
            true => draft.text(", and nothing followed"),
            false => draft,
        })
    };
    let whole = Draft::new("it began with ").then(begin.clone()).text("; ");
    let framed = |draft: Draft, joint: &'static str| draft.text(joint).then(end.clone());
    let ways = vec![
        framed(Draft::new("first came ").then(begin.clone()), ", last "),
        framed(
            Draft::new("at its head stands ").then(begin.clone()),
            ", at its end ",
        ),
        framed(Draft::new("the way led from ").then(begin), " to "),
    ];
    // A week that holds less than half is no news, and said of every effort it drones.
    let drafts: Vec<Draft> = if most * 2 < members.len() {
        let whole = framed(whole, "the last so far is ");
        [whole].into_iter().chain(ways).map(tail).collect()
    } else {
        let whole = framed(share(whole), "; the last so far is ");
        let shared = ways.into_iter().map(|way| share(way.text("; ")));
        [whole].into_iter().chain(shared).map(tail).collect()
    };
    let key = format!("{repository} arc {:?}", members.first());
    voice.say(&key, drafts)
}

/// A change by its name, or quoted where it has none that can stand in a sentence.
fn named(repository: &str, change: &Change<'_>) -> Draft {
    let draft = match has_name(change) {
        true => bare_name(repository, change),
        false => Draft::default()
            .quote(&change.subject.title)
            .on(repository, change),
    };
    draft.references(repository, change)
}

/// The Monday on or before the busiest days, within the month, and how many changes its week holds; nothing where no
/// week holds a third.
fn busiest(chronicle: &Chronicle<'_>, members: &[usize]) -> Option<(Date, usize)> {
    let mut weeks: std::collections::BTreeMap<Date, usize> = std::collections::BTreeMap::new();
    for &i in members {
        let day = chronicle.changes[i].at.date();
        let monday = day - jiff::Span::new().days(i64::from(day.weekday().to_monday_zero_offset()));
        // The week that the month cuts begins with the month.
        *weeks.entry(monday.max(day.first_of_month())).or_default() += 1;
    }
    let (week, most) = weeks
        .into_iter()
        .max_by_key(|(week, most)| (*most, std::cmp::Reverse(*week)))?;
    (most * 3 >= members.len()).then_some((week, most))
}
