//! What a statement rests on, in words a reader can follow.

use sparky_common::model::{Evidence, Place, Statement};

use crate::{
    page::{SHORT_OID, grouped},
    text::{LONGEST_NAME, collected},
};

/// How much of its evidence a sentence shows; the sidecar has all of it.
const SHOWN: usize = 8;

/// A line of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    /// The words.
    pub text: String,
    /// What they are about; nothing for the line that says that there is more.
    pub evidence: Option<Evidence>,
}

/// What a sentence rests on; nothing for headings, rows and the template's words, which show none.
pub(crate) fn labels(statement: &Statement) -> Vec<Label> {
    if !matches!(statement.place, Place::Paragraph | Place::Item) {
        return Vec::new();
    }
    let evidence = &statement.evidence;
    let label = |each: &Evidence| Label {
        text: words(each, statement),
        evidence: Some(each.clone()),
    };
    let mut labels: Vec<_> = evidence.iter().take(SHOWN).map(label).collect();
    if let Some(more) = evidence.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        labels.push(Label {
            text: format!("and {} more in the evidence file", grouped(more as u64)),
            evidence: None,
        });
    }
    labels
}

fn words(evidence: &Evidence, statement: &Statement) -> String {
    let name = |text: &String| collected(text, LONGEST_NAME);
    match evidence {
        Evidence::Commit { repository, oid } => {
            let short: String = oid.chars().take(SHORT_OID).collect();
            format!("commit {} of {}", collected(&short, SHORT_OID), name(repository))
        }
        Evidence::Reference { repository, number } => format!("#{number} of {}", name(repository)),
        Evidence::Release { repository, tag } => format!("release {} of {}", name(tag), name(repository)),
        Evidence::Coverage { repository } => format!("what was collected of {}", name(repository)),
        Evidence::Metric { pointer } => {
            let path = pointer
                .trim_start_matches('/')
                .replace('/', " › ")
                .replace('_', " ");
            let path = collected(&path, LONGEST_NAME);
            match statement.numbers.get(pointer) {
                Some(value) => format!("{path}: {}", grouped(*value)),
                None => path,
            }
        }
    }
}
