//! Phrases about changes: what was done to what, joined as English joins them.

use sparky_common::model::ContributorInsight;

use super::{Desk, draft::Draft};
use crate::{
    effort::{Change, Chronicle, Nature},
    text::{
        article::{article, head},
        clause::{Clause, missing_object, reads_as_name, unheaded},
        verbs::{self, Act},
    },
};

/// What a change is called: the object of its subject, with its references.
pub(crate) fn name(repository: &str, change: &Change<'_>) -> Draft {
    bare_name(repository, change).references(repository, change)
}

/// What a change is called, without references.
pub(crate) fn bare_name(repository: &str, change: &Change<'_>) -> Draft {
    Draft::default().term(&called(change)).on(repository, change)
}

/// The name alone; what follows a dash explains it and is left out.
fn called(change: &Change<'_>) -> String {
    without_tail(&change.clauses().swap_remove(0).object).to_owned()
}

/// Whether a change has a name that can stand as the subject of a sentence.
pub(crate) fn has_name(change: &Change<'_>) -> bool {
    let clause = change.clauses().swap_remove(0);
    let made = clause
        .verb
        .is_none_or(|verb| verb.act == Act::Build && verb.base != "use");
    let title = &change.subject.title;
    let phrase = is_phrase(title) && !is_thing(change, &clause) && change.subject.marks.is_empty();
    let unsure = clause.verb.is_none() && (phrase || verbs::lead(title).is_some());
    !change.is_terse()
        && !unsure
        && made
        && reads_as_name(&called(change))
        && !matches!(change.nature, Nature::Repair | Nature::Removal)
}

/// What brings a change into the repository: `commit` or `pull request`, and many of them.
pub(crate) fn vehicle(chronicle: &Chronicle<'_>) -> (&'static str, &'static str) {
    if chronicle.by_merge {
        ("pull request", "pull requests")
    } else {
        ("commit", "commits")
    }
}

/// A verb of ours and the objects it was done to.
struct Deed<'c, 'a> {
    past: &'static str,
    things: Vec<Thing<'c, 'a>>,
}

struct Thing<'c, 'a> {
    lead: &'static str,
    words: String,
    quoted: bool,
    changes: Vec<&'c Change<'a>>,
    with_references: bool,
}

/// `added X (#1) and Y, and fixed Z`: the same verbs are joined, and what their objects share is said once.
pub(crate) fn run<'c, 'a>(repository: &str, changes: &[&'c Change<'a>]) -> Draft {
    let mut deeds: Vec<Deed<'c, 'a>> = Vec::new();
    for change in changes {
        let clauses = change.clauses();
        let last = clauses.len().min(2) - 1;
        for (place, clause) in clauses.into_iter().take(2).enumerate() {
            add(&mut deeds, change, &clause, place == last);
        }
    }
    for deed in &mut deeds {
        share(&mut deed.things);
    }
    let deeds = deeds.into_iter().map(|deed| {
        let things = deed
            .things
            .into_iter()
            .map(|thing| thing.draft(repository))
            .collect();
        (deed.past, things)
    });
    deeds_in_a_row(deeds.collect())
}

/// Whether what changes did can be told with verbs of ours: each has one of its own, and no second sentence hides
/// behind a semicolon. Their subjects are better quoted where not.
pub(crate) fn tells_itself(changes: &[&Change<'_>]) -> bool {
    changes.iter().all(|change| {
        let named = change.subject.kind.is_some() || change.subject.scope.is_some();
        let told = change.clauses().iter().all(|clause| clause.verb.is_some());
        !change.subject.title.contains("; ") && (named || told)
    })
}

/// The subjects of changes as quotations in a row.
pub(crate) fn quotes(repository: &str, changes: &[&Change<'_>]) -> Draft {
    let quote = |change: &&Change<'_>| {
        Draft::default()
            .quote(&change.subject.title)
            .references(repository, change)
            .on(repository, change)
    };
    Draft::default().list(changes.iter().map(quote).collect())
}

/// Verbs with their objects: `added X and Y, and fixed Z`.
pub(crate) fn deeds_in_a_row(deeds: Vec<(&str, Vec<Draft>)>) -> Draft {
    let nested = deeds.iter().any(|(_, objects)| objects.len() > 1);
    let last = deeds.len().saturating_sub(1);
    deeds
        .into_iter()
        .enumerate()
        .fold(Draft::default(), |draft, (place, (past, objects))| {
            let joint = match place {
                0 => "",
                _ if place == last && (nested || last > 1) => ", and ",
                _ if place == last => " and ",
                _ => ", ",
            };
            draft.text(joint).text(past).text(" ").list(objects)
        })
}

fn add<'c, 'a>(
    deeds: &mut Vec<Deed<'c, 'a>>,
    change: &'c Change<'a>,
    clause: &Clause,
    with_references: bool,
) {
    let unnamed = change.is_terse()
        || verbs::lead(&change.subject.title).is_some()
        || change.nature == Nature::Repair
        || !reads_as_name(&clause.object)
        || (is_phrase(&change.subject.title) && !is_thing(change, clause));
    let default = default_verb(change);
    // "Landed" says nothing of what the words are, so that only the marks of a quotation tell them from ours.
    let quoted = clause.verb.is_none() && (unnamed || default == "landed");
    let past = match (clause.verb, default) {
        (Some(verb), _) => verb.past,
        (None, "added" | "wrote") if quoted => "landed",
        (None, past) => past,
    };
    let lead = match clause.verb {
        _ if quoted => "",
        Some(verb) if !missing_object(verb, &clause.object).is_empty() => {
            missing_object(verb, &clause.object)
        }
        Some(verb) => article(verb, &clause.object),
        None if past == "added" => verbs::find("add").map_or("", |add| article(add, &clause.object)),
        None => "",
    };
    let thing = Thing {
        lead,
        words: without_tail(&clause.object).to_owned(),
        quoted,
        changes: vec![change],
        with_references,
    };
    // "Bumped the version and to 2.0" mixes what was bumped with where to.
    let bare = thing.words.starts_with("to ");
    let alike =
        |deed: &&mut Deed<'c, 'a>| deed.past == past && deed.things[0].words.starts_with("to ") == bare;
    let Some(deed) = deeds.iter_mut().find(alike) else {
        deeds.push(Deed {
            past,
            things: vec![thing],
        });
        return;
    };
    match deed.things.iter_mut().find(|known| known.words == thing.words) {
        Some(known) => known.changes.push(change),
        None => deed.things.push(thing),
    }
}

/// Whether a title without a known verb is more likely a phrase than a name: `Pull out some checks`, `close the door`.
fn is_phrase(title: &str) -> bool {
    let sentence_case = title
        .split(' ')
        .nth(1)
        .is_some_and(|word| word.starts_with(|c: char| c.is_lowercase() || c == '`'));
    let common_noun = unheaded(title) != title;
    let first = title.split(' ').next().unwrap_or_default();
    if first.chars().filter(char::is_ascii_uppercase).count() > 1 {
        // "OBI deployment", "ComfyUI bindings": no verb is spelled like this.
        return false;
    }
    title.starts_with(char::is_lowercase) || (sentence_case && !common_noun)
}

/// Whether what a feature's title names is surely a thing: its head is a noun that takes an article.
fn is_thing(change: &Change<'_>, clause: &Clause) -> bool {
    let noun = |add| !article(add, &clause.object).is_empty();
    let several = || clause.object.starts_with(char::is_uppercase) && head(&clause.object).ends_with('s');
    change.subject.kind == Some("feat") && (verbs::find("add").is_some_and(noun) || several())
}

/// Words up to a dash, for what follows it explains, or up to a bracket that is never closed.
fn without_tail(words: &str) -> &str {
    let words = match words.rsplit_once(" (") {
        Some((head, tail)) if !tail.contains(')') => head,
        _ => words,
    };
    match words.split_once(" - ") {
        Some((head, _)) if head.contains(' ') => head,
        _ => words,
    }
}

/// The verb for a subject that has none.
fn default_verb(change: &Change<'_>) -> &'static str {
    match change.nature {
        Nature::Repair => "fixed",
        Nature::Document => "wrote",
        Nature::Release => "released",
        Nature::Build if change.subject.kind == Some("feat") => "added",
        _ => "landed",
    }
}

/// Says the shared end of three things or more only with the last: `a, b and c repository`.
fn share(things: &mut [Thing<'_, '_>]) {
    if things.len() < 3 || things.iter().any(|thing| thing.quoted) {
        return;
    }
    let mut rows: Vec<Vec<&str>> = things
        .iter()
        .map(|thing| thing.words.split(' ').collect())
        .collect();
    let shortest = rows.iter().map(Vec::len).min().unwrap_or_default();
    let shared = (1..shortest)
        .take_while(|&back| {
            rows.iter()
                .all(|row| row[row.len() - back] == rows[0][rows[0].len() - back])
        })
        .count();
    if shared < 2 {
        return;
    }
    let last = rows.len() - 1;
    for row in &mut rows[..last] {
        row.truncate(row.len() - shared);
    }
    let words: Vec<String> = rows.into_iter().map(|row| row.join(" ")).collect();
    for (thing, words) in things.iter_mut().zip(words) {
        thing.words = words;
    }
}

impl Thing<'_, '_> {
    fn draft(self, repository: &str) -> Draft {
        let mut draft = Draft::new(self.lead);
        draft = if self.quoted {
            draft.quote(&self.words)
        } else {
            draft.term(&self.words)
        };
        if self.changes.len() > 1 {
            draft = draft
                .text(" (")
                .count(self.changes.len(), "time", "times")
                .text(")");
        } else if self.with_references {
            draft = draft.references(repository, self.changes[0]);
        }
        draft.on_all(repository, self.changes)
    }
}

/// Who wrote all of these changes, if one person did and there are others about.
pub(crate) fn sole_author<'d>(
    desk: &'d Desk<'_>,
    chronicle: &Chronicle<'_>,
    members: &[usize],
) -> Option<&'d ContributorInsight> {
    if !desk.is_shared() {
        return None;
    }
    let mut authors = members.iter().map(|&i| chronicle.credits[i]);
    let first = authors.next()??;
    let same = authors.all(|author| author == Some(first));
    same.then(|| person(desk, first))?.filter(|person| !person.bot)
}

/// A contributor by id.
pub(crate) fn person<'d>(desk: &'d Desk<'_>, id: &str) -> Option<&'d ContributorInsight> {
    desk.insights.contributors.iter().find(|person| person.id == id)
}
