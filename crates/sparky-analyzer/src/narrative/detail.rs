//! What the bodies of the larger changes add: what they do, what they cover, and why.

use jiff::civil::Date;
use std::collections::BTreeSet;

use sparky_common::{model::Sentence, period::Kind};

use super::{
    Desk,
    draft::Draft,
    phrase::{bare_name, deeds_in_a_row, has_name, name, run, sole_author, vehicle},
    telling::tellable,
    voice::Voice,
};
use crate::{
    effort::{Change, Chronicle, Effort},
    text::{
        article::article,
        body,
        body::Body,
        clause::{Clause, clauses},
        verbs::Verb,
        words,
    },
};

/// How many things a sentence of a story says were done.
const DONE: usize = 3;

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
    let mut drafts = Vec::new();
    if let Some((verb, lead)) = news_in(&body.lead, change) {
        drafts.push(called().text(" ").text(verb.past).text(" ").term(&lead.object));
    }
    if let Some(done) = done(body, DONE) {
        let also = |subject: Draft| subject.text(" also ").then(done.clone());
        drafts.push(also(bare_name(repository, change)));
        drafts.push(also(Draft::new("the commit of ").then(called())));
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
    let key = &chronicle.changes[i].commit.oid;
    let Some(told) = voice.say(key, alone(desk, chronicle, i, before)) else {
        return Vec::new();
    };
    let added = addition(chronicle, i, voice);
    std::iter::once(told).chain(added).collect()
}

/// What the body of a change adds, for a place right after the sentence about the change.
pub(super) fn addition(chronicle: &Chronicle<'_>, i: usize, voice: &mut Voice) -> Option<Sentence> {
    let repository = chronicle.activity.repository.name.as_str();
    let change = &chronicle.changes[i];
    let body = body::read(&change.commit.body);
    let mut drafts = Vec::new();
    if let Some((verb, lead)) = news_in(&body.lead, change) {
        let does = verb.third_person();
        drafts.push(Draft::new("it ").text(&does).text(" ").term(&lead.object));
    }
    if let Some(done) = done(&body, DONE) {
        let (one, _) = vehicle(chronicle);
        let same = |subject: String| Draft::new(&subject).then(done.clone());
        drafts.push(same(format!("the {one} also ")));
        drafts.push(same(format!("the same {one} ")));
        drafts.push(same("in the same step it ".into()));
    }
    if let Some(reason) = &body.reason {
        let reason = || Draft::default().quote(reason);
        drafts = vec![
            Draft::new("the reason: ").then(reason()),
            Draft::new("why: ").then(reason()),
            Draft::new("the author explains: ").then(reason()),
        ];
    }
    let quote = body.quote.as_ref().filter(|quote| is_news(quote, change));
    if let (true, Some(quote)) = (drafts.is_empty(), quote) {
        let quote = || Draft::default().quote(quote);
        drafts = vec![
            Draft::new("the message says: ").then(quote()),
            Draft::new("in the author's words: ").then(quote()),
            Draft::new("the description says: ").then(quote()),
            Draft::new("the author writes: ").then(quote()),
        ];
    }
    let drafts = drafts
        .into_iter()
        .map(|draft| draft.on(repository, change))
        .collect();
    voice.say(&format!("{} body", change.commit.oid), drafts)
}

/// Ways to say what one change did.
fn alone(desk: &Desk<'_>, chronicle: &Chronicle<'_>, i: usize, before: Option<Date>) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let change = &chronicle.changes[i];
    let kind = desk.clock(chronicle);
    let day = change.at.date();
    let done = run(repository, &[change]);
    let author = sole_author(desk, chronicle, &[i]);
    let named = has_name(change)
        && change.clauses().len() == 1
        && !change.subject.title.contains(" to ")
        && starts_large(&change.subject.title);
    let (one, _) = vehicle(chronicle);
    let mut drafts = Vec::new();
    if kind == Kind::Daily {
        drafts.push(
            Draft::default()
                .repository(repository)
                .text(" ")
                .then(done.clone()),
        );
        let first = if before.is_none() { "one" } else { "another" };
        drafts.push(Draft::new(&format!("{first} {one} ")).then(done.clone()));
        if before.is_some() {
            drafts.push(Draft::new("a further one ").then(done.clone()));
        }
        if before.is_some() && named {
            drafts.push(Draft::new("with it came ").then(name(repository, change)));
            drafts.push(Draft::new("then came ").then(name(repository, change)));
        }
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
        let mut own = vec![
            Draft::default()
                .person(author)
                .text(" ")
                .then(done.clone())
                .on_day(kind, day),
        ];
        if before.is_some() {
            own.push(
                Draft::new("then ")
                    .person(author)
                    .text(" ")
                    .then(done.clone())
                    .on_day(kind, day),
            );
            own.push(
                Draft::new("it was ")
                    .person(author)
                    .text(" who ")
                    .then(done.clone())
                    .on_day(kind, day),
            );
        }
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
fn news_in<'b>(lead: &'b Option<Clause>, change: &Change<'_>) -> Option<(Verb, &'b Clause)> {
    let lead = lead.as_ref()?;
    let verb = lead.verb?;
    is_news(&lead.object, change).then_some((verb, lead))
}

/// Whether words say more than the subject said: at most a third of them stand there.
fn is_news(words: &str, change: &Change<'_>) -> bool {
    let said = words::topics(words);
    let known = said.iter().filter(|word| change.topics.contains(*word)).count();
    known * 3 < said.len()
}

/// At most so many of the things that lists say were done; nothing for a single one.
pub(super) fn done(body: &Body, most: usize) -> Option<Draft> {
    let mut deeds: Vec<(&str, Vec<Draft>)> = Vec::new();
    let mut seen = BTreeSet::new();
    for clause in body
        .done
        .iter()
        .filter(|clause| seen.insert(clause.object.as_str()))
        .take(most)
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
