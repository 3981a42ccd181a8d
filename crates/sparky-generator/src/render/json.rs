//! The document's structure for programs.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sparky_common::{model::Statement, period::Window};

use super::FrontMatter;

/// A document as data: the same statements in the same order as the Markdown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct JsonDocument {
    /// See [`sparky_common::model::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Title, description, tags and the rest of the front matter.
    pub front_matter: FrontMatter,
    /// What to call the organisation.
    pub organisation: String,
    /// The instants it is about.
    pub window: Window,
    /// Whose days these are.
    pub time_zone: String,
    /// The first day.
    pub first_day: Date,
    /// The last day.
    pub last_day: Date,
    /// Visible words of the Markdown body.
    pub words: usize,
    /// The parts in the Markdown's order.
    pub sections: Vec<JsonSection>,
}

/// One part of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct JsonSection {
    /// `summary`, `stories`, `numbers` ...; `template` for the template's own words.
    pub name: String,
    /// What it says.
    pub statements: Vec<Statement>,
}

/// The document as the text of its file.
pub(crate) fn text(document: &JsonDocument) -> Result<String, serde_json::Error> {
    Ok(serde_json::to_string_pretty(document)? + "\n")
}
