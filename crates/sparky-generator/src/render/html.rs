//! The Markdown body as HTML: one source, so both formats say the same.

use pulldown_cmark::{Event, Options, Parser, html::push_html};

/// The Markdown that our documents are written in.
pub(crate) const MARKDOWN_OPTIONS: Options = Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH);

/// Markdown without front matter as HTML. Raw HTML is shown as text.
pub(crate) fn body(markdown: &str) -> String {
    let events = Parser::new_ext(markdown, MARKDOWN_OPTIONS).map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
        other => other,
    });
    let mut html = String::with_capacity(markdown.len() * 2);
    push_html(&mut html, events);
    html
}
