//! The checks of one clause, part by part.

use super::{Bench, Cited, Found, Governor};
use crate::grounding::{
    Deed, Fact, FactKind, Flaw, Noun, Qualifier, Quantity, Standing,
    lexicon::Entity,
    number,
    scan::{Mark, Part},
    vocabulary::stem,
};

impl<'a> Bench<'a> {
    pub(super) fn judge(&self, found: &mut Found) {
        for (at, mark) in self.clause.marks.iter().enumerate() {
            self.mark(at, mark, found);
        }
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

    fn mark(&self, at: usize, mark: &Mark, found: &mut Found) {
        let word = || self.text(mark.from).to_owned();
        match &mark.part {
            Part::Plain
            | Part::Joint
            | Part::Day(_)
            | Part::Weekday(_)
            | Part::Name(Entity::Person(..) | Entity::Repository(_)) => {}
            Part::Name(Entity::Tag(tag)) => {
                self.need(
                    at,
                    found,
                    |cited| cited.fact.tag.as_ref() == Some(tag),
                    || Flaw::Item(word()),
                );
            }
            Part::Reference(number) => {
                self.need(
                    at,
                    found,
                    |cited| cited.fact.references.contains(number),
                    || Flaw::Item(format!("#{number}")),
                );
            }
            Part::Oid(id) => {
                let holds = |cited: Cited<'_>| {
                    cited
                        .fact
                        .oid
                        .as_ref()
                        .is_some_and(|oid| oid.starts_with(id.as_str()))
                };
                self.need(at, found, holds, || Flaw::Item(id.clone()));
            }
            Part::Verbatim => {
                let text = self.text(mark.from);
                let holds = |cited: Cited<'_>| {
                    cited.fact.words.contains(text) || cited.fact.paths.iter().any(|path| path == text)
                };
                self.need(at, found, holds, || Flaw::Item(word()));
            }
            Part::Number(value, noun) => self.number(at, mark, *value, *noun, found),
            Part::Thing(noun, plural) => self.thing(mark, *noun, *plural, found),
            Part::Verb(_) | Part::Deed(..) => self.verb(at, mark, found),
            Part::Denial => self.denial(mark, found),
            Part::Compares => self.compares(mark, found),
            Part::Word => self.word(at, mark, found),
        }
    }

    /// A part that a fact must carry which agrees with frame and verb.
    fn need(
        &self,
        at: usize,
        found: &mut Found,
        holds: impl Fn(Cited<'_>) -> bool,
        missing: impl Fn() -> Flaw,
    ) {
        let governor = self.governor(at);
        let deed = match governor {
            Governor::Deed(deed, None) => Some(deed),
            _ => None,
        };
        let holders: Vec<_> = self.cited.iter().copied().filter(|cited| holds(*cited)).collect();
        if holders.is_empty() {
            found.flaws.push(missing());
            return;
        }
        let framed = self.framed(deed);
        let here: Vec<_> = holders
            .iter()
            .copied()
            .filter(|cited| framed.iter().any(|each| each.place == cited.place))
            .collect();
        if here.is_empty() {
            found.flaws.push(self.misplaced(&holders));
            return;
        }
        let agreed: Vec<_> = here
            .into_iter()
            .filter(|cited| self.agrees(governor, *cited))
            .collect();
        if agreed.is_empty() {
            let flaw = match governor {
                Governor::Verb(verb) | Governor::Deed(_, Some(verb)) => Flaw::Verb(verb.past.to_owned()),
                Governor::Deed(deed, None) => Flaw::Verb(format!("{deed:?}").to_lowercase()),
                Governor::None => Flaw::Negation(self.text(self.clause.marks[at].from).to_owned()),
            };
            found.flaws.push(flaw);
        }
        found.used.extend(agreed.iter().map(|cited| cited.place));
    }

    /// What keeps the facts that have a thing out of this clause.
    fn misplaced(&self, holders: &[Cited<'_>]) -> Flaw {
        let name = |id: &String| {
            let people = self.sheet.facts().iter().flat_map(|fact| &fact.people);
            people
                .into_iter()
                .find(|actor| actor.id == *id)
                .map_or_else(String::new, |actor| actor.name.clone())
        };
        if !holders.iter().any(|cited| self.has_people(cited.fact)) {
            return Flaw::Person(self.clause.people.iter().map(name).collect::<Vec<_>>().join(", "));
        }
        if !holders.iter().any(|cited| self.has_repository(cited.fact)) {
            return Flaw::Repository(self.clause.repositories.join(", "));
        }
        Flaw::Date("that day".to_owned())
    }

    fn number(&self, at: usize, mark: &Mark, value: u64, noun: Option<(Noun, bool)>, found: &mut Found) {
        let text = || self.text(mark.from).to_owned();
        if noun.is_some_and(|(_, plural)| plural == (value == 1)) {
            found.flaws.push(Flaw::Plural(text()));
            return;
        }
        if self.verbatim(mark, found) {
            return;
        }
        // "22 in grimware" after "34 commits": the noun is the sentence's last one, which only the clause itself may give.
        let noun = noun.map(|(noun, _)| noun);
        let before = self.clause.marks[..at]
            .last()
            .map(|mark| self.text(mark.from).to_lowercase());
        let earlier = matches!(before.as_deref(), Some("from" | "against"));
        let qualified = |fact: &Fact, quantity: &Quantity| match quantity.qualifier {
            // Only a trend has a value that something comes from.
            None => !earlier || fact.kind != FactKind::Trend,
            Some(Qualifier::Before) => earlier,
            Some(qualifier) => self
                .clause
                .marks
                .iter()
                .any(|mark| number::qualifier(&self.text(mark.from).to_lowercase()) == Some(qualifier)),
        };
        let framed = self.framed(None);
        let candidates = framed.iter().filter(|cited| self.may_quote(cited));
        let quantity = candidates
            .flat_map(|cited| {
                let quantities = cited.fact.quantities.iter();
                quantities.map(|quantity| (cited.place, cited.fact, quantity))
            })
            .find(|(_, fact, quantity)| {
                quantity.value == value && noun == Some(quantity.noun) && qualified(fact, quantity)
            });
        match quantity {
            Some((place, _, quantity)) if self.counts(at) => {
                found.used.insert(place);
                found.pointers.insert(quantity.pointer.clone());
            }
            _ => found.flaws.push(Flaw::Number(text())),
        }
    }

    /// A number of a person or a repository is quoted where these are named: else it would pass for everyone's.
    fn may_quote(&self, cited: &Cited<'_>) -> bool {
        let fact = cited.fact;
        let one_place = self
            .sheet
            .facts()
            .iter()
            .all(|each| each.repository == fact.repository);
        let person = matches!(fact.kind, FactKind::Person | FactKind::Share);
        (fact.repository.is_none() || !self.clause.repositories.is_empty() || one_place)
            && (!person || !self.clause.people.is_empty())
            // A sum over several people or places is not what one of them has.
            && self.clause.people.iter().all(|id| fact.people.iter().any(|actor| actor.id == *id))
            && self.clause.repositories.iter().all(|name| fact.repository.as_ref() == Some(name))
    }

    /// Whether the verb says no more than that the counted things are there.
    fn counts(&self, at: usize) -> bool {
        match self.governor(at) {
            Governor::None | Governor::Deed(..) => true,
            Governor::Verb(verb) => matches!(verb.base, "add" | "delete" | "remove"),
        }
    }

    /// Whether a word stands beside the same word as in a fact.
    fn verbatim(&self, mark: &Mark, found: &mut Found) -> bool {
        let here = stem(self.text(mark.from));
        let beside = |token: Option<usize>| {
            token
                .and_then(|token| self.tokens.get(token))
                .map(|token| stem(token.text))
        };
        let (before, after) = (beside(mark.from.checked_sub(1)), beside(Some(mark.from + 1)));
        let framed = self.framed(None);
        let holder = framed.iter().find(|cited| {
            let paired = |left: &str, right: &str| cited.words.paired(left, right);
            after.as_deref().is_some_and(|after| paired(&here, after))
                || before.as_deref().is_some_and(|before| {
                    !crate::grounding::vocabulary::is_plain(before) && paired(before, &here)
                })
        });
        found.used.extend(holder.map(|cited| cited.place));
        holder.is_some()
    }

    fn thing(&self, mark: &Mark, noun: Noun, plural: bool, found: &mut Found) {
        if !plural {
            return;
        }
        let framed = self.framed(None);
        let many = framed.iter().any(|cited| {
            cited
                .fact
                .quantities
                .iter()
                .any(|each| each.noun == noun && each.value > 1)
        });
        let kind = match noun {
            Noun::Commit => Some(FactKind::Commit),
            Noun::PullRequest => Some(FactKind::PullRequest),
            Noun::Issue => Some(FactKind::Issue),
            Noun::Release => Some(FactKind::Release),
            Noun::Review => Some(FactKind::Review),
            _ => None,
        };
        let several = framed
            .iter()
            .filter(|cited| Some(cited.fact.kind) == kind)
            .count()
            > 1;
        if !many && !several && !self.verbatim(mark, found) {
            found.flaws.push(Flaw::Plural(self.text(mark.from).to_owned()));
        }
    }

    fn verb(&self, at: usize, mark: &Mark, found: &mut Found) {
        let word = self.text(mark.from).to_lowercase();
        let governor = match &mark.part {
            Part::Verb(verb) => Governor::Verb(*verb),
            Part::Deed(deed, verb) => Governor::Deed(*deed, *verb),
            _ => return,
        };
        let quoted = self
            .clause
            .marks
            .iter()
            .any(|mark| matches!(mark.part, Part::Number(..)))
            && number::qualifier(&word).is_some();
        let framed = self.framed(None);
        let holder = framed.iter().find(|cited| self.agrees(governor, **cited));
        found.used.extend(holder.map(|cited| cited.place));
        if holder.is_none() && !quoted && !self.verbatim(mark, found) {
            found.flaws.push(Flaw::Verb(word.clone()));
        }
        // Who merges or closes is not collected: only the passive is decidable.
        if matches!(
            mark.part,
            Part::Deed(Deed::Merged | Deed::Closed | Deed::Reopened, _)
        ) && self.has_agent(at)
        {
            found.flaws.push(Flaw::Person(format!(
                "whoever is named {word} this; who did is not known, and that anyone"
            )));
        }
    }

    fn has_agent(&self, at: usize) -> bool {
        let marks = &self.clause.marks;
        let person = |mark: Option<&Mark>| {
            mark.is_some_and(|mark| matches!(mark.part, Part::Name(Entity::Person(..))))
        };
        let next = marks.get(at + 1).is_some_and(|mark| self.text(mark.from) == "by");
        person(at.checked_sub(1).and_then(|before| marks.get(before))) || (next && person(marks.get(at + 2)))
    }

    fn denial(&self, mark: &Mark, found: &mut Found) {
        if !self.verbatim(mark, found) {
            found.flaws.push(Flaw::Negation(self.text(mark.from).to_owned()));
        }
    }

    fn compares(&self, mark: &Mark, found: &mut Found) {
        let word = self.text(mark.from).to_lowercase();
        if self.verbatim(mark, found) {
            return;
        }
        let next = self
            .tokens
            .get(mark.from + 1)
            .map(|token| token.text.to_lowercase());
        let next = next.as_deref().unwrap_or("");
        let named =
            !self.clause.people.is_empty() || !self.clause.repositories.is_empty() || self.clause.is_dated();
        let wanted = match (word.as_str(), next) {
            ("most", "active" | "commits") | ("busiest", "repository" | "day" | "contributor") if named => {
                Standing::MostCommits
            }
            ("first", "commit" | "commits" | "contribution") if named => Standing::First,
            ("all" | "every" | "only" | "sole" | "entirely", _) if !self.clause.people.is_empty() => {
                Standing::Sole
            }
            ("open", _) | ("still", "open") => {
                let open = self.framed(None).into_iter().find(|cited| cited.fact.open);
                found.used.extend(open.map(|cited| cited.place));
                if open.is_none() {
                    found.flaws.push(Flaw::Undecided(word));
                }
                return;
            }
            _ => return found.flaws.push(Flaw::Undecided(word)),
        };
        let people = &self.clause.people;
        let holder = self.framed(None).into_iter().find(|cited| {
            let right = match next {
                "day" => cited.fact.kind == FactKind::Day,
                "contributor" => cited.fact.kind == FactKind::Person,
                "repository" => cited.fact.kind == FactKind::Repository,
                _ => true,
            };
            right
                && cited.fact.standings.contains(&wanted)
                && (people.is_empty()
                    || people
                        .iter()
                        .all(|id| cited.fact.people.iter().any(|actor| actor.id == *id)))
        });
        found.used.extend(holder.map(|cited| cited.place));
        if holder.is_none() {
            found.flaws.push(Flaw::Undecided(word));
        }
    }

    fn word(&self, at: usize, mark: &Mark, found: &mut Found) {
        let word = self.text(mark.from);
        let root = stem(word);
        let exact = word.to_lowercase();
        // "active" belongs to the comparison before it.
        let active = exact == "active"
            && at.checked_sub(1).is_some_and(|before| {
                self.text(self.clause.marks[before].from)
                    .eq_ignore_ascii_case("most")
            });
        if active {
            return;
        }
        // Identifiers are compared as they are: their stems say nothing.
        let identifier = word
            .chars()
            .any(|c| !c.is_alphabetic() && !matches!(c, '-' | '\'' | '’'));
        let holds = |cited: Cited<'_>| {
            cited.words.set.contains(&exact)
                || (!identifier && cited.words.set.contains(&root))
                || cited.fact.paths.iter().any(|path| path == word)
        };
        let denied = at
            .checked_sub(1)
            .is_some_and(|before| self.clause.marks[before].part == Part::Denial);
        let positive = |cited: Cited<'_>| {
            holds(cited)
                && (denied
                    || !cited.words.only_denied(&root)
                    || cited.words.undoes().is_some_and(|lead| self.tells(lead)))
        };
        if self.cited.iter().any(|cited| holds(*cited)) && !self.cited.iter().any(|cited| positive(*cited)) {
            found.flaws.push(Flaw::Negation(word.to_owned()));
            return;
        }
        self.need(at, found, positive, || Flaw::Invented(word.to_owned()));
    }
}
