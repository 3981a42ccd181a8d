//! Blocks to text: each format with its own escaping.

mod code_span;
mod escape;
mod front_matter;
mod html;
mod json;
mod markdown;

pub(crate) use front_matter::FrontMatter;
pub(crate) use html::{MARKDOWN_OPTIONS, body as html_body};
pub(crate) use json::{JsonDocument, JsonSection, text as json_text};
pub(crate) use markdown::{blocks as markdown_blocks, inline_text};
