//! What a report has told already, so that its list of changes does not tell it again.

use std::collections::{BTreeMap, HashMap, HashSet};

use sparky_common::model::{ChangeInsight, Evidence, Span};

use super::{Part, budget::Chosen};
use crate::page::{Block, Line};

/// The shortest word that says something, and how many letters tell a word from others: `update`, `updated`.
const SAYING: usize = 4;
const TELLING: usize = 5;

/// The sentences of the summary, the stories and the repositories' lines, by the commits they rest on.
#[derive(Debug, Default)]
pub(super) struct Told {
    sentences: Vec<HashSet<String>>,
    by_commit: HashMap<String, Vec<usize>>,
}

impl Told {
    /// Reads what was chosen.
    pub(super) fn of(chosen: &Chosen, fixed: &BTreeMap<Part, Vec<Block>>) -> Self {
        let summary = fixed.get(&Part::Summary).into_iter().flatten();
        let summary = summary.flat_map(|block| match block {
            Block::Paragraph(lines) => lines.as_slice(),
            _ => &[],
        });
        let pieces = chosen.of(Part::Stories).chain(chosen.of(Part::Repositories));
        Self::by(summary.chain(pieces.flat_map(|piece| &piece.lines)))
    }

    /// Reads lines that stand in a document.
    pub(super) fn by<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Self {
        let mut told = Self::default();
        for line in lines {
            told.read(line);
        }
        told
    }

    fn read(&mut self, line: &Line) {
        let index = self.sentences.len();
        self.sentences.push(words(&line.plain()).collect());
        for evidence in &line.evidence {
            if let Evidence::Commit { oid, .. } = evidence {
                self.by_commit.entry(oid.clone()).or_default().push(index);
            }
        }
    }

    /// Whether a sentence that rests on the change's commit also says what it was: a sentence may rest on twenty
    /// commits and name three.
    pub(super) fn tells(&self, change: &ChangeInsight) -> bool {
        if change.changes != 1 {
            return false;
        }
        let commits = change
            .sentence
            .evidence
            .iter()
            .filter_map(|evidence| match evidence {
                Evidence::Commit { oid, .. } => self.by_commit.get(oid),
                _ => None,
            });
        let title = change.sentence.spans.iter().find_map(|span| match span {
            Span::Quote { text } => Some(text.as_str()),
            _ => None,
        });
        let title: Vec<String> = words(title.unwrap_or_default()).collect();
        commits.flatten().any(|&sentence| {
            let said = &self.sentences[sentence];
            let known = title.iter().filter(|word| said.contains(*word)).count();
            known * 3 >= title.len() * 2
        })
    }
}

/// The beginnings of the words of a text that say something, in one spelling.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|character: char| !(character.is_alphanumeric() || character == '_'))
        .filter(|word| word.chars().count() >= SAYING)
        .map(|word| word.to_lowercase().chars().take(TELLING).collect())
}
