//! Reading Markdown.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use sparky_common::model::{Link, Place};

use super::{Image, Reading, Unit};
use crate::render::MARKDOWN_OPTIONS;

/// Splits a file into front matter (without its fences) and body.
fn split_front_matter(text: &str) -> (Option<&str>, &str) {
    let Some(rest) = text.strip_prefix("---\n") else {
        return (None, text);
    };
    match rest.split_once("\n---\n") {
        Some((front_matter, body)) => (Some(front_matter), body),
        None => (None, text),
    }
}

/// Reads a whole file.
pub(crate) fn read(text: &str) -> Reading {
    let (front_matter, body) = split_front_matter(text);
    let mut reader = Reader::default();
    for event in Parser::new_ext(body, MARKDOWN_OPTIONS) {
        reader.event(event);
    }
    reader.flush(Place::Paragraph);
    reader.reading.front_matter = front_matter.map(str::to_owned);
    reader.reading
}

#[derive(Default)]
struct Reader {
    reading: Reading,
    unit: Unit,
    items: usize,
    link: Option<Link>,
    cells: usize,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => {
                self.reading.bare.push(text.to_string());
                self.text(&text);
            }
            Event::Code(text) => self.text(&text),
            Event::SoftBreak | Event::HardBreak => self.text(" "),
            Event::Html(html) | Event::InlineHtml(html) => {
                self.reading.strange.push(format!("raw HTML `{}`", html.trim()));
            }
            other => self.reading.strange.push(format!("unexpected markup {other:?}")),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => self.reading.headings.push(level as u8),
            // An item's text ends where a list inside it begins.
            Tag::List(_) => self.flush(Place::Item),
            Tag::Item => self.items += 1,
            Tag::TableHead | Tag::TableRow => self.cells = 0,
            Tag::TableCell => {
                if self.cells > 0 {
                    self.unit.text.push_str(" | ");
                }
                self.cells += 1;
            }
            Tag::Link { dest_url, .. } => {
                self.link = Some(Link {
                    text: String::new(),
                    url: dest_url.into_string(),
                });
            }
            Tag::Image { dest_url, .. } => self.reading.images.push(Image::File(dest_url.into_string())),
            Tag::Paragraph
            | Tag::Table(_)
            | Tag::Strong
            | Tag::Emphasis
            | Tag::BlockQuote(_)
            | Tag::HtmlBlock => {}
            other => self.reading.strange.push(format!("unexpected markup {other:?}")),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => self.flush(Place::Heading),
            TagEnd::Paragraph => self.flush(if self.items > 0 {
                Place::Item
            } else {
                Place::Paragraph
            }),
            TagEnd::Item => {
                self.flush(Place::Item);
                self.items -= 1;
            }
            TagEnd::TableHead | TagEnd::TableRow => self.flush(Place::Row),
            TagEnd::CodeBlock => self.flush(Place::Paragraph),
            TagEnd::Link => self.unit.links.extend(self.link.take()),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        self.unit.text.push_str(text);
        if let Some(link) = &mut self.link {
            link.text.push_str(text);
        }
    }

    fn flush(&mut self, place: Place) {
        let mut unit = std::mem::take(&mut self.unit);
        unit.text = unit.text.trim().to_owned();
        unit.place = place;
        if !unit.text.is_empty() || !unit.links.is_empty() {
            self.reading.units.push(unit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_read_block_by_block() {
        let text = "---\ntitle: x\n---\n\n## A `b`\n\nOne [two](https://x.y).\n\n- item\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n";
        let reading = read(text);
        assert_eq!(reading.front_matter.as_deref(), Some("title: x"));
        let texts: Vec<_> = reading
            .units
            .iter()
            .map(|unit| (unit.place, unit.text.as_str()))
            .collect();
        assert_eq!(
            texts,
            [
                (Place::Heading, "A b"),
                (Place::Paragraph, "One two."),
                (Place::Item, "item"),
                (Place::Row, "a | b"),
                (Place::Row, "1 | 2"),
            ]
        );
        assert_eq!(
            reading.units[1].links,
            [Link {
                text: "two".into(),
                url: "https://x.y".into()
            }]
        );
        assert!(reading.strange.is_empty());
    }

    #[test]
    fn strange_markup_is_named() {
        let reading = read("<script>x</script>\n\n![i](https://x.y/z.png) a <b>c</b>\n");
        assert_eq!(reading.strange.len(), 3, "{:?}", reading.strange);
        assert_eq!(reading.images, [Image::File("https://x.y/z.png".into())]);
    }
}
