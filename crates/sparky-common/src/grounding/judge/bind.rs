//! What stands together must come from one fact: no sentence is put together from pieces of several.

use super::{Bench, Found, Places};
use crate::grounding::{Flaw, scan::Part};

/// A part of the clause and the facts that have it.
pub(super) struct Held {
    /// Its place among the marks.
    pub at: usize,
    pub places: Places,
}

impl Bench<'_> {
    /// Narrows the facts of each group of parts to those that have all of it; they must cover whoever is named.
    pub(super) fn bind(&self, held: &[Held], found: &mut Found) {
        let mut last: Option<Places> = None;
        for group in self.groups(held) {
            let mut common = group[0].places.clone();
            for each in &group[1..] {
                common.retain(|place| each.places.contains(place));
            }
            // A reference by itself tells where the words before it are from.
            let item =
                |each: &&Held| matches!(self.clause.marks[each.at].part, Part::Reference(_) | Part::Oid(_));
            if group.iter().all(item)
                && let Some(before) = &last
                && before.is_disjoint(&common)
            {
                common.clear();
            }
            if common.is_empty() {
                let words = group
                    .iter()
                    .map(|each| self.text(self.clause.marks[each.at].from));
                found.flaws.push(Flaw::Mixed(words.collect::<Vec<_>>().join(" ")));
                return;
            }
            if let Some(turned) = self.turned(&group, &common) {
                found.flaws.push(Flaw::Order(turned));
                return;
            }
            found.flaws.extend(self.lacking(&common));
            last = Some(common);
        }
    }

    /// Parts that stand together: the whole clause where it has one reference, else what lies between two joints.
    fn groups<'h>(&self, held: &'h [Held]) -> Vec<Vec<&'h Held>> {
        let marks = &self.clause.marks;
        let items: Vec<_> = (0..marks.len())
            .filter(|at| matches!(marks[*at].part, Part::Reference(_) | Part::Oid(_)))
            .collect();
        let in_brackets = |at: &usize| *at > 0 && self.text(marks[*at - 1].from) == "(";
        if let [one] = items.as_slice()
            && !in_brackets(one)
        {
            return if held.is_empty() {
                Vec::new()
            } else {
                vec![held.iter().collect()]
            };
        }
        let ends: Vec<_> = (0..marks.len())
            .filter(|at| marks[*at].part == Part::Joint || self.text(marks[*at].from) == "including")
            .collect();
        let mut groups: Vec<(usize, Vec<&Held>)> = Vec::new();
        for each in held {
            let segment = ends.iter().filter(|end| **end < each.at).count();
            match groups.last_mut() {
                Some((last, group)) if *last == segment => group.push(each),
                _ => groups.push((segment, vec![each])),
            }
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }

    /// Whoever, wherever and whenever the clause names and these facts do not have.
    fn lacking(&self, places: &Places) -> Option<Flaw> {
        let facts = || places.iter().map(|place| &self.sheet.facts()[*place]);
        let clause = self.clause;
        let person = clause
            .people
            .iter()
            .find(|id| !facts().any(|fact| fact.people.iter().any(|actor| actor.id == **id)));
        let repository = clause
            .repositories
            .iter()
            .find(|name| !facts().any(|fact| fact.repository.as_ref() == Some(*name)));
        let events = facts().flat_map(|fact| &fact.events);
        let date = clause
            .dates
            .iter()
            .find(|date| !events.clone().any(|event| event.date == **date));
        let weekday = clause
            .weekdays
            .iter()
            .find(|day| !events.clone().any(|event| event.date.weekday() == **day));
        person
            .map(|id| Flaw::Person(self.name(id)))
            .or_else(|| repository.map(|name| Flaw::Repository(name.clone())))
            .or_else(|| date.map(|date| Flaw::Date(date.to_string())))
            .or_else(|| weekday.map(|day| Flaw::Date(format!("{day:?}"))))
    }
}
