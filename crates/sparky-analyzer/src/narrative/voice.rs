//! Keeps a document from saying things the same way over and over.

use std::collections::HashMap;

use sparky_common::model::{Sentence, Sha256};

use super::draft::Draft;

/// How often one frame may be used in a document.
const MOST: usize = 2;

/// Remembers the frames that a document has used.
#[derive(Debug, Default)]
pub(crate) struct Voice {
    frames: HashMap<String, usize>,
    said: std::collections::HashSet<String>,
}

impl Voice {
    /// Says one of several drafts. Which one depends on `key`, so that the same content always gives the same words;
    /// a frame that was used up gives way to the next. Nothing when all are used up.
    pub(crate) fn say(&mut self, key: &str, drafts: Vec<Draft>) -> Option<Sentence> {
        let drafts: Vec<Draft> = drafts.into_iter().filter(|draft| !draft.is_empty()).collect();
        let start = place(key, drafts.len());
        let chosen = (0..drafts.len())
            .map(|step| &drafts[(start + step) % drafts.len()])
            .find(|draft| self.frames.get(&draft.frame()).copied().unwrap_or_default() < MOST)?;
        *self.frames.entry(chosen.frame()).or_default() += 1;
        chosen.clone().end()
    }

    /// Remembers that something was told; false if it was told before.
    pub(crate) fn first_time(&mut self, what: String) -> bool {
        self.said.insert(what)
    }
}

/// A place below `length` that depends on nothing but `key`.
fn place(key: &str, length: usize) -> usize {
    let digest = Sha256::of(key.as_bytes());
    let number = usize::from_str_radix(&digest.as_str()[..8], 16).unwrap_or_default();
    number % length.max(1)
}
