//! Phrases about changes: what was done to what, joined into runs.

use sparky_common::model::ContributorInsight;

use super::{Desk, draft::Draft};
use crate::{
    effort::{Change, Chronicle, Nature},
    text::clause::article,
};

/// What a change is called: the object of its subject, with its references.
pub(crate) fn name(repository: &str, change: &Change<'_>, in_series: bool) -> Draft {
    let clause = change.clauses(in_series).swap_remove(0);
    Draft::default()
        .term(&clause.object)
        .references(repository, change)
        .on(repository, change)
}

/// What a change is called, without references.
pub(crate) fn bare_name(repository: &str, change: &Change<'_>, in_series: bool) -> Draft {
    let clause = change.clauses(in_series).swap_remove(0);
    Draft::default().term(&clause.object).on(repository, change)
}

/// `added X (#1) and Y, fixed Z`: the changes in their order, neighbours with the same verb joined.
pub(crate) fn run(repository: &str, changes: &[&Change<'_>]) -> Draft {
    let mut verbs: Vec<(&str, Vec<Draft>)> = Vec::new();
    for change in changes {
        let clauses = change.clauses(false);
        let count = clauses.len();
        for (place, clause) in clauses.into_iter().take(2).enumerate() {
            let past = clause.verb.map_or_else(|| default_verb(change), |verb| verb.past);
            let mut object = Draft::new(article(&clause.object));
            object = if clause.verb.is_none() && change.is_terse() {
                object.quote(&clause.object)
            } else {
                object.term(&clause.object)
            };
            if place + 1 == count.min(2) {
                object = object.references(repository, change);
            }
            object = object.on(repository, change);
            match verbs.last_mut() {
                Some((known, objects)) if *known == past => objects.push(object),
                _ => verbs.push((past, vec![object])),
            }
        }
    }
    let parts = verbs
        .into_iter()
        .map(|(past, objects)| Draft::new(past).text(" ").list(objects))
        .collect();
    Draft::default().list(parts)
}

/// The verb for a subject that has none.
fn default_verb(change: &Change<'_>) -> &'static str {
    match change.nature {
        Nature::Repair => "repaired",
        Nature::Document => "wrote",
        Nature::Release => "released",
        _ => "landed",
    }
}

/// Who wrote all of these changes, if one person did.
pub(crate) fn sole_author<'d>(
    desk: &'d Desk<'_>,
    chronicle: &Chronicle<'_>,
    members: &[usize],
) -> Option<&'d ContributorInsight> {
    let mut authors = members.iter().map(|&i| credited(chronicle, i));
    let first = authors.next()??;
    let same = authors.all(|author| author == Some(first));
    same.then(|| person(desk, first))?
}

/// Who is credited with a change: for a merge the author of the commit whose title it carries, if there is one.
pub(crate) fn credited<'c>(chronicle: &'c Chronicle<'_>, i: usize) -> Option<&'c str> {
    let change = &chronicle.changes[i];
    if !change.commit.is_merge() {
        return Some(&change.commit.author);
    }
    chronicle
        .changes
        .iter()
        .rfind(|other| !other.commit.is_merge() && !other.topics.is_empty() && other.topics == change.topics)
        .map(|other| other.commit.author.as_str())
}

/// A contributor by id.
pub(crate) fn person<'d>(desk: &'d Desk<'_>, id: &str) -> Option<&'d ContributorInsight> {
    desk.insights.contributors.iter().find(|person| person.id == id)
}
