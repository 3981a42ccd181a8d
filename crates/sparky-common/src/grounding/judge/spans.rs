//! From marks to spans: everything that claims something is rendered by code.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::{
    grounding::{
        Claim, FactSheet,
        clause::Clause,
        lexicon::Entity,
        scan::{Mark, Part},
        token::{Shape, Token},
    },
    model::Span,
};

pub(super) fn spans(
    sheet: &FactSheet,
    claim: &Claim,
    tokens: &[Token<'_>],
    clauses: &[Clause],
    cited: &BTreeSet<usize>,
) -> Vec<Span> {
    let mut spans = Spans::default();
    let mut at = claim.text.len() - claim.text.trim_start().len();
    for (clause, mark) in clauses
        .iter()
        .flat_map(|clause| clause.marks.iter().map(move |mark| (clause, mark)))
    {
        let (start, end) = (tokens[mark.from].start, tokens[mark.to - 1].end);
        if start > at {
            spans.text(" ");
        }
        let text = &claim.text[start..end];
        match span(sheet, mark, tokens, clause, cited) {
            Some(span) => spans.0.push(span),
            None if text.bytes().any(|byte| byte.is_ascii_digit()) => spans.term(text),
            None if matches!(mark.part, Part::Word) => spans.term(text),
            None => spans.text(text),
        }
        at = end;
    }
    spans.0
}

#[derive(Default)]
struct Spans(Vec<Span>);

impl Spans {
    fn text(&mut self, words: &str) {
        if let Some(Span::Text { text }) = self.0.last_mut() {
            text.push_str(words);
        } else {
            self.0.push(Span::Text {
                text: words.to_owned(),
            });
        }
    }

    /// Collected words run on: a space between two of them belongs to them.
    fn term(&mut self, words: &str) {
        if let [.., Span::Term { text }, Span::Text { text: gap }] = self.0.as_mut_slice()
            && gap == " "
        {
            text.push(' ');
            text.push_str(words);
            self.0.pop();
        } else {
            self.0.push(Span::Term {
                text: words.to_owned(),
            });
        }
    }
}

fn span(
    sheet: &FactSheet,
    mark: &Mark,
    tokens: &[Token<'_>],
    clause: &Clause,
    cited: &BTreeSet<usize>,
) -> Option<Span> {
    let facts = || cited.iter().map(|place| &sheet.facts()[*place]);
    let repository = |number: &u64| {
        let mut holders =
            facts().filter(|fact| fact.references.contains(number) && fact.repository.is_some());
        let named = |name: &&String| clause.repositories.is_empty() || clause.repositories.contains(name);
        holders
            .find_map(|fact| fact.repository.as_ref().filter(named))
            .cloned()
    };
    Some(match &mark.part {
        Part::Name(Entity::Person(id, name)) => Span::Person {
            id: id.clone(),
            name: name.clone(),
        },
        Part::Name(Entity::Repository(name)) => Span::Repository { name: name.clone() },
        Part::Name(Entity::Tag(tag)) => Span::Release {
            repository: facts()
                .find(|fact| fact.tag.as_ref() == Some(tag))?
                .repository
                .clone()?,
            tag: tag.clone(),
        },
        Part::Reference(number) => Span::Reference {
            repository: repository(number)?,
            number: *number,
        },
        Part::Oid(id) => {
            let fact =
                facts().find(|fact| fact.oid.as_ref().is_some_and(|oid| oid.starts_with(id.as_str())))?;
            Span::Commit {
                repository: fact.repository.clone()?,
                oid: fact.oid.clone()?,
            }
        }
        Part::Day(date) => Span::Day { date: *date },
        Part::Weekday(weekday) => {
            let dates = facts().flat_map(|fact| &fact.events).map(|event| event.date);
            let date: Date = dates.filter(|date| date.weekday() == *weekday).min()?;
            Span::Weekday { date }
        }
        Part::Number(value, noun) => {
            // The noun is taken with the number where the two stand side by side.
            let taken = noun.filter(|_| mark.to - mark.from > 1);
            let (one, many) = taken.map_or(("", ""), |(noun, _)| noun.words());
            Span::Count {
                value: *value,
                one: one.to_owned(),
                many: many.to_owned(),
            }
        }
        Part::Verbatim => {
            let text = tokens[mark.from].text.to_owned();
            if tokens[mark.from].shape == Shape::Coded {
                Span::Code { text }
            } else {
                Span::Quote { text }
            }
        }
        _ => return None,
    })
}
