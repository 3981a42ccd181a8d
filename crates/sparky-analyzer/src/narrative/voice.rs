//! Keeps a document from saying things the same way over and over.

use std::collections::{HashMap, HashSet};

use sparky_common::model::{Sentence, Sha256};

use super::draft::Draft;

/// How often one frame may be used in a document.
const MOST: usize = 2;

/// How often frames may be used that differ in their verbs only.
const MOST_ALIKE: usize = 4;

/// Remembers what a document has said and how.
#[derive(Debug, Default)]
pub(crate) struct Voice {
    frames: HashMap<String, usize>,
    told: HashSet<String>,
}

impl Voice {
    /// Says one of several drafts. Which one depends on `key`, so that the same content always gives the same words;
    /// a frame that was used up gives way to the next. Nothing when all are used up.
    pub(crate) fn say(&mut self, key: &str, drafts: Vec<Draft>) -> Option<Sentence> {
        let drafts: Vec<Draft> = drafts.into_iter().filter(Draft::begins_well).collect();
        let start = place(key, drafts.len());
        let mut chosen: Option<(usize, &Draft)> = None;
        for step in 0..drafts.len() {
            let draft = &drafts[(start + step) % drafts.len()];
            let (uses, alike) = self.uses(draft);
            if uses < MOST && alike < MOST_ALIKE && chosen.is_none_or(|(least, _)| alike < least) {
                chosen = Some((alike, draft));
            }
        }
        let (_, draft) = chosen?;
        *self.frames.entry(draft.frame()).or_default() += 1;
        *self.frames.entry(alike(draft)).or_default() += 1;
        draft.clone().end()
    }

    /// [`Self::say`], or the first draft where every frame is used up: for rows of a list that must not be missing.
    pub(crate) fn must_say(&mut self, key: &str, drafts: Vec<Draft>) -> Option<Sentence> {
        let first = drafts.first().cloned();
        self.say(key, drafts).or_else(|| first?.end())
    }

    fn uses(&self, draft: &Draft) -> (usize, usize) {
        let of = |frame: &str| self.frames.get(frame).copied().unwrap_or_default();
        (of(&draft.frame()), of(&alike(draft)))
    }

    /// Remembers that something was told; false if it was told before.
    pub(crate) fn first_time(&mut self, what: String) -> bool {
        self.told.insert(what)
    }

    /// Whether something was told before.
    pub(crate) fn knows(&self, what: &str) -> bool {
        self.told.contains(what)
    }
}

/// The frame without its verbs of doing.
fn alike(draft: &Draft) -> String {
    let frame = draft.frame();
    let words: Vec<&str> = frame
        .split(' ')
        .map(|word| {
            let bare = word.trim_matches(|c: char| !c.is_alphabetic());
            if bare.len() > 2 && crate::text::verbs::find(bare).is_some() {
                "~"
            } else {
                word
            }
        })
        .collect();
    let mut frame = format!("alike {}", words.join(" "));
    for (from, to) in [
        ("~ ◦, ~ ◦", "~ ◦"),
        ("~ ◦ and ~ ◦", "~ ◦"),
        ("~ ◦, and ~ ◦", "~ ◦"),
    ] {
        while frame.contains(from) {
            frame = frame.replace(from, to);
        }
    }
    frame
}

/// A place below `length` that depends on nothing but `key`.
fn place(key: &str, length: usize) -> usize {
    let digest = Sha256::of(key.as_bytes());
    let number = usize::from_str_radix(&digest.as_str()[..8], 16).unwrap_or_default();
    number % length.max(1)
}
