//! Numbers: which fact gives one, with which noun, for whom and when.

use super::{Bench, Cited, Found, Governor, Places};
use crate::grounding::{
    Fact, FactKind, Flaw, Noun, Qualifier, Quantity, number,
    scan::{Mark, Part},
};

impl Bench<'_> {
    pub(super) fn number(
        &self,
        at: usize,
        mark: &Mark,
        value: u64,
        noun: Option<(Noun, bool)>,
        found: &mut Found,
    ) -> Option<Places> {
        let text = || self.text(mark.from).to_owned();
        if noun.is_some_and(|(_, plural)| plural == (value == 1)) {
            found.flaws.push(Flaw::Plural(text()));
            return None;
        }
        if let Some(places) = self.verbatim(mark, found) {
            return Some(places);
        }
        let noun = noun.map(|(noun, _)| noun).or_else(|| self.noun_before(at));
        let qualifiers = self.qualifiers(at);
        let earlier = self.is_earlier(at);
        let qualified = |fact: &Fact, quantity: &Quantity| match quantity.qualifier {
            // Only a trend has a value that something comes from.
            None => qualifiers.is_empty() && (!earlier || fact.kind != FactKind::Trend),
            Some(Qualifier::Before) => earlier,
            Some(qualifier) => !qualifiers.is_empty() && qualifiers.iter().all(|each| *each == qualifier),
        };
        let framed = self.framed(None);
        let candidates = framed.iter().filter(|cited| self.may_quote(cited));
        let quantities = candidates.flat_map(|cited| {
            let quantities = cited.fact.quantities.iter();
            quantities.map(|quantity| (cited.place, cited.fact, quantity))
        });
        let held: Vec<_> = quantities
            .filter(|(_, fact, quantity)| {
                quantity.value == value && noun == Some(quantity.noun) && qualified(fact, quantity)
            })
            .collect();
        match held.first() {
            Some((place, _, quantity)) if self.counts(at) => {
                found.used.insert(*place);
                found.pointers.insert(quantity.pointer.clone());
                Some(held.iter().map(|(place, ..)| *place).collect())
            }
            _ => {
                found.flaws.push(Flaw::Number(text()));
                None
            }
        }
    }

    /// Whether a number is what something comes from: `from 20`.
    fn is_earlier(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|before| &self.clause.marks[before]);
        before.is_some_and(|mark| matches!(self.text(mark.from).to_lowercase().as_str(), "from" | "against"))
    }

    /// The noun of a number that has none of its own: the last one before it.
    fn noun_before(&self, at: usize) -> Option<Noun> {
        let noun = |mark: &Mark| match mark.part {
            Part::Thing(noun, _) | Part::Number(_, Some((noun, _))) => Some(noun),
            _ => None,
        };
        // Between a number and a noun far behind it, a word could be what is counted.
        let next = self.clause.marks.get(at + 1);
        let bare = next.is_none_or(|mark| {
            matches!(
                mark.part,
                Part::Plain | Part::Joint | Part::Deed(..) | Part::Name(_)
            ) || matches!(mark.part, Part::Verb(_)) && number::qualifier(self.text(mark.from)).is_some()
        });
        let here = self.clause.marks[..at].iter().rev().find_map(noun);
        here.or(self.clause.noun).filter(|_| bare)
    }

    /// The qualifiers that belong to a number: those nearer to it than to another number of the clause.
    pub(super) fn qualifiers(&self, at: usize) -> Vec<Qualifier> {
        let marks = &self.clause.marks;
        let is_number = |place: &usize| matches!(marks[*place].part, Part::Number(..));
        let owner = |place: usize| {
            let next = Some(place + 1)
                .filter(|next| *next < marks.len())
                .filter(is_number);
            next.or_else(|| (0..place).rev().find(is_number))
                .or_else(|| (place..marks.len()).find(is_number))
        };
        let words = (0..marks.len()).filter_map(|place| {
            let qualifier = number::qualifier(&self.text(marks[place].from).to_lowercase())?;
            (owner(place) == Some(at)).then_some(qualifier)
        });
        words.collect()
    }

    /// A number of a person, a repository or a day is quoted where these are named: else it would pass for everyone's.
    fn may_quote(&self, cited: &Cited<'_>) -> bool {
        let fact = cited.fact;
        let clause = self.clause;
        let facts = self.sheet.facts();
        let one_place = facts.iter().all(|each| each.repository == fact.repository);
        let person = matches!(fact.kind, FactKind::Person | FactKind::Share);
        let on = |wanted: &dyn Fn(&crate::grounding::Event) -> bool| fact.events.iter().any(wanted);
        (fact.repository.is_none() || !clause.repositories.is_empty() || one_place)
            && (!person || !clause.people.is_empty())
            && (fact.kind != FactKind::Day || clause.is_dated())
            // A sum over several people, places or days is not what one of them has.
            && clause.people.iter().all(|id| fact.people.iter().any(|actor| actor.id == *id))
            && clause.repositories.iter().all(|name| fact.repository.as_ref() == Some(name))
            && clause.dates.iter().all(|date| on(&|event| event.date == *date))
            && clause.weekdays.iter().all(|weekday| on(&|event| event.date.weekday() == *weekday))
    }

    /// Whether the verb says no more than that the counted things are there.
    fn counts(&self, at: usize) -> bool {
        match self.governor(at) {
            Governor::None | Governor::Deed(..) => true,
            Governor::Verb(verb) => matches!(verb.base, "add" | "delete" | "remove"),
        }
    }
}
