//! Blocks to text: each format with its own escaping.

mod code_span;
mod devto;
mod escape;
mod evidence;
mod front_matter;
mod html;
mod json;
mod markdown;

pub(crate) use devto::DevtoFrontMatter;
pub(crate) use evidence::labels as evidence_labels;
pub(crate) use front_matter::FrontMatter;
pub(crate) use html::{BUTTON, Body, MARKDOWN_OPTIONS, TABLE, body as html_body};
pub(crate) use json::{JsonDocument, JsonSection, text as json_text};
pub(crate) use markdown::{blocks as markdown_blocks, inline_text};
