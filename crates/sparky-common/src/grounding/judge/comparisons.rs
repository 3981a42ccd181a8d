//! Comparisons: what code has compared, or two quoted facts decide.

use std::cmp::Ordering;

use super::{Bench, Cited, Found};
use crate::grounding::{
    Fact, FactKind, Flaw, Noun, Qualifier, Standing,
    lexicon::Entity,
    scan::{Mark, Part},
};

/// What a change from the period before must have been.
#[derive(Clone, Copy)]
enum Change {
    Up,
    Down,
    /// The new value in terms of the old one: `new * .0 == old * .1`.
    Times(u64, u64),
}

impl Bench<'_> {
    pub(super) fn compares(&self, at: usize, mark: &Mark, found: &mut Found) {
        let word = self.text(mark.from).to_lowercase();
        if self.verbatim(mark, found).is_some() {
            return;
        }
        let next = |steps: usize| {
            let token = self.tokens.get(mark.from + steps);
            token.map_or_else(String::new, |token| token.text.to_lowercase())
        };
        let (one, two) = (next(1), next(2));
        let decided = match (word.as_str(), one.as_str()) {
            ("open", _) | ("still", "open") => self.first(None, |cited| cited.fact.open),
            ("both", _) => self.both(),
            // What is compared are counts, not what else the sentence tells.
            _ if self.tells_content() => None,
            ("most", "active") => self.standing(Standing::MostCommits, Some(&two)),
            ("most", "commits") => self.standing(Standing::MostCommits, None),
            ("busiest", "repository" | "day" | "contributor") => {
                self.standing(Standing::MostCommits, Some(&one))
            }
            ("first", "commit" | "commits" | "contribution" | "contributions") => {
                self.standing(Standing::First, None)
            }
            ("all" | "every" | "only" | "sole", _) => self.sole(&word, &one, &two),
            ("more", _) => self.than(at, Ordering::Greater),
            ("fewer" | "less", _) => self.than(at, Ordering::Less),
            // Decided with the word before it.
            ("than", _) if self.follows(at, &["more", "fewer", "less"]) => return,
            ("rose" | "grew" | "increased", _) => self.changed(Change::Up),
            ("fell" | "declined", _) => self.changed(Change::Down),
            ("doubled", _) => self.changed(Change::Times(1, 2)),
            ("tripled", _) => self.changed(Change::Times(1, 3)),
            ("halved", _) => self.changed(Change::Times(2, 1)),
            ("half", "of" | "the") => self.half(),
            _ => None,
        };
        match decided {
            Some(places) => found.used.extend(places),
            None => found.flaws.push(Flaw::Undecided(word)),
        }
    }

    /// Whether the clause tells more than counts of somebody or something.
    fn tells_content(&self) -> bool {
        self.clause.marks.iter().any(|mark| {
            let active = self.text(mark.from).eq_ignore_ascii_case("active");
            let before = mark.part == Part::Word && self.text(mark.from).eq_ignore_ascii_case("before");
            matches!(
                mark.part,
                Part::Word | Part::Verbatim | Part::Reference(_) | Part::Oid(_) | Part::Verb(_)
            ) && !active
                && !before
        })
    }

    fn follows(&self, at: usize, words: &[&str]) -> bool {
        let mut before = self.clause.marks[..at].iter().rev();
        before.any(|mark| words.contains(&self.text(mark.from).to_lowercase().as_str()))
    }

    fn first(&self, kind: Option<FactKind>, holds: impl Fn(&Cited<'_>) -> bool) -> Option<Vec<usize>> {
        let framed = self.framed(None).into_iter();
        let mut held = framed.filter(|cited| kind.is_none_or(|kind| cited.fact.kind == kind) && holds(cited));
        held.next().map(|cited| vec![cited.place])
    }

    /// What the clause is about, if it is about one thing: a person, a repository or a day.
    fn subject(&self) -> Option<FactKind> {
        let clause = self.clause;
        let days = clause.dates.len() + clause.weekdays.len();
        match (clause.people.len(), clause.repositories.len(), days) {
            (1, 0, 0) => Some(FactKind::Person),
            (0, 1, 0) => Some(FactKind::Repository),
            (0, 0, 1) => Some(FactKind::Day),
            _ => None,
        }
    }

    fn standing(&self, wanted: Standing, noun: Option<&str>) -> Option<Vec<usize>> {
        let kind = self.subject()?;
        let named = match noun {
            Some("contributor" | "author" | "person") => FactKind::Person,
            Some("repository" | "repo") => FactKind::Repository,
            Some("day") => FactKind::Day,
            Some(_) => return None,
            None => kind,
        };
        let held = self.first(Some(kind), |cited| cited.fact.standings.contains(&wanted));
        held.filter(|_| named == kind)
    }

    /// "All commits in grimware were by Ada", "Ada was the only contributor to grimware".
    fn sole(&self, word: &str, one: &str, two: &str) -> Option<Vec<usize>> {
        let commits = |word: &str| matches!(word, "commit" | "commits");
        let counted = commits(one) || (commits(two) && crate::grounding::number::value(one).is_some());
        let right = match word {
            "all" | "every" => counted || (one == "of" && two == "the"),
            _ => matches!(one, "contributor" | "author"),
        };
        let clause = self.clause;
        let one_of_each = clause.people.len() == 1 && clause.repositories.len() == 1 && !clause.is_dated();
        if !right || !one_of_each {
            return None;
        }
        self.first(Some(FactKind::Repository), |cited| {
            cited.fact.standings.contains(&Standing::Sole)
        })
    }

    /// Two of something, each of which is looked at by itself.
    fn both(&self) -> Option<Vec<usize>> {
        let clause = self.clause;
        let named = [clause.people.len(), clause.repositories.len()];
        named.contains(&2).then(Vec::new)
    }

    /// "Ada made more commits than Bob", "grimware received fewer commits than in the week before".
    fn than(&self, at: usize, wanted: Ordering) -> Option<Vec<usize>> {
        let marks = &self.clause.marks;
        let Part::Thing(noun, true) = marks.get(at + 1)?.part else {
            return None;
        };
        let than = (at + 1..marks.len()).find(|place| self.text(marks[*place].from) == "than")?;
        if marks.last().is_some_and(|_| self.ends_before(than)) {
            return self.changed_in(
                noun,
                if wanted == Ordering::Greater {
                    Change::Up
                } else {
                    Change::Down
                },
            );
        }
        let name = |mark: &Mark| matches!(mark.part, Part::Name(_) | Part::Day(_) | Part::Weekday(_));
        let names: Vec<_> = marks[..than].iter().filter(|mark| name(mark)).collect();
        let others: Vec<_> = marks[than..].iter().filter(|mark| name(mark)).collect();
        let ([left], [right]) = (names.as_slice(), others.as_slice()) else {
            return None;
        };
        let (left, right) = (self.count_of(left, noun)?, self.count_of(right, noun)?);
        (left.1.cmp(&right.1) == wanted).then(|| vec![left.0, right.0])
    }

    /// Whether nothing but "in the week before" follows.
    fn ends_before(&self, than: usize) -> bool {
        let rest = self.clause.marks[than + 1..]
            .iter()
            .map(|mark| self.text(mark.from).to_lowercase());
        let rest: Vec<_> = rest.filter(|word| word != ".").collect();
        let plain =
            |word: &String| matches!(word.as_str(), "in" | "the" | "week" | "month" | "period" | "day");
        rest.split_last()
            .is_some_and(|(last, rest)| last == "before" && rest.iter().all(plain))
    }

    /// How many of something a named person, repository or day has, and which fact says so.
    fn count_of(&self, mark: &Mark, noun: Noun) -> Option<(usize, u64)> {
        let is = |fact: &Fact| match &mark.part {
            Part::Name(Entity::Person(id, _)) => {
                fact.kind == FactKind::Person && fact.people.iter().any(|actor| actor.id == *id)
            }
            Part::Name(Entity::Repository(name)) => {
                fact.kind == FactKind::Repository && fact.repository.as_ref() == Some(name)
            }
            Part::Day(date) => {
                fact.kind == FactKind::Day && fact.events.iter().any(|event| event.date == *date)
            }
            Part::Weekday(day) => {
                fact.kind == FactKind::Day && fact.events.iter().any(|event| event.date.weekday() == *day)
            }
            _ => false,
        };
        let mut held = self.cited.iter().filter(|cited| is(cited.fact));
        held.find_map(|cited| Some((cited.place, value(cited.fact, noun, None)?)))
    }

    /// The trend of what the clause counts.
    fn changed(&self, wanted: Change) -> Option<Vec<usize>> {
        let things = self.clause.marks.iter().filter_map(|mark| match mark.part {
            Part::Thing(noun, true) | Part::Number(_, Some((noun, true))) => Some(noun),
            _ => None,
        });
        let mut nouns: Vec<_> = things.collect();
        nouns.dedup();
        let [noun] = nouns.as_slice() else { return None };
        self.changed_in(*noun, wanted)
    }

    fn changed_in(&self, noun: Noun, wanted: Change) -> Option<Vec<usize>> {
        let clause = self.clause;
        if !clause.people.is_empty() || clause.is_dated() || clause.repositories.len() > 1 {
            return None;
        }
        self.first(Some(FactKind::Trend), |cited| {
            // Without a repository the sentence is about everything.
            let place = cited.fact.repository.is_none() == clause.repositories.is_empty();
            let now = value(cited.fact, noun, None);
            let before = value(cited.fact, noun, Some(Qualifier::Before));
            let (Some(now), Some(before)) = (now, before) else {
                return false;
            };
            let right = match wanted {
                Change::Up => now > before,
                Change::Down => now < before,
                Change::Times(new, old) => before > 0 && now.checked_mul(new) == before.checked_mul(old),
            };
            place && right
        })
    }

    /// "Half of the commits in grimware were by Ada", "half of the commits came on Tuesday".
    fn half(&self) -> Option<Vec<usize>> {
        let noun = self.clause.marks.iter().find_map(|mark| match mark.part {
            Part::Thing(noun, true) => Some(noun),
            _ => None,
        })?;
        let clause = self.clause;
        let days = clause.dates.len() + clause.weekdays.len();
        let (part, whole) = match (clause.people.len(), clause.repositories.len(), days) {
            (1, 0, 0) => (FactKind::Person, FactKind::Totals),
            (0, 1, 0) => (FactKind::Repository, FactKind::Totals),
            (0, 0, 1) => (FactKind::Day, FactKind::Totals),
            (1, 1, 0) => (FactKind::Share, FactKind::Repository),
            _ => return None,
        };
        let framed = self.framed(None);
        let mut parts = framed.iter().filter(|cited| cited.fact.kind == part);
        let part = parts.find_map(|cited| Some((cited.place, value(cited.fact, noun, None)?)))?;
        let mut wholes = self.cited.iter().filter(|cited| {
            let everything = whole == FactKind::Totals;
            let here = everything || cited.fact.repository.as_ref() == clause.repositories.first();
            cited.fact.kind == whole && here
        });
        let whole = wholes.find_map(|cited| Some((cited.place, value(cited.fact, noun, None)?)))?;
        (part.1.checked_mul(2) == Some(whole.1)).then(|| vec![part.0, whole.0])
    }
}

fn value(fact: &Fact, noun: Noun, qualifier: Option<Qualifier>) -> Option<u64> {
    let mut quantities = fact.quantities.iter();
    let found = quantities.find(|each| each.noun == noun && each.qualifier == qualifier);
    found.map(|each| each.value)
}
