//! The changes of a repository that its story does not tell.

use super::{Subject, heard::Heard};
use crate::{
    compose::{changes, piece::Piece, told::Told},
    page::Block,
};

/// Changes of other efforts come after those of the story.
const OTHERS: usize = 1_000_000;

/// The entries that may be listed.
pub(super) struct Rest {
    /// The next to be listed first.
    pieces: Vec<Piece>,
    told: Told,
}

impl Rest {
    /// Every change that no line `told`, with what no line quotes.
    pub(super) fn of(subject: &Subject<'_>, told: Told, mut heard: Heard) -> Self {
        let (insights, resolver, index) = (subject.insights, subject.resolver, subject.repository);
        let listed = &insights.repositories[index].changes;
        let mut pieces = changes::of_repository(insights, resolver, index, &told);
        // What a message adds goes with its change.
        pieces.retain(|piece| piece.order.1 % 2 == 0);
        for piece in &mut pieces {
            let place = piece.order.1 / 2;
            let change = &listed[place];
            let evidence = &change.sentence.evidence;
            if !evidence.iter().any(|each| subject.owns(each)) {
                piece.rank += OTHERS;
            }
            let pointer = format!("/repositories/{index}/changes/{place}");
            let said = heard.fresh(change).into_iter();
            let line = |(sentence, place)| resolver.sentence(&sentence, &format!("{pointer}/{place}"));
            piece.lines.extend(said.map(line));
        }
        pieces.sort_by_key(|piece| (piece.rank, piece.order));
        Self { pieces, told }
    }

    /// The words of all of them.
    pub(super) fn words(&self) -> usize {
        self.pieces.iter().map(Piece::words).sum()
    }

    /// As many as fit into a number of words, and how many did not.
    pub(super) fn within(self, subject: &Subject<'_>, most: usize) -> (Vec<Block>, usize) {
        let repository = &subject.insights.repositories[subject.repository];
        let all = self.pieces.len();
        let mut left = most;
        let mut chosen = Vec::new();
        for piece in &self.pieces {
            if left == 0 {
                break;
            }
            left = left.saturating_sub(piece.words());
            chosen.push(piece);
        }
        chosen.sort_by_key(|piece| piece.order);
        if chosen.is_empty() {
            return (Vec::new(), all);
        }
        let mut blocks = changes::by_kind(repository, &chosen);
        let more = changes::more(
            subject.insights.kind,
            subject.repository,
            repository,
            &self.told,
            &chosen,
        );
        blocks.extend(more.map(|line| Block::Paragraph(vec![line])));
        (blocks, all - chosen.len())
    }
}
