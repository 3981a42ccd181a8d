//! One thing to ask GitHub for.

use serde_json::{Map, Value, json};

use super::queries::Ask;

/// A question about an object, and where its answer belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct Want {
    /// The question.
    pub ask: Ask,
    /// The node id of the object.
    pub id: String,
    /// Which of the asker's streams the answer belongs to.
    pub stream: usize,
    /// Where the page begins; nothing for the first one.
    pub after: Option<String>,
    /// How many nodes to ask for, where there are pages.
    pub first: u32,
    /// Further variables of the question.
    pub extra: Vec<(&'static str, String)>,
    /// How often it was asked without a whole answer.
    pub tries: u32,
}

impl Want {
    /// A question for the first page.
    pub fn new(ask: Ask, id: &str, stream: usize) -> Self {
        Self {
            ask,
            id: id.to_owned(),
            stream,
            after: None,
            first: ask.page(),
            extra: Vec::new(),
            tries: 0,
        }
    }

    /// The same question for the page after a cursor.
    #[must_use]
    pub fn after(mut self, cursor: Option<String>) -> Self {
        self.after = cursor;
        self
    }

    /// The same question for fewer nodes, where it is known that there are no more.
    #[must_use]
    pub fn at_most(mut self, nodes: u64) -> Self {
        self.first = self.first.min(u32::try_from(nodes.max(1)).unwrap_or(u32::MAX));
        self
    }

    /// The same question with a further variable.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.extra.push((name, value.to_owned()));
        self
    }

    /// The variables of its document.
    pub(super) fn variables(&self) -> Map<String, Value> {
        let mut variables = Map::new();
        variables.insert("id".into(), json!(self.id));
        if self.ask.page() > 1 {
            variables.insert("first".into(), json!(self.first));
            variables.insert("after".into(), json!(self.after));
        }
        variables.extend(
            self.extra
                .iter()
                .map(|(name, value)| ((*name).to_owned(), json!(value))),
        );
        variables
    }

    /// What GitHub counts as requests for it: its page, and the connections inside each node.
    pub(super) fn requests(&self) -> u64 {
        match self.ask.page() {
            1 => 0,
            _ => 1 + u64::from(self.first) * self.ask.connections(),
        }
    }

    /// How many nodes may come back.
    pub(super) fn nodes(&self) -> u64 {
        u64::from(self.first) * (1 + self.ask.connections() * self.ask.inner())
    }
}
