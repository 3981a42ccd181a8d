//! The checks of one clause, part by part.

use super::{Bench, Cited, Found, Governor, Places, bind::Held};
use crate::grounding::{
    Flaw, Noun,
    lexicon::Entity,
    scan::{Mark, Part},
};

impl<'a> Bench<'a> {
    pub(super) fn judge(&self, found: &mut Found) {
        let marks = self.clause.marks.iter().enumerate();
        let held: Vec<Held> = marks
            .filter_map(|(at, mark)| self.mark(at, mark, found).map(|places| Held { at, places }))
            .collect();
        if found.flaws.is_empty() {
            self.bind(&held, found);
        }
        self.relates(&held, found);
        self.frame(found);
    }

    /// Everyone and every place and day that is named must be in a fact that agrees with the rest of the frame.
    fn frame(&self, found: &mut Found) {
        let framed = self.framed(None);
        for mark in &self.clause.marks {
            match &mark.part {
                Part::Name(Entity::Person(id, name)) => {
                    let held = framed
                        .iter()
                        .any(|cited| cited.fact.people.iter().any(|actor| actor.id == *id));
                    found.flaws.extend((!held).then(|| Flaw::Person(name.clone())));
                }
                Part::Name(Entity::Repository(name)) => {
                    let held = framed
                        .iter()
                        .any(|cited| cited.fact.repository.as_ref() == Some(name));
                    found
                        .flaws
                        .extend((!held).then(|| Flaw::Repository(name.clone())));
                }
                Part::Day(_) | Part::Weekday(_) => {
                    let held = framed.iter().any(|cited| {
                        cited.fact.events.iter().any(|event| match mark.part {
                            Part::Day(date) => event.date == date,
                            Part::Weekday(weekday) => event.date.weekday() == weekday,
                            _ => false,
                        })
                    });
                    found
                        .flaws
                        .extend((!held).then(|| Flaw::Date(self.text(mark.from).to_owned())));
                }
                _ => {}
            }
        }
    }

    /// "Nine commits, which added a cache": that each of the nine did is not decided.
    fn relates(&self, held: &[Held], found: &mut Found) {
        let first = self
            .clause
            .marks
            .first()
            .map(|mark| self.text(mark.from).to_lowercase());
        let relative = first.is_some_and(|word| matches!(word.as_str(), "which" | "who" | "where" | "whose"));
        let content = |each: &Held| {
            !matches!(
                self.clause.marks[each.at].part,
                Part::Number(..) | Part::Thing(..)
            )
        };
        if relative && self.clause.counts_before && held.iter().any(content) {
            found.flaws.push(Flaw::Undecided("which".to_owned()));
        }
        let day = |mark: &&Mark| matches!(mark.part, Part::Thing(Noun::Day, _));
        let number = self
            .clause
            .marks
            .iter()
            .any(|mark| matches!(mark.part, Part::Number(..)));
        if let Some(mark) = self.clause.marks.iter().find(day)
            && number
            && !self.clause.is_dated()
        {
            found.flaws.push(Flaw::Undecided(self.text(mark.from).to_owned()));
        }
    }

    /// The facts that have a part, where it is one that a fact must have.
    fn mark(&self, at: usize, mark: &Mark, found: &mut Found) -> Option<Places> {
        let word = || self.text(mark.from).to_owned();
        match &mark.part {
            Part::Plain
            | Part::Joint
            | Part::Day(_)
            | Part::Weekday(_)
            | Part::Name(Entity::Person(..) | Entity::Repository(_)) => None,
            Part::Name(Entity::Tag(tag)) => {
                let holds = |cited: Cited<'_>| cited.fact.tag.as_ref() == Some(tag);
                self.need(at, found, holds, || Flaw::Item(word()))
            }
            Part::Reference(number) => {
                let holds = |cited: Cited<'_>| cited.fact.references.contains(number);
                self.need(at, found, holds, || Flaw::Item(format!("#{number}")))
            }
            Part::Oid(id) => {
                let holds = |cited: Cited<'_>| {
                    let oid = cited.fact.oid.as_ref();
                    oid.is_some_and(|oid| oid.starts_with(id.as_str()))
                };
                self.need(at, found, holds, || Flaw::Item(id.clone()))
            }
            Part::Verbatim => {
                let text = self.text(mark.from);
                let holds = |cited: Cited<'_>| {
                    cited.fact.words.contains(text) || cited.fact.paths.iter().any(|path| path == text)
                };
                self.need(at, found, holds, || Flaw::Item(word()))
            }
            Part::Number(value, noun) => self.number(at, mark, *value, *noun, found),
            Part::Thing(noun, plural) => self.thing(mark, *noun, *plural, found),
            Part::Verb(_) | Part::Deed(..) => {
                self.verb(at, mark, found);
                None
            }
            Part::Denial => {
                self.denial(mark, found);
                None
            }
            Part::Compares => {
                self.compares(at, mark, found);
                None
            }
            Part::Word => self.word(at, mark, found),
        }
    }

    /// A part that a fact must carry which agrees with frame and verb.
    pub(super) fn need(
        &self,
        at: usize,
        found: &mut Found,
        holds: impl Fn(Cited<'_>) -> bool,
        missing: impl Fn() -> Flaw,
    ) -> Option<Places> {
        let governor = self.governor(at);
        let deed = match governor {
            Governor::Deed(deed, None) => Some(deed),
            _ => None,
        };
        let holders: Vec<_> = self.cited.iter().copied().filter(|cited| holds(*cited)).collect();
        if holders.is_empty() {
            found.flaws.push(missing());
            return None;
        }
        let framed = self.framed(deed);
        let here: Vec<_> = holders
            .iter()
            .copied()
            .filter(|cited| framed.iter().any(|each| each.place == cited.place))
            .collect();
        if here.is_empty() {
            found.flaws.push(self.misplaced(&holders));
            return None;
        }
        let content = matches!(self.clause.marks[at].part, Part::Word | Part::Verbatim);
        let agreed: Places = here
            .into_iter()
            .filter(|cited| self.agrees(governor, *cited, content))
            .map(|cited| cited.place)
            .collect();
        if agreed.is_empty() {
            let flaw = match governor {
                Governor::Verb(verb) | Governor::Deed(_, Some(verb)) => Flaw::Verb(verb.past.to_owned()),
                Governor::Deed(deed, None) => Flaw::Verb(format!("{deed:?}").to_lowercase()),
                Governor::None => Flaw::Negation(self.text(self.clause.marks[at].from).to_owned()),
            };
            found.flaws.push(flaw);
            return None;
        }
        found.used.extend(agreed.iter());
        Some(agreed)
    }

    /// What keeps the facts that have a thing out of this clause.
    fn misplaced(&self, holders: &[Cited<'_>]) -> Flaw {
        if !holders.iter().any(|cited| self.has_people(cited.fact)) {
            let names = self.clause.people.iter().map(|id| self.name(id));
            return Flaw::Person(names.collect::<Vec<_>>().join(", "));
        }
        if !holders.iter().any(|cited| self.has_repository(cited.fact)) {
            return Flaw::Repository(self.clause.repositories.join(", "));
        }
        Flaw::Date("that day".to_owned())
    }
}
