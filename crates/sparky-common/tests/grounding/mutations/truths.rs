//! True sentences about the facts of a sheet, in the ways in which models word them.

use sparky_common::grounding::{Fact, FactKind, FactSheet, verbs};

/// A sentence that its facts hold.
#[derive(Clone, Debug)]
pub struct Truth {
    pub cites: String,
    pub text: String,
}

/// One sentence for each fact that can be told by a pattern.
pub fn of(sheet: &FactSheet) -> Vec<Truth> {
    let facts = sheet.facts().iter().enumerate();
    facts
        .filter_map(|(place, fact)| {
            let text = match fact.kind {
                FactKind::Commit => commit(place, fact),
                FactKind::Person => person(place, fact),
                FactKind::Share => share(place, fact),
                FactKind::Day => day(place, fact),
                FactKind::Repository => repository(place, fact),
                FactKind::Release => release(place, fact),
                _ => None,
            }?;
            let cites = fact.id.to_string();
            Some(Truth { cites, text })
        })
        .collect()
}

fn short(fact: &Fact) -> Option<&str> {
    fact.repository.as_deref()?.rsplit('/').next()
}

fn commit(place: usize, fact: &Fact) -> Option<String> {
    let number = fact.references.first();
    let subject = fact
        .words
        .rsplit_once(" (#")
        .map_or(fact.words.as_str(), |(words, _)| words);
    let title = subject.split_once(": ").map_or(subject, |(_, title)| title);
    let (verb, rest) = verbs::lead(title)?;
    let plain =
        !rest.contains([':', ';', '?', '@', '$', '<', '~']) && !rest.ends_with('.') && !rest.contains(". ");
    // "Fix A - enable B" is told as two things.
    // "Fix A and improve B" needs its second verb in the past tense; `comprehensive` is one of the empty words.
    let others = rest
        .split(" and ")
        .skip(1)
        .filter_map(|part| part.split(' ').next());
    let told = others.into_iter().any(verbs::is_base) || rest.contains(" was ") || rest.contains(" + ");
    if told || rest.contains("comprehensive") {
        return None;
    }
    if !plain || rest.contains(" - ") || rest.contains("doc/") {
        return None;
    }
    let (past, third) = (verb.past, verb.third_person());
    let who = &fact.people.first()?.name;
    let repository = short(fact)?;
    let date = fact.events.first()?.date;
    let (weekday, date) = (date.strftime("%A"), date.strftime("%-d %B"));
    Some(match (place % 6, number) {
        (0, Some(number)) => format!("{who} {past} {rest} in #{number}."),
        (1, Some(number)) => format!("On {weekday} {who} {past} {rest} (#{number})."),
        (2, Some(number)) if verb.plain => format!("{who}'s #{number} {third} {rest}."),
        (3, _) => format!("On {date} {who} {past} {rest} in {repository}."),
        (4, _) => format!("In {repository}, a commit by {who} {past} {rest}."),
        (_, _) => format!("{who} {past} {rest} in {repository} on {weekday}."),
    })
}

fn person(place: usize, fact: &Fact) -> Option<String> {
    let who = &fact.people.first()?.name;
    let of = |name: &str| {
        let mut all = fact.quantities.iter();
        all.find(|each| each.pointer.ends_with(name))
            .map(|each| each.value)
    };
    let (commits, added, deleted) = (of("/commits")?, of("/additions")?, of("/deletions"));
    let noun = if commits == 1 { "commit" } else { "commits" };
    let lines = |count: u64| if count == 1 { "line" } else { "lines" };
    let added = format!("{added} {}", lines(added));
    Some(match (place % 4, deleted) {
        (0, Some(deleted)) => format!("{who} added {added} and deleted {deleted}."),
        (2, _) => format!("With {commits} {noun}, {who} added {added}."),
        _ => format!("{who} made {commits} {noun}, with {added} added."),
    })
}

fn share(place: usize, fact: &Fact) -> Option<String> {
    let who = &fact.people.first()?.name;
    let repository = short(fact)?;
    let commits = fact.quantities.first()?.value;
    let (count, noun) = match commits {
        1 => ("one".to_owned(), "commit"),
        3 => ("three".to_owned(), "commits"),
        9 => ("nine".to_owned(), "commits"),
        more => (more.to_string(), "commits"),
    };
    Some(match place % 3 {
        0 => format!("{who} made {count} {noun} in {repository}."),
        1 => format!("{repository} received {count} {noun} from {who}."),
        _ => format!("In {repository} there were {count} {noun} by {who}."),
    })
}

fn day(place: usize, fact: &Fact) -> Option<String> {
    let date = fact.events.first()?.date;
    let commits = fact.quantities.first()?.value;
    let (verb, noun) = if commits == 1 {
        ("was", "commit")
    } else {
        ("were", "commits")
    };
    let weekday = date.strftime("%A");
    Some(match (place % 2, fact.standings.is_empty()) {
        (_, false) => format!("{weekday} was the busiest day, with {commits} {noun}."),
        (0, _) => format!("On {weekday} there {verb} {commits} {noun}."),
        _ => format!("{} saw {commits} {noun}.", date.strftime("%-d %B")),
    })
}

fn repository(place: usize, fact: &Fact) -> Option<String> {
    let repository = short(fact)?;
    let commits = fact.quantities.first()?.value;
    let people = fact.quantities.last()?.value;
    Some(match (place % 2, people) {
        (_, 1) => format!("{repository} received {commits} commits from one contributor."),
        (0, _) => format!("{people} contributors made {commits} commits in {repository}."),
        _ => format!("{repository} received {commits} commits from {people} contributors."),
    })
}

fn release(_: usize, fact: &Fact) -> Option<String> {
    let tag = fact.tag.as_ref()?;
    let date = fact.events.first()?.date;
    Some(format!("{tag} was released on {}.", date.strftime("%A")))
}
