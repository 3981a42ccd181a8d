//! What the bodies of the larger changes add: what they do, what they cover, and why.

use jiff::civil::Date;
use std::collections::BTreeSet;

use sparky_common::{model::Sentence, period::Kind};

use super::{
    Desk,
    draft::Draft,
    lead::tellable,
    phrase::{bare_name, deeds_in_a_row, has_name, name, run, sole_author, vehicle},
    voice::Voice,
};
use crate::{
    effort::{Change, Chronicle, Effort},
    text::{
        article::article,
        body,
        body::Body,
        clause::{Clause, clauses},
        words,
    },
};

/// Sentences from the bodies of a series' largest members, at most `most`; the members are already named.
pub(crate) fn of_series(
    chronicle: &Chronicle<'_>,
    effort: &Effort,
    most: usize,
    voice: &mut Voice,
) -> Vec<Sentence> {
    let repository = chronicle.activity.repository.name.as_str();
    let mut sentences = Vec::new();
    for i in tellable(chronicle, &effort.members, most * 2) {
        let change = &chronicle.changes[i];
        if sentences.len() >= most || change.commit.body.is_empty() || !has_name(change) {
            continue;
        }
        let body = body::read(&change.commit.body);
        let drafts = by_name(repository, change, &body);
        sentences.extend(voice.say(&change.commit.oid, drafts));
    }
    sentences
}

fn by_name(repository: &str, change: &Change<'_>, body: &Body) -> Vec<Draft> {
    let called = || name(repository, change);
    let bare = || bare_name(repository, change);
    let mut drafts = Vec::new();
    if let Some((does, lead)) = news_in(&body.lead, change) {
        drafts.push(called().text(" ").text(&does).text(" ").term(&lead.object));
        drafts.push(
            called()
                .text(", its message says, ")
                .text(&does)
                .text(" ")
                .term(&lead.object),
        );
        drafts.push(
            Draft::new("as for ")
                .then(called())
                .text(", it ")
                .text(&does)
                .text(" ")
                .term(&lead.object),
        );
    }
    if let Some(parts) = parts(body) {
        drafts.push(bare().text(" is made of ").list(parts.clone()));
        drafts.push(
            Draft::new("inside ")
                .then(called())
                .text(" are ")
                .list(parts.clone()),
        );
        drafts.push(
            Draft::new("under ")
                .then(bare())
                .text(" the message lists ")
                .list(parts),
        );
    }
    if let Some(done) = done(body) {
        drafts.push(bare().text(" also ").then(done.clone()));
        drafts.push(
            Draft::new("alongside ")
                .then(called())
                .text(", the commit ")
                .then(done),
        );
    }
    drafts
}

/// A change told by itself, and what its body adds.
pub(crate) fn pair(
    desk: &Desk<'_>,
    chronicle: &Chronicle<'_>,
    i: usize,
    before: Option<Date>,
    voice: &mut Voice,
) -> Vec<Sentence> {
    let repository = chronicle.activity.repository.name.as_str();
    let change = &chronicle.changes[i];
    let mut sentences: Vec<Sentence> = voice
        .say(&change.commit.oid, alone(desk, chronicle, i, before))
        .into_iter()
        .collect();
    if sentences.is_empty() || change.commit.body.is_empty() {
        return sentences;
    }
    let body = body::read(&change.commit.body);
    let mut drafts = Vec::new();
    if let Some((does, lead)) = news_in(&body.lead, change) {
        drafts.push(Draft::new("it ").text(&does).text(" ").term(&lead.object));
        drafts.push(
            Draft::new("in detail, it ")
                .text(&does)
                .text(" ")
                .term(&lead.object),
        );
    }
    if let Some(parts) = parts(&body) {
        drafts.push(Draft::new("that takes in ").list(parts.clone()));
        drafts.push(Draft::new("its parts are ").list(parts.clone()));
        drafts.push(Draft::new("the message names ").list(parts));
    }
    if let Some(done) = done(&body) {
        drafts.push(Draft::new("the commit also ").then(done.clone()));
        drafts.push(Draft::new("along with that it ").then(done.clone()));
        drafts.push(Draft::new("the same change ").then(done));
    }
    if let Some(reason) = &body.reason {
        let reason = || Draft::default().quote(reason);
        drafts = vec![
            Draft::new("the reason stands in the message: ").then(reason()),
            Draft::new("why: ").then(reason()),
            Draft::new("the author explains: ").then(reason()),
        ];
    }
    if let (true, Some(quote)) = (drafts.is_empty(), &body.quote) {
        let quote = || Draft::default().quote(quote);
        drafts = vec![
            Draft::new("in its own words: ").then(quote()),
            Draft::new("the message says: ").then(quote()),
            Draft::new("as the description has it: ").then(quote()),
            Draft::new("the author writes: ").then(quote()),
            Draft::new("to quote it: ").then(quote()),
            quote(),
        ];
    }
    let drafts = drafts
        .into_iter()
        .map(|draft| draft.on(repository, change))
        .collect();
    sentences.extend(voice.say(&format!("{} body", change.commit.oid), drafts));
    sentences
}

/// Ways to say what one change did.
fn alone(desk: &Desk<'_>, chronicle: &Chronicle<'_>, i: usize, before: Option<Date>) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let change = &chronicle.changes[i];
    let kind = desk.kind();
    let day = change.at.date();
    let done = run(repository, &[change]);
    let author = sole_author(desk, chronicle, &[i]);
    let named = has_name(change) && change.clauses().len() == 1 && starts_large(&change.subject.title);
    let (one, _) = vehicle(chronicle);
    let mut drafts = Vec::new();
    if kind == Kind::Daily {
        drafts.push(
            Draft::default()
                .repository(repository)
                .text(" ")
                .then(done.clone()),
        );
        drafts.push(Draft::new(&format!("one {one} ")).then(done.clone()));
        drafts.push(Draft::new(&format!("another {one} ")).then(done.clone()));
    } else if before == Some(day) {
        drafts.push(Draft::new(&format!("the same day, a {one} ")).then(done.clone()));
        drafts.push(Draft::new(&format!("another {one} that day ")).then(done.clone()));
        drafts.push(Draft::new("a further one ").then(done.clone()));
        if named {
            drafts.push(Draft::new("with it came ").then(name(repository, change)));
            drafts.push(Draft::new("then came ").then(name(repository, change)));
        }
    } else {
        drafts.push(
            Draft::new("on ")
                .day(kind, day)
                .text(", ")
                .repository(repository)
                .text(" ")
                .then(done.clone()),
        );
        drafts.push(
            Draft::new(&format!("a {one}"))
                .on_day(kind, day)
                .text(" ")
                .then(done.clone()),
        );
        drafts.push(
            Draft::new("on ")
                .day(kind, day)
                .text(&format!(" a {one} "))
                .then(done.clone()),
        );
        if named {
            drafts.push(
                Draft::default()
                    .day(kind, day)
                    .text(" brought ")
                    .then(name(repository, change)),
            );
            drafts.push(
                Draft::new("on ")
                    .day(kind, day)
                    .text(" came ")
                    .then(name(repository, change)),
            );
        }
    }
    if let Some(author) = author {
        let own = vec![
            Draft::default()
                .person(author)
                .text(" ")
                .then(done.clone())
                .on_day(kind, day),
            Draft::new("then ")
                .person(author)
                .text(" ")
                .then(done.clone())
                .on_day(kind, day),
            Draft::new("it was ")
                .person(author)
                .text(" who ")
                .then(done.clone())
                .on_day(kind, day),
            Draft::default()
                .person(author)
                .text(", meanwhile, ")
                .then(done.clone())
                .on_day(kind, day),
        ];
        if before != Some(day) && kind != Kind::Daily {
            drafts.push(
                Draft::new("on ")
                    .day(kind, day)
                    .text(" ")
                    .person(author)
                    .text(" ")
                    .then(done),
            );
        }
        drafts.splice(0..0, own);
    }
    drafts
}

/// Whether what a title names begins large, as names do: others need an article that their authors left out.
fn starts_large(title: &str) -> bool {
    let object = clauses(title).swap_remove(0).object;
    object.starts_with(|c: char| c.is_uppercase() || c == '`')
}

/// The lead of a body with its verb, unless it says what the subject said.
fn news_in<'b>(lead: &'b Option<Clause>, change: &Change<'_>) -> Option<(String, &'b Clause)> {
    let lead = lead.as_ref()?;
    let verb = lead.verb?;
    let said = words::topics(&lead.object);
    let known = said.iter().filter(|word| change.topics.contains(*word)).count();
    (known * 2 < said.len()).then(|| (verb.third_person(), lead))
}

fn parts(body: &Body) -> Option<Vec<Draft>> {
    let parts = body.parts.iter().take(5).map(|part| Draft::default().term(part));
    (body.parts.len() >= 3).then(|| parts.collect())
}

fn done(body: &Body) -> Option<Draft> {
    let mut deeds: Vec<(&str, Vec<Draft>)> = Vec::new();
    let mut seen = BTreeSet::new();
    for clause in body
        .done
        .iter()
        .filter(|clause| seen.insert(clause.object.as_str()))
        .take(3)
    {
        let Some(verb) = clause.verb else { continue };
        let object = Draft::new(article(verb, &clause.object)).term(&clause.object);
        match deeds.iter_mut().find(|(past, _)| *past == verb.past) {
            Some((_, objects)) => objects.push(object),
            None => deeds.push((verb.past, vec![object])),
        }
    }
    let told = deeds.iter().map(|(_, objects)| objects.len()).sum::<usize>();
    (told >= 2).then(|| deeds_in_a_row(deeds))
}
