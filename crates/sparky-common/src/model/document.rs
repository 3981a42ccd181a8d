//! Finished reports and the evidence beside them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ArtifactRef, Evidence, Sha256, Writer};
use crate::period::{Kind, Period};

/// What sort of text a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// 200 to 300 words about a day.
    DailyDigest,
    /// 800 to 1,200 words about a week.
    WeeklyReport,
    /// 2,000 to 3,000 words about a month.
    MonthlyReview,
    /// 1,500 to 2,500 words: one story for readers outside.
    BlogPost,
    /// A blog post as Dev.to takes it.
    DevToArticle,
    /// One post for a social network.
    SocialPost,
    /// The reports of a kind, newest first, for feed readers.
    Feed,
}

/// The file format of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DocumentFormat {
    /// Markdown with front matter, `.md`.
    Markdown,
    /// One self-contained page, `.html`.
    Html,
    /// The document's structure, `.json`.
    Json,
    /// The evidence, `.evidence.json`.
    Evidence,
    /// A chart, `.svg`.
    Svg,
    /// The social card: the picture of previews, `.png`.
    Png,
    /// Plain text, `.txt`.
    Text,
    /// An Atom feed, `.atom.xml`.
    Atom,
    /// An RSS feed, `.rss.xml`.
    Rss,
}

impl DocumentFormat {
    /// The ending of the file's name, with its leading dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Markdown => ".md",
            Self::Html => ".html",
            Self::Json => ".json",
            Self::Evidence => ".evidence.json",
            Self::Svg => ".svg",
            Self::Png => ".png",
            Self::Text => ".txt",
            Self::Atom => ".atom.xml",
            Self::Rss => ".rss.xml",
        }
    }
}

/// One finished file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// What sort of text it is.
    pub kind: DocumentKind,
    /// Its format.
    pub format: DocumentFormat,
    /// Where it lies below the output folder: `weekly/2025-W46.md`.
    pub path: String,
    /// Its content in the artifact store.
    pub artifact: ArtifactRef,
}

/// The artifact of the generate phase: every document of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentSet {
    /// See [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Daily, weekly or monthly.
    pub kind: Kind,
    /// The period.
    pub period: Period,
    /// The headline of the report.
    pub title: String,
    /// False when the period was not over or coverage was not complete.
    pub complete: bool,
    /// Whether a repository that is not public is among those reported about. Such documents go only where the
    /// configuration says that members alone read.
    #[serde(default)]
    pub private: bool,
    /// The files, by path.
    pub documents: Vec<Document>,
}

/// The evidence of a document, stored beside it as `.evidence.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sidecar {
    /// See [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Path of the document below the output folder.
    pub document: String,
    /// Hash of the document's bytes.
    pub sha256: Sha256,
    /// Daily, weekly or monthly.
    pub kind: Kind,
    /// The period.
    pub period: Period,
    /// The snapshot that everything rests on.
    pub snapshot: ArtifactRef,
    /// The insights that the numbers come from.
    pub insights: ArtifactRef,
    /// The hashes of the document's other formats, by path.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub formats: BTreeMap<String, Sha256>,
    /// Every statement of the document in order.
    pub statements: Vec<Statement>,
    /// Every link target that the document may contain.
    pub links: Vec<String>,
}

/// Where in a document a statement stands.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A `key: value` of the front matter.
    FrontMatter,
    /// A heading.
    Heading,
    /// A sentence of a paragraph.
    #[default]
    Paragraph,
    /// An item of a list.
    Item,
    /// A row of a table, its cells parted by ` | `.
    Row,
    /// The template's own words: they claim nothing about the period.
    Template,
}

/// A link of a statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Link {
    /// The words that are linked, as a reader sees them.
    pub text: String,
    /// The target.
    pub url: String,
}

/// One sentence, heading or table row of a document and what it rests on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Statement {
    /// Where it stands.
    #[serde(default)]
    pub place: Place,
    /// The text as a reader sees it, without markup.
    pub text: String,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// The numbers it states, by JSON pointer into the insights where they are metrics.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub numbers: BTreeMap<String, u64>,
    /// Its links in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Who worded it.
    #[serde(default, skip_serializing_if = "Writer::is_rules")]
    pub writer: Writer,
}
