//! Words: verbs, nouns, denials and everything that only a fact can say.

use super::{Bench, Cited, Found, Governor, Places};
use crate::grounding::{
    Deed, FactKind, Flaw, Noun,
    lexicon::{Entity, prevents},
    scan::{Mark, Part},
    verbs,
    vocabulary::{is_plain, stem},
};

impl Bench<'_> {
    /// The facts of the frame in which a word stands beside the same word as here.
    pub(super) fn verbatim(&self, mark: &Mark, found: &mut Found) -> Option<Places> {
        let here = stem(self.text(mark.from));
        let beside = |token: Option<usize>| {
            let token = token.and_then(|token| self.tokens.get(token));
            token.map(|token| stem(token.text))
        };
        let (before, after) = (beside(mark.from.checked_sub(1)), beside(Some(mark.from + 1)));
        let holds = |cited: &Cited<'_>| {
            let paired = |left: &str, right: &str| cited.words.paired(left, right);
            after.as_deref().is_some_and(|after| paired(&here, after))
                || before
                    .as_deref()
                    .is_some_and(|before| !is_plain(before) && paired(before, &here))
        };
        let places: Places = self
            .framed(None)
            .iter()
            .filter(|cited| holds(cited))
            .map(|cited| cited.place)
            .collect();
        found.used.extend(places.first());
        (!places.is_empty()).then_some(places)
    }

    /// A noun that facts count: there is such a thing, or several where it is a plural.
    pub(super) fn thing(&self, mark: &Mark, noun: Noun, plural: bool, found: &mut Found) -> Option<Places> {
        let kind = match noun {
            Noun::Commit => Some(FactKind::Commit),
            Noun::PullRequest => Some(FactKind::PullRequest),
            Noun::Issue => Some(FactKind::Issue),
            Noun::Release => Some(FactKind::Release),
            Noun::Review => Some(FactKind::Review),
            _ => None,
        };
        let framed = self.framed(None);
        let counted = |cited: &&Cited<'_>, least: u64| {
            let mut quantities = cited.fact.quantities.iter();
            quantities.any(|each| each.noun == noun && each.value >= least)
        };
        let single: Vec<_> = framed
            .iter()
            .filter(|cited| Some(cited.fact.kind) == kind)
            .collect();
        let places: Places = framed
            .iter()
            .filter(|cited| Some(cited.fact.kind) == kind || counted(cited, 0))
            .map(|cited| cited.place)
            .collect();
        let enough = !plural || single.len() > 1 || framed.iter().any(|cited| counted(&cited, 2));
        if (kind.is_none() || !places.is_empty()) && enough {
            return kind.is_some().then_some(places);
        }
        let places = self.verbatim(mark, found);
        if places.is_none() {
            let word = self.text(mark.from).to_owned();
            found.flaws.push(if enough {
                Flaw::Invented(word)
            } else {
                Flaw::Plural(word)
            });
        }
        places
    }

    pub(super) fn verb(&self, at: usize, mark: &Mark, found: &mut Found) {
        let word = self.text(mark.from).to_lowercase();
        let governor = match &mark.part {
            Part::Verb(verb) => Governor::Verb(*verb),
            Part::Deed(deed, verb) => Governor::Deed(*deed, *verb),
            _ => return,
        };
        let numbers = self.clause.marks.iter().enumerate();
        let quoted = numbers
            .filter(|(_, mark)| matches!(mark.part, Part::Number(..)))
            .any(|(place, _)| {
                let own = crate::grounding::number::qualifier(&word);
                own.is_some_and(|own| self.qualifiers(place).contains(&own))
            });
        let framed = self.framed(None);
        let holder = framed.iter().find(|cited| self.agrees(governor, **cited, false));
        found.used.extend(holder.map(|cited| cited.place));
        if holder.is_none() && !quoted && self.verbatim(mark, found).is_none() {
            found.flaws.push(Flaw::Verb(word.clone()));
        }
        // Who merges or closes is not collected: only the passive is decidable.
        let unknown = matches!(
            mark.part,
            Part::Deed(Deed::Merged | Deed::Closed | Deed::Reopened, _)
        );
        if unknown && self.has_agent(at) {
            found.flaws.push(Flaw::Person(format!(
                "whoever is named {word} this; who did is not known, and that anyone"
            )));
        }
    }

    /// Whether somebody is said to have done what a verb tells: as its subject, or after `by`.
    fn has_agent(&self, at: usize) -> bool {
        let marks = &self.clause.marks;
        let word = |place: usize| self.text(marks[place].from).to_lowercase();
        let by = (at + 1..marks.len()).any(|place| {
            word(place) == "by"
                && marks[place + 1..]
                    .iter()
                    .any(|mark| matches!(mark.part, Part::Name(Entity::Person(..))))
        });
        let auxiliary = (0..at)
            .rev()
            .map(word)
            .find(|word| !matches!(word.as_str(), "also" | "then"));
        let passive = auxiliary.is_some_and(|word| {
            matches!(
                word.as_str(),
                "was" | "were" | "been" | "being" | "is" | "are" | "got"
            )
        });
        // "three merged pull requests", "the merged pull request".
        let described = at
            .checked_sub(1)
            .map(|before| &marks[before])
            .is_some_and(|mark| {
                matches!(mark.part, Part::Number(..))
                    || matches!(
                        self.text(mark.from).to_lowercase().as_str(),
                        "the" | "a" | "of" | "in" | "with"
                    )
            });
        let attribute = described
            && marks
                .get(at + 1)
                .is_some_and(|mark| matches!(mark.part, Part::Thing(..)));
        by || !(passive || attribute || self.clause.people.is_empty())
    }

    pub(super) fn denial(&self, mark: &Mark, found: &mut Found) {
        if self.verbatim(mark, found).is_none() {
            found.flaws.push(Flaw::Negation(self.text(mark.from).to_owned()));
        }
    }

    /// Any other word: a fact must have it, and not merely deny it.
    pub(super) fn word(&self, at: usize, mark: &Mark, found: &mut Found) -> Option<Places> {
        let word = self.text(mark.from);
        let root = stem(word);
        let exact = word.to_lowercase();
        // "active" belongs to the comparison before it.
        let before = at.checked_sub(1).map(|before| &self.clause.marks[before]);
        if exact == "active" && before.is_some_and(|mark| self.text(mark.from).eq_ignore_ascii_case("most")) {
            return None;
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
        let near = &self.clause.marks[at.saturating_sub(2)..at];
        let denied = near
            .iter()
            .any(|mark| prevents(&self.text(mark.from).to_lowercase()));
        let positive = |cited: Cited<'_>| {
            let undone = || cited.words.undoes().is_some_and(|lead| self.tells(lead));
            holds(cited) && (denied || !cited.words.only_denied(&root) || undone())
        };
        if self.cited.iter().any(|cited| holds(*cited)) && !self.cited.iter().any(|cited| positive(*cited)) {
            found.flaws.push(Flaw::Negation(word.to_owned()));
            return None;
        }
        let places = self.need(at, found, positive, || Flaw::Invented(word.to_owned()))?;
        // "A change tests something": the word after such a noun may be a verb.
        let may_be_verb = before.is_some_and(|mark| {
            matches!(
                self.text(mark.from).to_lowercase().as_str(),
                "change" | "commit" | "request" | "that" | "it"
            )
        });
        if !may_be_verb && self.multiplies(&exact, &places) {
            found.flaws.push(Flaw::Plural(word.to_owned()));
        }
        Some(places)
    }

    /// Whether a word makes several of the one thing that a fact has.
    fn multiplies(&self, word: &str, places: &Places) -> bool {
        let Some(one) = word
            .strip_suffix('s')
            .filter(|one| one.len() > 2 && !one.ends_with('s'))
        else {
            return false;
        };
        let mut words = places.iter().map(|place| self.sheet.lexicon().words(*place));
        places.len() == 1
            && verbs::find(word).is_none()
            && words.all(|words| words.exact.iter().any(|each| each == one) && !words.set.contains(word))
    }
}
