//! One error at a time, put into a true sentence by code.

use std::collections::BTreeSet;

use sparky_common::grounding::{Fact, FactSheet};

use super::truths::Truth;

/// What was made wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Author,
    Count,
    NumberWord,
    SwappedNumbers,
    Repository,
    SwappedNames,
    Reference,
    Date,
    NextDay,
    FactId,
    Plural,
    Qualifier,
    Order,
    Reversed,
    Invention,
    Negation,
    Superlative,
}

impl Class {
    /// Whether code must catch every one.
    pub fn is_exact(self) -> bool {
        !matches!(
            self,
            Self::Order | Self::Invention | Self::Negation | Self::Superlative
        )
    }

    /// What the documentation calls it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Author => "another author",
            Self::Count => "a count off by one",
            Self::NumberWord => "another number, in words",
            Self::SwappedNumbers => "two numbers exchanged",
            Self::Repository => "another repository",
            Self::SwappedNames => "two people, repositories or references exchanged",
            Self::Reference => "another pull request",
            Self::Date => "another day",
            Self::NextDay => "a day off by one",
            Self::FactId => "another fact cited",
            Self::Plural => "plural of one, singular of many",
            Self::Qualifier => "a qualifier dropped or added (merged, added, draft, at least, by bots)",
            Self::Order => "two words of one fact exchanged",
            Self::Reversed => "a comparison reversed",
            Self::Invention => "something invented",
            Self::Negation => "a denial",
            Self::Superlative => "a superlative or comparison",
        }
    }
}

/// A sentence that its facts do not hold.
#[derive(Clone, Debug)]
pub struct Mutant {
    pub class: Class,
    pub claim: Truth,
}

/// A number in words up to ninety-nine, spelled here once more: a slip of the check's own list must show.
fn in_words(value: u64) -> Option<String> {
    const UNITS: &str = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen \
                         sixteen seventeen eighteen nineteen";
    const TENS: &str = "twenty thirty forty fifty sixty seventy eighty ninety";
    let nth = |words: &'static str, place: u64| words.split(' ').nth(usize::try_from(place).ok()?);
    if value < 20 {
        return nth(UNITS, value).map(str::to_owned);
    }
    let ten = nth(TENS, (value / 10).checked_sub(2)?)?;
    Some(match value % 10 {
        0 => ten.to_owned(),
        unit => format!("{ten}-{}", nth(UNITS, unit)?),
    })
}

pub const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const INVENTIONS: [&str; 10] = [
    "a plugin marketplace",
    "GPU acceleration",
    "telemetry",
    "a Kubernetes operator",
    "the billing dashboard",
    "support for Solaris",
    "better performance",
    "a new onboarding flow",
    "security hardening",
    "the GraphQL gateway",
];

/// Every mutant of a sentence.
pub fn all(sheet: &FactSheet, truth: &Truth, turn: usize) -> Vec<Mutant> {
    let cited: Vec<&Fact> = {
        let ids: BTreeSet<&str> = truth.cites.split_whitespace().collect();
        sheet
            .facts()
            .iter()
            .filter(|fact| ids.contains(fact.id.0.as_str()))
            .collect()
    };
    let subject = Subject {
        sheet,
        truth,
        cited,
        turn,
    };
    let rows = [
        (Class::Author, subject.author()),
        (Class::Count, subject.count()),
        (Class::NumberWord, subject.number_word()),
        (Class::SwappedNumbers, subject.swapped_numbers()),
        (Class::Repository, subject.repository()),
        (Class::SwappedNames, subject.swapped_names()),
        (Class::Reference, subject.reference()),
        (Class::Date, subject.date()),
        (Class::NextDay, subject.next_day()),
        (Class::Plural, subject.plural()),
        (Class::Qualifier, subject.qualifier()),
        (Class::Order, subject.order()),
        (Class::Reversed, subject.reversed()),
        (Class::Invention, subject.invention()),
        (Class::Negation, subject.negation()),
        (Class::Superlative, subject.superlative()),
    ];
    let texts = rows.into_iter().filter_map(|(class, text)| {
        let text = text.filter(|text| *text != truth.text)?;
        let cites = truth.cites.clone();
        Some(Mutant {
            class,
            claim: Truth { cites, text },
        })
    });
    let ids = subject.fact_id().map(|cites| Mutant {
        class: Class::FactId,
        claim: Truth {
            cites,
            text: truth.text.clone(),
        },
    });
    texts.chain(ids).collect()
}

/// A true sentence that mutants are made of.
pub struct Subject<'a> {
    pub sheet: &'a FactSheet,
    pub truth: &'a Truth,
    pub cited: Vec<&'a Fact>,
    pub turn: usize,
}

impl Subject<'_> {
    pub fn text(&self) -> &str {
        &self.truth.text
    }

    /// Replaces the first word for which there is another one.
    fn word(&self, other: impl Fn(usize, &str, &[&str]) -> Option<String>) -> Option<String> {
        let words: Vec<&str> = self.text().split(' ').collect();
        let (at, new) = words.iter().enumerate().find_map(|(at, word)| {
            let core = word.trim_matches([',', '.', '(', ')']);
            let new = other(at, core, &words)?;
            Some((at, word.replacen(core, &new, 1)))
        })?;
        let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
        words[at] = new;
        Some(words.join(" "))
    }

    fn author(&self) -> Option<String> {
        let named = self.cited.iter().flat_map(|fact| &fact.people);
        let name = named
            .map(|actor| actor.name.as_str())
            .find(|name| self.text().contains(name))?;
        let people: BTreeSet<_> = self.sheet.facts().iter().flat_map(|fact| &fact.people).collect();
        let others: Vec<_> = people
            .into_iter()
            .map(|actor| actor.name.as_str())
            .filter(|other| {
                !self
                    .cited
                    .iter()
                    .any(|fact| fact.people.iter().any(|each| each.name == *other))
            })
            .collect();
        let other = if others.is_empty() {
            "Grace Hopper"
        } else {
            others[self.turn % others.len()]
        };
        Some(self.text().replacen(name, other, 1))
    }

    fn count(&self) -> Option<String> {
        self.word(|at, word, words| {
            let value: u64 = word.replace(',', "").parse().ok()?;
            let month = |word: Option<&&str>| {
                word.is_some_and(|word| {
                    word.trim_end_matches([',', '.']).len() > 2
                        && "January November September".contains(word.trim_end_matches([',', '.']))
                })
            };
            if month(words.get(at + 1))
                || at.checked_sub(1).is_some_and(|at| month(words.get(at)))
                || value > 2000 && word.len() == 4
            {
                return None;
            }
            let new = if self.turn.is_multiple_of(2) || value < 3 {
                value + 1
            } else {
                value - 1
            };
            Some(new.to_string())
        })
        .map(|text| {
            text.replace("2 commit ", "2 commits ")
                .replace("2 commit.", "2 commits.")
                .replace("2 line ", "2 lines ")
        })
    }

    fn number_word(&self) -> Option<String> {
        self.word(|at, word, words| {
            let counted = ["commit", "contributor", "repositor", "line"];
            if !words
                .get(at + 1)
                .is_some_and(|next| counted.iter().any(|noun| next.starts_with(noun)))
            {
                return None;
            }
            let lower = word.to_lowercase();
            let spelled = (1..100).find(|value| in_words(*value).as_deref() == Some(&lower));
            let value: u64 = spelled.or_else(|| word.replace(',', "").parse().ok())?;
            in_words(if value > 98 { 12 } else { value + 1 })
        })
        .map(|text| {
            text.replace("two commit ", "two commits ")
                .replace("two commit.", "two commits.")
        })
    }

    fn repository(&self) -> Option<String> {
        let short = |name: &str| name.rsplit('/').next().unwrap_or(name).to_owned();
        let all: BTreeSet<String> = self
            .sheet
            .facts()
            .iter()
            .filter_map(|fact| fact.repository.as_deref())
            .map(short)
            .collect();
        let cited: BTreeSet<String> = self
            .cited
            .iter()
            .filter_map(|fact| fact.repository.as_deref())
            .map(short)
            .collect();
        let others: Vec<_> = all
            .iter()
            .filter(|name| !cited.contains(*name))
            .cloned()
            .collect();
        let other = if others.is_empty() {
            "serde".to_owned()
        } else {
            others[self.turn % others.len()].clone()
        };
        self.word(|_, word, _| cited.contains(word).then(|| other.clone()))
    }

    fn reference(&self) -> Option<String> {
        let cited: BTreeSet<u64> = self
            .cited
            .iter()
            .flat_map(|fact| fact.references.iter().copied())
            .collect();
        let all: BTreeSet<u64> = self
            .sheet
            .facts()
            .iter()
            .flat_map(|fact| fact.references.iter().copied())
            .collect();
        let others: Vec<_> = all.difference(&cited).collect();
        self.word(|_, word, _| {
            let number: u64 = word
                .trim_start_matches('#')
                .parse()
                .ok()
                .filter(|_| word.starts_with('#'))?;
            let other = if self.turn.is_multiple_of(2) {
                others.get(self.turn % others.len().max(1)).map(|each| **each)
            } else {
                None
            };
            Some(format!("#{}", other.unwrap_or(number + 1)))
        })
    }

    fn date(&self) -> Option<String> {
        let days: BTreeSet<String> = self
            .cited
            .iter()
            .flat_map(|fact| &fact.events)
            .map(|event| event.date.strftime("%A").to_string())
            .collect();
        self.word(|at, word, words| {
            if WEEKDAYS.contains(&word) {
                let others: Vec<_> = WEEKDAYS.iter().filter(|day| !days.contains(**day)).collect();
                return Some((*others[self.turn % others.len()]).to_owned());
            }
            let day: u8 = word.parse().ok()?;
            let month = words.get(at + 1)?.trim_end_matches([',', '.']);
            ["January", "November", "September"]
                .contains(&month)
                .then(|| format!("{}", if day > 1 { day - 1 } else { day + 1 }))
        })
    }

    fn plural(&self) -> Option<String> {
        for (one, many) in [
            ("one commit", "one commits"),
            ("1 commit", "1 commits"),
            ("1 line", "1 lines"),
            (" commits", " commit"),
            (" contributors", " contributor"),
        ] {
            let at = self.text().find(one).filter(|at| {
                let before = self.text()[..*at].chars().last();
                let after = self.text()[at + one.len()..].chars().next();
                before.is_none_or(|c| !c.is_ascii_digit() || one.starts_with(' '))
                    && after.is_none_or(|c| !c.is_alphabetic())
            });
            let counted = |at: usize| {
                !one.starts_with(' ') || self.text()[..at].ends_with(|c: char| c.is_ascii_digit())
            };
            if let Some(at) = at.filter(|at| counted(*at)) {
                return Some(format!(
                    "{}{many}{}",
                    &self.text()[..at],
                    &self.text()[at + one.len()..]
                ));
            }
        }
        None
    }

    fn invention(&self) -> Option<String> {
        let item = INVENTIONS[self.turn % INVENTIONS.len()];
        let body = self.text().strip_suffix('.')?;
        Some(match self.turn % 3 {
            0 => format!("{body} and {item}."),
            1 => format!("{body}, including {item}."),
            _ => format!("{body}, with {item}."),
        })
    }

    fn negation(&self) -> Option<String> {
        let verbs = [
            "added",
            "fixed",
            "provided",
            "made",
            "received",
            "implemented",
            "was",
            "were",
            "removed",
            "updated",
            "supported",
            "simplified",
            "improved",
            "had",
            "saw",
        ];
        self.word(|_, word, _| {
            let (base, rest) = (verbs.contains(&word), self.turn % 3);
            base.then(|| match (word, rest) {
                ("was" | "were", _) => format!("{word} not"),
                (_, 0) => format!("never {word}"),
                (_, 1) => format!("did not {}", word.trim_end_matches("ed")),
                _ => format!("hardly {word}"),
            })
        })
    }

    fn superlative(&self) -> Option<String> {
        let standing = self.cited.iter().any(|fact| !fact.standings.is_empty());
        let body = self.text().strip_suffix('.').filter(|_| !standing)?;
        Some(match self.turn % 4 {
            0 => format!("{body}, the most commits of all."),
            1 => format!("{body}, more than anyone."),
            2 => format!("{body} for the first time."),
            _ => format!("{body}, the largest change of the week."),
        })
    }

    /// Another fact of the same kind, or one that is not there.
    fn fact_id(&self) -> Option<String> {
        let [fact] = self.cited.as_slice() else {
            return Some(format!("f{}", 9000 + self.turn));
        };
        let others = self.sheet.facts().iter().filter(|other| {
            other.kind == fact.kind && other.id != fact.id && other.words != fact.words
                || other.kind == fact.kind && fact.words.is_empty() && other.people != fact.people
        });
        let others: Vec<_> = others.collect();
        Some(match others.as_slice() {
            [] => format!("f{}", 9000 + self.turn),
            others => others[self.turn % others.len()].id.to_string(),
        })
    }
}
