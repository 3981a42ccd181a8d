//! Words that subjects share.
//!
//! Only this period's subjects are at hand, so a word stands out by itself: the number of people's commits whose
//! subject has it, where at least three different subjects do. Common words, verbs, what names a kind of thing in
//! every repository (`config`, `test`; see `text/words.rs`) and the names of repositories are left out; a plural
//! counts as its singular.

use std::{cmp::Reverse, collections::BTreeSet};

use foldhash::{HashMap, HashSet};
use sparky_common::model::Term;

use crate::{
    facts::Facts,
    text::{subject::split_at_colon, words},
};

/// Fewest different subjects that make a word stand out.
const SUBJECTS: usize = 3;

/// The words, most commits first, then by word; capped.
pub(super) fn terms(facts: &Facts<'_>, most: usize) -> Vec<Term> {
    let name = |place: usize| facts.repositories[place].name();
    let names: HashSet<String> = (0..facts.repositories.len())
        .flat_map(|place| names(name(place)))
        .collect();
    let mut vocabulary = Vocabulary::default();
    for (place, repository) in facts.repositories.iter().enumerate() {
        for change in repository.of_people(&facts.people) {
            vocabulary.read(&change.commit.subject, place);
        }
    }
    let usable = |word: &Word| {
        word.subjects.len() >= SUBJECTS && words::binds(&word.text) && !names.contains(&word.text)
    };
    let mut found: Vec<&Word> = vocabulary.words.iter().filter(|word| usable(word)).collect();
    found.sort_by(|a, b| (Reverse(a.commits), &a.text).cmp(&(Reverse(b.commits), &b.text)));
    let term = |word: &Word| Term {
        text: word.text.clone(),
        commits: word.commits,
        repositories: word
            .repositories
            .iter()
            .map(|&place| name(place))
            .collect::<BTreeSet<&str>>()
            .into_iter()
            .map(str::to_owned)
            .collect(),
    };
    found.into_iter().take(most).map(term).collect()
}

/// The words that make up a repository's name, and all of it.
fn names(name: &str) -> impl Iterator<Item = String> {
    let parts = name.split(['/', '-', '_', '.']).chain(name.split('/'));
    parts.filter_map(words::topic).collect::<Vec<_>>().into_iter()
}

struct Word {
    text: String,
    commits: u64,
    /// Those whose subjects have it, in their order.
    repositories: Vec<usize>,
    /// Different subjects, up to [`SUBJECTS`]; by their hash.
    subjects: Vec<u64>,
}

/// Every word as it is written is looked at once, however often it occurs.
#[derive(Default)]
struct Vocabulary<'a> {
    written: HashMap<&'a str, Option<u32>>,
    places: HashMap<String, u32>,
    words: Vec<Word>,
    /// The words of the subject at hand; kept for its memory.
    held: Vec<u32>,
}

impl<'a> Vocabulary<'a> {
    fn read(&mut self, subject: &'a str, repository: usize) {
        let title = split_at_colon(subject).map_or(subject, |(_, title)| title);
        let mut held = std::mem::take(&mut self.held);
        held.clear();
        for word in title.split(separates) {
            if let Some(place) = self.place(word).filter(|place| !held.contains(place)) {
                held.push(place);
            }
        }
        for &place in &held {
            let word = &mut self.words[place as usize];
            word.commits += 1;
            if word.repositories.last() != Some(&repository) {
                word.repositories.push(repository);
            }
            if word.subjects.len() < SUBJECTS {
                let digest = digest(title);
                if !word.subjects.contains(&digest) {
                    word.subjects.push(digest);
                }
            }
        }
        self.held = held;
    }

    fn place(&mut self, written: &'a str) -> Option<u32> {
        if let Some(place) = self.written.get(written) {
            return *place;
        }
        let place = words::topic(written).map(|text| {
            *self.places.entry(text.clone()).or_insert_with(|| {
                self.words.push(Word {
                    text,
                    commits: 0,
                    repositories: Vec::new(),
                    subjects: Vec::new(),
                });
                (self.words.len() - 1) as u32
            })
        });
        self.written.insert(written, place);
        place
    }
}

/// Whether a character stands between words.
fn separates(c: char) -> bool {
    matches!(
        c,
        ' ' | ',' | ';' | ':' | '(' | ')' | '/' | '`' | '"' | '\'' | '[' | ']' | '&' | '+'
    )
}

/// A hash that is the same on every machine (FNV-1a); a collision only counts two subjects as one.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
