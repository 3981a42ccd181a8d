//! Clauses of a sentence and whom, where and when each is about.

use jiff::civil::{Date, Weekday};

use super::{
    Noun,
    lexicon::Entity,
    scan::{Mark, Part},
};

/// A row of marks that says one thing, and its frame: what is not named is taken from the clause before.
#[derive(Clone, Debug, Default)]
pub(super) struct Clause {
    pub marks: Vec<Mark>,
    pub people: Vec<String>,
    pub repositories: Vec<String>,
    pub dates: Vec<Date>,
    pub weekdays: Vec<Weekday>,
    /// What was counted last before it.
    pub noun: Option<Noun>,
    /// Whether the clause before gives a number.
    pub counts_before: bool,
}

/// Splits where something new is said: at a joint whose chunk has a verb, or a number and a name, of its own.
pub(super) fn clauses(marks: Vec<Mark>) -> Vec<Clause> {
    let mut chunks: Vec<Vec<Mark>> = vec![Vec::new()];
    for mark in marks {
        if mark.part == Part::Joint {
            chunks.push(Vec::new());
        }
        if let Some(chunk) = chunks.last_mut() {
            chunk.push(mark);
        }
    }
    let mut rows: Vec<Vec<Mark>> = Vec::new();
    for chunk in chunks {
        let alone = rows.len() == 1;
        match rows.last_mut() {
            Some(last) if !(acts(last) && says(&chunk)) => last.extend(chunk),
            // "With two commits, Ada added ...": what is counted before anyone is named belongs to who is named next.
            Some(last) if alone && introduces(last) => last.extend(chunk),
            _ => rows.push(chunk),
        }
    }
    let mut clauses: Vec<Clause> = Vec::new();
    for marks in rows {
        let clause = Clause::of(marks, clauses.last());
        clauses.push(clause);
    }
    clauses
}

fn acts(marks: &[Mark]) -> bool {
    marks
        .iter()
        .any(|mark| matches!(mark.part, Part::Verb(_) | Part::Deed(..) | Part::Number(..)))
}

/// Whether these are numbers of nobody in particular, without a verb.
fn introduces(marks: &[Mark]) -> bool {
    !marks.iter().any(|mark| {
        matches!(
            mark.part,
            Part::Verb(_) | Part::Deed(..) | Part::Name(_) | Part::Day(_) | Part::Weekday(_)
        )
    })
}

fn says(marks: &[Mark]) -> bool {
    let has = |wanted: fn(&Part) -> bool| marks.iter().any(|mark| wanted(&mark.part));
    has(|part| matches!(part, Part::Verb(_) | Part::Deed(..)))
        || (has(|part| matches!(part, Part::Name(_) | Part::Day(_) | Part::Weekday(_)))
            && has(|part| {
                matches!(
                    part,
                    Part::Number(..) | Part::Reference(_) | Part::Word | Part::Verbatim
                )
            }))
}

impl Clause {
    fn of(marks: Vec<Mark>, before: Option<&Self>) -> Self {
        let mut clause = Self::default();
        for mark in &marks {
            match &mark.part {
                Part::Name(Entity::Person(id, _)) => clause.people.push(id.clone()),
                Part::Name(Entity::Repository(name)) => clause.repositories.push(name.clone()),
                Part::Day(date) => clause.dates.push(*date),
                Part::Weekday(weekday) => clause.weekdays.push(*weekday),
                _ => {}
            }
        }
        if let Some(before) = before {
            let noun = before.marks.iter().rev().find_map(|mark| match mark.part {
                Part::Number(_, Some((noun, _))) | Part::Thing(noun, _) => Some(noun),
                _ => None,
            });
            clause.noun = noun.or(before.noun);
            clause.counts_before = before
                .marks
                .iter()
                .any(|mark| matches!(mark.part, Part::Number(..)));
            if clause.people.is_empty() {
                clause.people.clone_from(&before.people);
            }
            if clause.repositories.is_empty() {
                clause.repositories.clone_from(&before.repositories);
            }
            if clause.dates.is_empty() && clause.weekdays.is_empty() {
                clause.dates.clone_from(&before.dates);
                clause.weekdays.clone_from(&before.weekdays);
            }
        }
        clause.marks = marks;
        clause
    }

    /// Whether it names a day.
    pub fn is_dated(&self) -> bool {
        !self.dates.is_empty() || !self.weekdays.is_empty()
    }

    /// Whether a day is one it names.
    pub fn names(&self, date: Date) -> bool {
        self.dates.contains(&date) || self.weekdays.contains(&date.weekday())
    }
}
