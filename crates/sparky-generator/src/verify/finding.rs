//! What verification finds.

use std::fmt;

/// What sort of claim lacks its evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// A number is another one.
    Number,
    /// Words, names among them, are others.
    Words,
    /// Words were added.
    Added,
    /// A statement, or words of one, are gone.
    Removed,
    /// A link leads elsewhere, was added or is gone.
    Link,
    /// The front matter differs or cannot be read.
    FrontMatter,
    /// Markup that our documents never contain.
    Markup,
    /// A chart is another one.
    Picture,
    /// A number of the evidence differs from the insights.
    Insights,
    /// A commit, reference or tag of the evidence is not in the snapshot.
    Snapshot,
    /// A sentence of the insights, or one of a model, is not held by its facts.
    Grounds,
    /// A note: the bytes differ. Alone it means that only white space or the way of marking up was touched.
    Bytes,
    /// A note: what the evidence is too old, or too new, to tell.
    Unchecked,
}

/// One unsupported claim, or a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What sort.
    pub kind: FindingKind,
    /// What the document says and what the evidence says.
    pub message: String,
}

impl Finding {
    pub(super) fn new(kind: FindingKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }

    /// Whether this is only a note: no claim is at fault.
    pub fn is_note(&self) -> bool {
        matches!(self.kind, FindingKind::Bytes | FindingKind::Unchecked)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
