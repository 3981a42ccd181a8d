//! What a reader sees in a finished document, read back from its bytes.

mod html;
mod markdown;
mod tags;
mod words;

pub(crate) use html::read as read_html;
pub(crate) use markdown::{read as read_markdown, split_front_matter};
pub(crate) use words::count_words;

use sparky_common::model::{Link, Place};

/// A document as a reader sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The text of the front matter between its fences, or `key: value` lines from the page's head.
    pub front_matter: Option<String>,
    /// Blocks of text in order.
    pub units: Vec<Unit>,
    /// Level of each heading in order.
    pub headings: Vec<u8>,
    /// Markup that our documents never contain: raw HTML, images, scripts.
    pub strange: Vec<String>,
}

/// A heading, paragraph, list item or table row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unit {
    /// What it is.
    pub place: Place,
    /// Its visible text; the cells of a row are parted by ` | `.
    pub text: String,
    /// Its links in order.
    pub links: Vec<Link>,
}
