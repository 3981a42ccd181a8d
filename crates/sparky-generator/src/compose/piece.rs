//! What may be told: the unit in which words are budgeted.

use super::Part;
use crate::page::Line;

/// A paragraph or list item that can stand or be left out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    /// Where it belongs.
    pub part: Part,
    /// Its place within the part.
    pub order: (usize, usize),
    /// How soon it is told: lower first.
    pub rank: usize,
    /// The repository it is about, where saying it twice would be idle.
    pub repository: Option<String>,
    /// Its sentences, most important first.
    pub lines: Vec<Line>,
    /// Words that come with it: a heading, a bullet.
    pub extra_words: usize,
}

impl Piece {
    /// All words it brings.
    pub(super) fn words(&self) -> usize {
        self.extra_words + self.prose_words()
    }

    /// Words of sentences.
    pub(super) fn prose_words(&self) -> usize {
        self.lines.iter().map(Line::words).sum()
    }
}
