//! How much is told: the most newsworthy first, until the word range is filled.

use std::collections::{BTreeMap, BTreeSet};

use sparky_common::model::Insights;

use super::{Part, piece::Piece};
use crate::page::Block;

/// Whether a period filled its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Nothing happened: no commit, merge, release, pull request or issue.
    Quiet,
    /// Everything the insights say is told, and it is less than the fewest words.
    Short,
    /// Within the range, as far as its pieces allow.
    Full,
}

/// Words to fill.
pub(super) struct Budget {
    /// Prose words after which no more prose is added.
    enough: usize,
    /// Words of any sort after which no more entries of the list of changes are added.
    middle: usize,
    /// Words of any sort, marks of tables and lists counted, that are never exceeded.
    ceiling: usize,
    /// Words that are kept for naming the repositories that nothing else names.
    reserved: usize,
    template_words: usize,
}

/// What was chosen.
pub(super) struct Chosen {
    pieces: Vec<Piece>,
    words: usize,
    /// Those of the template; of parts that say nothing its headings will be missing.
    template_words: usize,
    prose_words: usize,
    /// How many pieces were not told, or not wholly.
    pub left_out: usize,
}

impl Budget {
    /// A budget between fewest and most words, less what the template says itself and what is `reserved`.
    pub(super) fn new([fewest, most]: [usize; 2], template_words: usize, reserved: usize) -> Self {
        // Prose alone aims at a third of the way into the range: enough whatever way words are counted. A few words
        // stay free for the note on a short report.
        let enough = fewest + most.saturating_sub(fewest) / 3;
        Self {
            enough,
            middle: fewest.midpoint(most),
            ceiling: most.saturating_sub(most / 50 + 2),
            reserved,
            template_words,
        }
    }

    /// Chooses pieces by rank beside the parts that always stand.
    pub(super) fn choose(&self, fixed: &BTreeMap<Part, Vec<Block>>, mut pieces: Vec<Piece>) -> Chosen {
        pieces.sort_by_key(|piece| (piece.rank, piece.part, piece.order));
        let words = self.template_words + fixed.values().flatten().map(marked_words).sum::<usize>();
        let prose_words = fixed.values().flatten().map(prose_words).sum();
        let mut chosen = Chosen {
            pieces: Vec::new(),
            words,
            template_words: self.template_words,
            prose_words,
            left_out: 0,
        };
        for mut piece in pieces {
            if chosen.tells_of(&piece) {
                continue;
            }
            let is_lead = piece.part == Part::Stories && piece.order == (0, 0);
            if chosen.prose_words >= self.enough && !is_lead {
                chosen.left_out += 1;
                continue;
            }
            let room = self.room(&chosen).saturating_sub(self.reserved);
            let whole = piece.lines.len();
            // A paragraph may lose its last, least important sentences; never a part of a sentence.
            while piece.words() > room && piece.lines.len() > 1 && piece.part == Part::Stories {
                piece.lines.pop();
            }
            let fits = piece.words() <= room;
            if !fits || piece.lines.len() < whole {
                chosen.left_out += 1;
            }
            if fits || is_lead {
                chosen.add(piece);
            }
        }
        chosen.pieces.sort_by_key(|piece| (piece.part, piece.order));
        chosen
    }

    /// Adds entries of the list of changes by rank until the document is in the middle of its range. What a message
    /// adds, at an odd place, needs the entry before it.
    pub(super) fn fill(&self, chosen: &mut Chosen, mut entries: Vec<Piece>) {
        entries.sort_by_key(|piece| (piece.rank, piece.order));
        let mut listed = BTreeSet::new();
        for piece in entries {
            let (repository, place) = piece.order;
            let stands = place % 2 == 0 || listed.contains(&(repository, place - 1));
            let fits = piece.words() <= self.room(chosen).saturating_sub(self.reserved);
            if stands && fits && chosen.words < self.middle {
                listed.insert(piece.order);
                chosen.add(piece);
            } else {
                chosen.left_out += 1;
            }
        }
        chosen.pieces.sort_by_key(|piece| (piece.part, piece.order));
    }

    /// How many words there is room for.
    pub(super) fn room(&self, chosen: &Chosen) -> usize {
        self.ceiling.saturating_sub(chosen.words)
    }
}

impl Chosen {
    fn add(&mut self, piece: Piece) {
        self.words += piece.words();
        self.prose_words += piece.prose_words();
        self.pieces.push(piece);
    }

    /// The pieces of a part in their order.
    pub(super) fn of(&self, part: Part) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(move |piece| piece.part == part)
    }

    /// The pieces of a part as a list.
    pub(super) fn list(&self, part: Part) -> Vec<Block> {
        let items: Vec<_> = self.of(part).map(|piece| piece.lines.clone()).collect();
        if items.is_empty() {
            Vec::new()
        } else {
            vec![Block::List(items)]
        }
    }

    /// Whether the period filled its words.
    pub(super) fn extent(&self, insights: &Insights, fewest: usize) -> Extent {
        if is_quiet(insights) {
            Extent::Quiet
        } else if self.left_out == 0 && self.words < fewest + self.template_words {
            Extent::Short
        } else {
            Extent::Full
        }
    }

    /// Whether a repository's line or story would repeat the other, or a paragraph lacks the one before it.
    fn tells_of(&self, piece: &Piece) -> bool {
        match piece.part {
            Part::Repositories => {
                piece.repository.is_some()
                    && self
                        .of(Part::Stories)
                        .any(|told| told.repository == piece.repository)
            }
            Part::Stories => {
                let (story, paragraph) = piece.order;
                let mut stories = self.of(Part::Stories);
                let mut lines = self.of(Part::Repositories);
                let lacks = paragraph > 0 && !stories.any(|told| told.order == (story, paragraph - 1));
                lacks || lines.any(|told| told.repository == piece.repository)
            }
            _ => false,
        }
    }
}

/// Whether nothing at all happened.
pub(crate) fn is_quiet(insights: &Insights) -> bool {
    let totals = &insights.totals;
    let happened = [
        totals.commits,
        totals.merges,
        totals.releases,
        totals.pull_requests_opened,
        totals.pull_requests_merged,
        totals.issues_opened,
        totals.issues_closed,
        totals.active_repositories,
    ];
    happened.iter().all(|count| *count == 0)
}

/// Words as a program counts them in the Markdown: bullets, bars and the marks of tables too.
fn marked_words(block: &Block) -> usize {
    match block {
        Block::Heading { line, .. } => line.words() + 1,
        Block::Paragraph(_) => prose_words(block),
        Block::List(items) => prose_words(block) + items.len(),
        Block::Figure { caption, .. } => caption.words() + 1,
        Block::Table { head, rows } => {
            let cells = std::iter::once(head).chain(rows).flat_map(|row| &row.cells);
            cells.map(|cell| cell.words() + 1).sum::<usize>() + rows.len() + 2
        }
    }
}

fn prose_words(block: &Block) -> usize {
    match block {
        Block::Paragraph(lines) => lines.iter().map(crate::page::Line::words).sum(),
        Block::List(items) => items.iter().flatten().map(crate::page::Line::words).sum(),
        Block::Heading { .. } | Block::Figure { .. } | Block::Table { .. } => 0,
    }
}
