//! What a reader sees in a finished document, read back from its bytes.

mod frame;
mod html;
mod markdown;
mod tags;
mod words;

pub(crate) use frame::{byline, is_ours};
pub(crate) use html::read as read_html;
pub(crate) use markdown::read as read_markdown;
pub(crate) use tags::drawn_words;
pub(crate) use words::count_words;

use sparky_common::model::{Link, Place};

/// A document as a reader sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The text of the front matter between its fences, or `key: value` lines from the page's head.
    pub(crate) front_matter: Option<String>,
    /// Blocks of text in order.
    pub(crate) units: Vec<Unit>,
    /// Level of each heading in order.
    pub(crate) headings: Vec<u8>,
    /// Runs of text outside code, where a dialect may look for mentions and addresses.
    pub(crate) bare: Vec<String>,
    /// Pictures by the name of their file, or by their whole text where they stand in the page.
    pub(crate) images: Vec<Image>,
    /// What the page shows of its evidence, a unit for each line.
    pub(crate) evidence: Vec<Unit>,
    /// Texts around the page's own: navigation, byline, names of controls.
    pub(crate) frame: Vec<String>,
    /// Markup that our documents never contain: raw HTML, scripts.
    pub(crate) strange: Vec<String>,
}

/// A picture of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Image {
    /// The target of `![](...)`.
    File(String),
    /// A drawing in the page.
    Drawing(String),
}

/// A heading, paragraph, list item or table row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unit {
    /// What it is.
    pub(crate) place: Place,
    /// Its visible text; the cells of a row are parted by ` | `.
    pub(crate) text: String,
    /// Its links in order.
    pub(crate) links: Vec<Link>,
}

impl Unit {
    /// A paragraph of plain text: its addresses are its links.
    pub(crate) fn plain(text: &str) -> Self {
        let addresses = text.split_whitespace().filter(|word| word.contains("://"));
        let link = |word: &str| Link {
            text: word.to_owned(),
            url: word.to_owned(),
        };
        Self {
            place: Place::Paragraph,
            text: text.to_owned(),
            links: addresses.map(link).collect(),
        }
    }
}
