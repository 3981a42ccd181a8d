//! The words, names and items of facts, read once per sheet.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    Fact, FactKind,
    token::{Shape, tokens},
    verbs::{self, Act, Verb},
    vocabulary::{denies, stem},
};

/// Something with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entity {
    /// A person: id and name to show.
    Person(String, String),
    /// A repository by its whole name.
    Repository(String),
    /// A tag.
    Tag(String),
}

/// The words of one fact.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// The words in order, in lower case.
    pub exact: Vec<String>,
    /// Their stems in order.
    pub stems: Vec<String>,
    /// Which of them deny or prevent what follows; none within quotation marks does.
    pub denying: Vec<bool>,
    /// Every stem, those of the paths too.
    pub set: HashSet<String>,
    /// The verbs that it says were done: the leading one and those coordinated with it.
    pub verbs: Vec<Verb>,
    /// What sort of change it is.
    pub acts: Vec<Act>,
    /// Where the title begins, behind a conventional type.
    pub title: usize,
}

/// What sentences are held against.
#[derive(Clone, Debug)]
pub(super) struct Lexicon {
    entities: HashMap<String, Vec<(Vec<String>, Entity)>>,
    words: Vec<Words>,
}

impl Lexicon {
    pub fn new(facts: &[Fact]) -> Self {
        let mut names: BTreeMap<String, Vec<Entity>> = BTreeMap::new();
        let mut name = |name: &str, entity: Entity| {
            let known = names.entry(name.to_owned()).or_default();
            if !known.contains(&entity) {
                known.push(entity);
            }
        };
        for fact in facts {
            for actor in &fact.people {
                let person = || Entity::Person(actor.id.clone(), actor.name.clone());
                name(&actor.name, person());
                actor.login.iter().for_each(|login| name(login, person()));
                actor
                    .name
                    .split(' ')
                    .take(1)
                    .for_each(|first| name(first, person()));
            }
            if let Some(repository) = &fact.repository {
                let short = repository.rsplit('/').next().unwrap_or(repository);
                name(repository, Entity::Repository(repository.clone()));
                name(short, Entity::Repository(repository.clone()));
            }
            fact.tag
                .iter()
                .for_each(|tag| name(tag, Entity::Tag(tag.clone())));
        }
        let mut entities: HashMap<String, Vec<_>> = HashMap::new();
        // A name that several bear names nobody.
        for (name, mut bearers) in names.into_iter().filter(|(_, bearers)| bearers.len() == 1) {
            let row: Vec<String> = tokens(&name).iter().map(|token| token.text.to_owned()).collect();
            if let (Some(first), Some(entity)) = (row.first().cloned(), bearers.pop()) {
                entities.entry(first).or_default().push((row, entity));
            }
        }
        entities
            .values_mut()
            .for_each(|rows| rows.sort_by_key(|(row, _)| std::cmp::Reverse(row.len())));
        Self {
            entities,
            words: facts.iter().map(words).collect(),
        }
    }

    /// The longest name that begins a row of tokens, and how many tokens it takes.
    pub fn entity(&self, row: &[&str]) -> Option<(&Entity, usize)> {
        let rows = self.entities.get(*row.first()?)?;
        let found = rows
            .iter()
            .find(|(name, _)| name.len() <= row.len() && name.iter().zip(row).all(|(a, b)| a == b));
        found.map(|(name, entity)| (entity, name.len()))
    }

    /// The words of the fact at a place.
    pub fn words(&self, place: usize) -> &Words {
        &self.words[place]
    }
}

/// Whether a word denies what follows, or says that it is kept from happening.
pub(super) fn prevents(word: &str) -> bool {
    denies(word) || matches!(word, "avoid" | "prevent" | "stop" | "stops")
}

/// The parts of an identifier are words too: `net/udp` has `net`, `fs_read` has `read`.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    word.split(|c: char| !c.is_alphanumeric())
        .filter(|part| part.len() > 1)
}

fn words(fact: &Fact) -> Words {
    let mut words = Words::default();
    let tokens = tokens(&fact.words);
    for token in tokens.iter().filter(|token| token.shape != Shape::Mark) {
        for word in token.text.split_whitespace() {
            words.exact.push(word.to_lowercase());
            words.stems.push(stem(word));
            words
                .denying
                .push(token.shape == Shape::Word && prevents(&word.to_lowercase()));
        }
    }
    words.set.extend(words.stems.iter().cloned());
    words.set.extend(words.exact.iter().cloned());
    let sources = fact.paths.iter().chain(&words.exact);
    let inner: Vec<String> = sources.flat_map(|word| parts(word)).map(stem).collect();
    words.set.extend(inner);
    if matches!(
        fact.kind,
        FactKind::Commit | FactKind::PullRequest | FactKind::Issue
    ) {
        let (kind, title) = head(&fact.words);
        words.title = usize::from(kind.is_some());
        words.acts.extend(kind.as_deref().and_then(act_of_type));
        if let Some((lead, _)) = verbs::lead(title) {
            // The verb knows better than the type; a repair stays one whatever was done for it.
            words.acts.retain(|act| *act == Act::Repair);
            words.acts.push(lead.act);
            words.verbs.push(lead);
            let pairs = words.exact.windows(2);
            let joined = pairs.filter(|pair| matches!(pair[0].as_str(), "and" | "&" | "+"));
            words
                .verbs
                .extend(joined.filter_map(|pair| verbs::find(&pair[1])));
            let more: Vec<Act> = words.verbs.iter().map(|verb| verb.act).collect();
            words.acts.extend(more);
        }
    }
    words
}

/// `feat(core)!: Add a cache` in its type and its title.
fn head(subject: &str) -> (Option<String>, &str) {
    match subject.split_once(": ") {
        Some((head, title)) if !head.contains(' ') => {
            let kind = head.split(['(', '!']).next().unwrap_or(head);
            (Some(kind.to_lowercase()), title)
        }
        _ => (None, subject),
    }
}

/// The act that a conventional type stands for.
fn act_of_type(kind: &str) -> Option<Act> {
    Some(match kind {
        "feat" | "feature" => Act::Build,
        "fix" | "bugfix" | "hotfix" => Act::Repair,
        "refactor" | "perf" | "style" => Act::Change,
        "build" | "chore" | "ci" | "deps" => Act::Upkeep,
        "revert" => Act::Revert,
        _ => return None,
    })
}

impl Words {
    /// Whether two stems stand side by side.
    pub fn paired(&self, left: &str, right: &str) -> bool {
        self.stems
            .windows(2)
            .any(|pair| pair[0] == left && pair[1] == right)
    }

    /// Whether a stem stands here only after a word that denies or undoes it.
    pub fn only_denied(&self, stem: &str) -> bool {
        let mut places = self
            .stems
            .iter()
            .enumerate()
            .filter(|(_, each)| *each == stem)
            .peekable();
        places.peek().is_some() && places.all(|(at, _)| self.denied_at(at))
    }

    fn denied_at(&self, at: usize) -> bool {
        self.denying[at.saturating_sub(2)..at].contains(&true)
    }

    /// Whether its leading verb undoes something, so that a sentence must say so.
    pub fn undoes(&self) -> Option<Verb> {
        let lead = *self.verbs.first()?;
        let stops = matches!(lead.base, "avoid" | "prevent" | "stop" | "silence" | "suppress");
        (stops || matches!(lead.act, Act::Remove | Act::Revert)).then_some(lead)
    }

    /// The leading verb after which its object is not there as named: undone, or repaired.
    pub fn unmakes(&self) -> Option<Verb> {
        let lead = self.verbs.first().copied();
        self.undoes()
            .or_else(|| lead.filter(|lead| lead.act == Act::Repair))
    }

    /// Whether the fact says that this was done.
    pub fn says(&self, verb: Verb) -> bool {
        // A revert names what it takes back with verbs of its own: only reverting agrees with it.
        let reverts = self.verbs.first().is_some_and(|lead| lead.act == Act::Revert);
        let same = self.verbs.iter().any(|each| each.base == verb.base);
        let upkeep = |act| if act == Act::Upkeep { Act::Change } else { act };
        let kind = self.acts.iter().any(|act| upkeep(*act) == upkeep(verb.act));
        if reverts {
            verb.act == Act::Revert
        } else {
            same || (kind && is_general(verb.base))
        }
    }
}

/// Verbs that say no more than the sort of change.
fn is_general(base: &str) -> bool {
    matches!(
        base,
        "add"
            | "implement"
            | "introduce"
            | "create"
            | "fix"
            | "correct"
            | "resolve"
            | "repair"
            | "remove"
            | "drop"
            | "delete"
            | "change"
            | "update"
            | "rework"
            | "revise"
            | "adjust"
            | "modify"
            | "revert"
    )
}
