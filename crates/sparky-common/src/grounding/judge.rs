//! Holds a claim against the facts it cites. What cannot be decided is rejected.

mod bind;
mod clause_checks;
mod comparisons;
mod form;
mod numbers;
mod order;
mod spans;
mod wording;

use std::collections::BTreeSet;

use super::{
    Claim, Deed, Fact, FactSheet, Flaw,
    clause::{Clause, clauses},
    lexicon::Words,
    scan::{Part, scan},
    token::{Token, tokens},
    verbs::{Act, Verb},
    vocabulary::stem,
};
use crate::model::{Evidence, Sentence, Writer};

/// See [`FactSheet::ground`].
pub(super) fn ground(sheet: &FactSheet, claim: &Claim) -> Result<Sentence, Vec<Flaw>> {
    let mut flaws = form::flaws(&claim.text);
    let mut places = BTreeSet::new();
    for id in &claim.cites {
        match sheet.place(id) {
            Some(place) => _ = places.insert(place),
            None => flaws.push(Flaw::UnknownFact(id.0.clone())),
        }
    }
    if places.is_empty() {
        flaws.push(Flaw::NoEvidence);
    }
    if !flaws.is_empty() {
        return Err(sorted(flaws));
    }
    let tokens = tokens(&claim.text);
    let clauses = clauses(scan(sheet, &tokens));
    let mut found = Found::default();
    for clause in &clauses {
        let cited = places.iter().map(|place| Cited {
            place: *place,
            fact: &sheet.facts()[*place],
            words: sheet.lexicon().words(*place),
        });
        Bench {
            sheet,
            tokens: &tokens,
            clause,
            cited: cited.collect(),
        }
        .judge(&mut found);
    }
    if found.flaws.is_empty() && found.used.is_empty() {
        found.flaws.push(Flaw::NoEvidence);
    }
    if !found.flaws.is_empty() {
        return Err(sorted(found.flaws));
    }
    let facts = found
        .used
        .iter()
        .flat_map(|place| sheet.facts()[*place].evidence.iter().cloned());
    let metrics = found.pointers.iter().map(|pointer| Evidence::Metric {
        pointer: pointer.clone(),
    });
    let evidence: BTreeSet<Evidence> = facts.chain(metrics).collect();
    Ok(Sentence {
        // Only what the sentence rests on decides how it is shown, so that it is shown the same when read again.
        spans: spans::spans(sheet, claim, &tokens, &clauses, &found.used),
        evidence: evidence.into_iter().collect(),
        writer: Writer::Model {
            repository: sheet.repository().map(str::to_owned),
        },
    })
}

fn sorted(flaws: Vec<Flaw>) -> Vec<Flaw> {
    flaws.into_iter().collect::<BTreeSet<_>>().into_iter().collect()
}

/// Places of facts in the sheet.
type Places = BTreeSet<usize>;

/// What judging has found so far.
#[derive(Default)]
struct Found {
    flaws: Vec<Flaw>,
    /// The facts that something in the sentence rests on.
    used: BTreeSet<usize>,
    /// The metrics that are quoted.
    pointers: BTreeSet<String>,
}

/// A cited fact with its words.
#[derive(Clone, Copy)]
struct Cited<'a> {
    place: usize,
    fact: &'a Fact,
    words: &'a Words,
}

/// The verb that governs a part.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Governor {
    /// A plain one, or none.
    None,
    /// What was done to the change itself.
    Verb(Verb),
    /// What was done to a pull request and the like.
    Deed(Deed, Option<Verb>),
}

/// One clause before the facts.
struct Bench<'a> {
    sheet: &'a FactSheet,
    tokens: &'a [Token<'a>],
    clause: &'a Clause,
    cited: Vec<Cited<'a>>,
}

impl<'a> Bench<'a> {
    /// The cited facts that are about the people, repositories and days of the clause.
    fn framed(&self, deed: Option<Deed>) -> Vec<Cited<'a>> {
        let framed = self.cited.iter().filter(|cited| {
            self.has_people(cited.fact) && self.has_repository(cited.fact) && self.has_day(cited.fact, deed)
        });
        framed.copied().collect()
    }

    fn has_people(&self, fact: &Fact) -> bool {
        let people = &self.clause.people;
        people.is_empty() || fact.people.iter().any(|actor| people.contains(&actor.id))
    }

    fn has_repository(&self, fact: &Fact) -> bool {
        let names = &self.clause.repositories;
        names.is_empty() || fact.repository.as_ref().is_some_and(|name| names.contains(name))
    }

    fn has_day(&self, fact: &Fact, deed: Option<Deed>) -> bool {
        let on = |event: &super::Event| {
            self.clause.names(event.date) && deed.is_none_or(|deed| event.deed == deed)
        };
        !self.clause.is_dated() || fact.events.iter().any(on)
    }

    /// The verb that governs the part at a place: the nearest before it, else the first of the clause.
    fn governor(&self, at: usize) -> Governor {
        let governor = |part: &Part| match part {
            Part::Verb(verb) => Some(Governor::Verb(*verb)),
            Part::Deed(deed, verb) => Some(Governor::Deed(*deed, *verb)),
            _ => None,
        };
        let marks = &self.clause.marks;
        let before = marks[..at].iter().rev().find_map(|mark| governor(&mark.part));
        before
            .or_else(|| marks.iter().find_map(|mark| governor(&mark.part)))
            .unwrap_or(Governor::None)
    }

    /// Whether a fact says that its thing was done in this way.
    ///
    /// For `content` more must be said: what a fact undoes, or what was only proposed, cannot be told as if it were there.
    fn agrees(&self, governor: Governor, cited: Cited<'_>, content: bool) -> bool {
        let says_undone = || !content || cited.words.unmakes().is_none_or(|lead| self.tells(lead));
        match governor {
            Governor::Verb(verb) => cited.fact.is_done() && cited.words.says(verb),
            Governor::Deed(deed, verb) => {
                let mut events = cited.fact.events.iter();
                (events.any(|event| event.deed == deed && self.did(event, deed)) && says_undone())
                    || verb.is_some_and(|verb| {
                        cited.fact.is_done() && cited.words.verbs.iter().any(|each| each.base == verb.base)
                    })
            }
            Governor::None => says_undone() && (cited.fact.is_settled() || !self.lands()),
        }
    }

    fn did(&self, event: &super::Event, deed: Deed) -> bool {
        let people = &self.clause.people;
        let unknown = matches!(deed, Deed::Merged | Deed::Closed | Deed::Reopened);
        let by = event.by.as_ref().is_none_or(|by| people.contains(by));
        (people.is_empty() || unknown || by) && (!self.clause.is_dated() || self.clause.names(event.date))
    }

    /// Whether some word of the clause says what a verb says: that it removes, reverts or repairs.
    fn tells(&self, verb: Verb) -> bool {
        let own = stem(verb.base);
        let says = |word: &str| {
            let word = stem(word);
            word == own || (verb.act == Act::Repair && matches!(word.as_str(), "fix" | "repair" | "bugfix"))
        };
        let marks = &self.clause.marks;
        marks
            .iter()
            .any(|mark| self.text(mark.from).split_whitespace().any(says))
    }

    /// Whether a plain word says that something is there now.
    fn lands(&self) -> bool {
        self.clause.marks.iter().any(|mark| {
            let word = self.text(mark.from).to_lowercase();
            matches!(
                word.as_str(),
                "landed"
                    | "brought"
                    | "got"
                    | "received"
                    | "made"
                    | "did"
                    | "wrote"
                    | "contributed"
                    | "contained"
                    | "saw"
                    | "came"
                    | "has"
                    | "have"
                    | "had"
                    | "works"
                    | "worked"
                    | "carries"
                    | "carried"
            )
        })
    }

    /// The name of somebody whom the sheet knows.
    fn name(&self, id: &str) -> String {
        let mut people = self.sheet.facts().iter().flat_map(|fact| &fact.people);
        people
            .find(|actor| actor.id == id)
            .map_or_else(String::new, |actor| actor.name.clone())
    }

    fn text(&self, token: usize) -> &'a str {
        self.tokens[token].text
    }
}
