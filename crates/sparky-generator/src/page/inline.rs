//! Words, code and links.

use std::collections::BTreeMap;

use sparky_common::model::{Evidence, Link, Place, Statement, Writer};

use super::counted;

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Inline {
    /// Words.
    Text(String),
    /// Words shown as code.
    Code(String),
    /// A piece that leads somewhere.
    Link {
        /// What is shown.
        shown: Box<Inline>,
        /// The target, as [`super::Site`] made it.
        url: String,
    },
}

impl Inline {
    /// Words as they are.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// What a reader sees.
    pub(crate) fn shown(&self) -> &str {
        match self {
            Self::Text(text) | Self::Code(text) => text,
            Self::Link { shown, .. } => shown.shown(),
        }
    }

    /// The same without its link.
    fn unlinked(self) -> Self {
        match self {
            Self::Link { shown, .. } => *shown,
            other => other,
        }
    }
}

/// A sentence, heading or table cell with what it rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// The pieces in order.
    pub inlines: Vec<Inline>,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// The numbers it states, by JSON pointer into the insights.
    pub numbers: BTreeMap<String, u64>,
    /// Who worded it.
    pub writer: Writer,
}

impl Line {
    /// A line of our own words.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self {
            inlines: vec![Inline::text(text)],
            ..Self::default()
        }
    }

    /// Only a number, with the metric of the insights it comes from.
    pub(crate) fn number(pointer: impl Into<String>, value: u64) -> Self {
        Self::default().and_count(pointer, value, "", "")
    }

    /// The line with more of our own words.
    #[must_use]
    pub(crate) fn and(mut self, text: impl Into<String>) -> Self {
        self.inlines.push(Inline::text(text));
        self
    }

    /// The line with another piece.
    #[must_use]
    pub(crate) fn and_inline(mut self, inline: Inline) -> Self {
        self.inlines.push(inline);
        self
    }

    /// The line with a number and its noun, and the metric of the insights it comes from.
    #[must_use]
    pub(crate) fn and_count(self, pointer: impl Into<String>, value: u64, one: &str, many: &str) -> Self {
        self.and(counted(value, one, many)).resting_on(pointer, value)
    }

    /// The same line resting on a metric of the insights.
    #[must_use]
    pub(crate) fn resting_on(mut self, pointer: impl Into<String>, value: u64) -> Self {
        let pointer = pointer.into();
        self.evidence.push(Evidence::Metric {
            pointer: pointer.clone(),
        });
        self.numbers.insert(pointer, value);
        self
    }

    /// The same line resting on something of the snapshot.
    #[must_use]
    pub(crate) fn with_evidence(mut self, evidence: Evidence) -> Self {
        self.evidence.push(evidence);
        self
    }

    /// What a reader sees.
    pub(crate) fn plain(&self) -> String {
        self.inlines.iter().map(Inline::shown).collect()
    }

    /// The same line without links, for headings.
    #[must_use]
    pub(crate) fn unlinked(mut self) -> Self {
        self.inlines = self.inlines.into_iter().map(Inline::unlinked).collect();
        self
    }

    /// How many words a reader counts, separated by white space.
    pub(crate) fn words(&self) -> usize {
        self.plain().split_whitespace().count()
    }

    /// The line as a statement of the sidecar.
    pub(crate) fn statement(&self, place: Place) -> Statement {
        let links = self.inlines.iter().filter_map(|inline| match inline {
            Inline::Link { shown, url } => Some(Link {
                text: shown.shown().to_owned(),
                url: url.clone(),
            }),
            _ => None,
        });
        Statement {
            place,
            text: self.plain(),
            evidence: self.evidence.clone(),
            numbers: self.numbers.clone(),
            links: links.collect(),
            writer: self.writer.clone(),
        }
    }
}
