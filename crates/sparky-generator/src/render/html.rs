//! Blocks to HTML: the same statements as the Markdown, each with what it rests on.

use std::collections::BTreeMap;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html::push_html};
use pulldown_cmark_escape::escape_html;
use sparky_common::model::Place;

use super::{evidence::labels, markdown::is_numeric};
use crate::{
    page::{Block, Inline, Line, Resolver, Row},
    templates::{Piece, pieces},
};

/// The Markdown that our documents are written in.
pub(crate) const MARKDOWN_OPTIONS: Options = Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH);

/// What the button behind a sentence is called.
pub(crate) const BUTTON: &str = "What this rests on";

/// A page's text and what stands around it; all of it safe HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Body {
    /// The article, without its title.
    pub content: String,
    /// Links to the headings of level 2, as items of a list.
    pub contents: String,
    /// What each sentence rests on, a popover each.
    pub evidence: String,
}

/// Makes the body from a template's own words in Markdown, `text`, in which placeholders stand for parts.
///
/// `charts` are the drawings by the names of their files.
pub(crate) fn body<'a>(
    text: &str,
    part: impl Fn(&str) -> Option<&'a Vec<Block>>,
    charts: &'a BTreeMap<String, String>,
    resolver: &'a Resolver<'a>,
) -> Body {
    let mut writer = Writer {
        body: Body::default(),
        charts,
        resolver,
        headings: 0,
        popovers: 0,
    };
    let events: Vec<_> = Parser::new_ext(text, MARKDOWN_OPTIONS).collect();
    let mut kept = Vec::with_capacity(events.len());
    let mut index = 0;
    while let Some(event) = events.get(index) {
        index += 1;
        match event {
            // A part that has a paragraph for itself brings its own blocks.
            Event::Start(Tag::Paragraph) if let Some(name) = lone_placeholder(&events[index..]) => {
                index += 2;
                push_html(&mut writer.body.content, kept.drain(..));
                writer.part(name, part(name));
            }
            Event::Start(Tag::Heading { level, .. }) if *level as u8 == 2 => {
                let words = events[index..]
                    .iter()
                    .take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
                let words: String = words.filter_map(text_of).collect();
                let id = writer.contents(&words);
                kept.push(Event::Start(Tag::Heading {
                    level: *level,
                    id: Some(id.into()),
                    classes: Vec::new(),
                    attrs: Vec::new(),
                }));
            }
            Event::Text(text) => {
                for piece in pieces(text) {
                    kept.push(match piece {
                        Piece::Words(words) => Event::Text(CowStr::from(words.to_owned())),
                        Piece::Name(name) => Event::Html(writer.inside(part(name)).into()),
                    });
                }
            }
            Event::Html(html) | Event::InlineHtml(html) => kept.push(Event::Text(html.clone())),
            other => kept.push(other.clone()),
        }
    }
    push_html(&mut writer.body.content, kept.into_iter());
    writer.body
}

fn lone_placeholder<'a>(events: &'a [Event<'_>]) -> Option<&'a str> {
    let [Event::Text(text), Event::End(TagEnd::Paragraph), ..] = events else {
        return None;
    };
    match pieces(text).as_slice() {
        [Piece::Words(""), Piece::Name(name), Piece::Words("")] => Some(*name),
        _ => None,
    }
}

fn text_of<'a>(event: &'a Event<'_>) -> Option<&'a str> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(text),
        _ => None,
    }
}

struct Writer<'a> {
    body: Body,
    charts: &'a BTreeMap<String, String>,
    resolver: &'a Resolver<'a>,
    headings: usize,
    popovers: usize,
}

impl Writer<'_> {
    fn part(&mut self, name: &str, blocks: Option<&Vec<Block>>) {
        let Some(blocks) = blocks else { return };
        self.put(&format!("<div class=\"part {name}\">\n"));
        for block in blocks {
            self.block(block);
        }
        self.put("</div>\n");
    }

    /// A part in the middle of the template's own paragraph: its words alone.
    fn inside(&mut self, blocks: Option<&Vec<Block>>) -> String {
        let mut result = String::new();
        for block in blocks.into_iter().flatten() {
            let lines: Vec<&Line> = match block {
                Block::Heading { line, .. } | Block::Figure { caption: line, .. } => vec![line],
                Block::Paragraph(lines) => lines.iter().collect(),
                Block::List(items) => items.iter().flatten().collect(),
                Block::Table { head, rows } => std::iter::once(head)
                    .chain(rows)
                    .flat_map(|row| &row.cells)
                    .collect(),
            };
            for line in lines {
                result.push_str(&inlines(line));
                result.push(' ');
            }
        }
        result
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, line } => {
                let id = if *level == 2 {
                    format!(" id=\"{}\"", self.contents(&line.plain()))
                } else {
                    String::new()
                };
                self.put(&format!("<h{level}{id}>{}</h{level}>\n", inlines(line)));
            }
            Block::Paragraph(lines) => self.sentences("p", lines, Place::Paragraph),
            Block::List(items) => {
                self.put("<ul>\n");
                for item in items {
                    self.sentences("li", item, Place::Item);
                }
                self.put("</ul>\n");
            }
            Block::Figure { file, caption } => {
                let drawing = self.charts.get(file).map_or("", |svg| svg.trim_end());
                self.put(&format!("<figure>\n{drawing}\n"));
                self.sentences("figcaption", std::slice::from_ref(caption), Place::Paragraph);
                self.put("</figure>\n");
            }
            Block::Table { head, rows } => self.table(head, rows),
        }
    }

    fn sentences(&mut self, element: &str, lines: &[Line], place: Place) {
        self.put(&format!("<{element}>"));
        for (index, line) in lines.iter().enumerate() {
            if index > 0 {
                self.put(" ");
            }
            let button = self.evidence(line, place);
            self.put(&inlines(line));
            self.put(&button);
        }
        self.put(&format!("</{element}>\n"));
    }

    /// Records what a sentence rests on and gives the button that shows it.
    fn evidence(&mut self, line: &Line, place: Place) -> String {
        let labels = labels(&line.statement(place));
        if labels.is_empty() {
            return String::new();
        }
        self.popovers += 1;
        let id = self.popovers;
        let items: String = labels
            .iter()
            .map(|label| {
                let url = label.evidence.as_ref().and_then(|each| self.resolver.url(each));
                match url {
                    Some(url) => format!(
                        "<li><a href=\"{}\">{}</a></li>",
                        escaped(&url),
                        escaped(&label.text)
                    ),
                    None => format!("<li>{}</li>", escaped(&label.text)),
                }
            })
            .collect();
        let popover = format!("<ul popover id=\"e{id}\" aria-label=\"{BUTTON}\">{items}</ul>\n");
        self.body.evidence.push_str(&popover);
        format!("<button popovertarget=\"e{id}\" aria-label=\"{BUTTON}\"></button>")
    }

    /// The table scrolls in a region of its own that the keyboard can reach.
    fn table(&mut self, head: &Row, rows: &[Row]) {
        let numeric: Vec<_> = (0..head.cells.len())
            .map(|column| is_numeric(column, rows))
            .collect();
        let row = |row: &Row, element: &str| -> String {
            let cells = row.cells.iter().enumerate().map(|(column, cell)| {
                let class = if numeric.get(column) == Some(&true) {
                    " class=\"number\""
                } else {
                    ""
                };
                format!("<{element}{class}>{}</{element}>", inlines(cell))
            });
            format!("<tr>{}</tr>\n", cells.collect::<String>())
        };
        let rows: String = rows.iter().map(|each| row(each, "td")).collect();
        let head = row(head, "th");
        self.put(&format!(
            "<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"{TABLE}\"><table>\n<thead>\n{head}</thead>\n<tbody>\n{rows}</tbody>\n</table></div>\n"
        ));
    }

    /// Enters a heading in the table of contents and gives it an id.
    fn contents(&mut self, words: &str) -> String {
        self.headings += 1;
        let id = format!("s{}", self.headings);
        let entry = format!("<li><a href=\"#{id}\">{}</a></li>\n", escaped(words));
        self.body.contents.push_str(&entry);
        id
    }

    fn put(&mut self, html: &str) {
        self.body.content.push_str(html);
    }
}

/// What a table's scrolling region is called.
pub(crate) const TABLE: &str = "Table";

fn inlines(line: &Line) -> String {
    line.inlines.iter().map(inline).collect()
}

fn inline(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) => escaped(text),
        Inline::Code(text) => format!("<code>{}</code>", escaped(text)),
        Inline::Link { shown, url } => format!("<a href=\"{}\">{}</a>", escaped(url), self::inline(shown)),
    }
}

fn escaped(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + 16);
    // Writing to a text cannot fail.
    let _ = escape_html(&mut result, text);
    result
}
