//! Reading the HTML page.

use sparky_common::model::{Link, Place};

use super::{
    Image, Reading, Unit,
    tags::{Token, tokens},
};

/// Elements a page may consist of.
const ELEMENTS: &[&str] = &[
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "header",
    "footer",
    "article",
    "section",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "p",
    "ul",
    "ol",
    "li",
    "figure",
    "figcaption",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "a",
    "code",
    "strong",
    "em",
    "blockquote",
    "br",
    "hr",
    "span",
    "del",
    "time",
    "nav",
    "aside",
    "button",
    "link",
];

/// Attributes an element may have.
const ATTRIBUTES: &[&str] = &[
    "lang",
    "charset",
    "name",
    "content",
    "class",
    "id",
    "href",
    "style",
    "datetime",
    "start",
    "role",
    "tabindex",
    "popover",
    "popovertarget",
    "aria-label",
    "http-equiv",
    "property",
    "rel",
];

/// Reads a whole page.
pub(crate) fn read(page: &str) -> Reading {
    let mut reader = Reader::default();
    for token in tokens(page) {
        reader.token(token);
    }
    reader.flush(Place::Paragraph);
    reader.finish()
}

#[derive(Default)]
struct Reader {
    reading: Reading,
    unit: Unit,
    link: Option<Link>,
    items: usize,
    cells: usize,
    in_style: bool,
    /// The element of the frame that is open.
    frame: Option<String>,
    in_evidence: bool,
    title: String,
    description: String,
    /// `key: value` lines for what previews show.
    previews: Vec<String>,
}

impl Reader {
    fn token(&mut self, token: Token) {
        match token {
            Token::Text(_) if self.in_style => {}
            Token::Text(text) => self.text(&text),
            Token::Open(name, attributes) => self.open(&name, &attributes),
            Token::Close(name) => self.close(&name),
            Token::Drawing(svg) => self.reading.images.push(Image::Drawing(svg)),
            Token::Other(inside) if inside.eq_ignore_ascii_case("!doctype html") => {}
            Token::Other(inside) => self
                .reading
                .strange
                .push(format!("a comment or declaration `{inside}`")),
        }
    }

    fn open(&mut self, name: &str, attributes: &[(String, String)]) {
        if !ELEMENTS.contains(&name) {
            self.reading.strange.push(format!("element `<{name}>`"));
        }
        for (attribute, _) in attributes
            .iter()
            .filter(|(attribute, _)| !ATTRIBUTES.contains(&attribute.as_str()))
        {
            self.reading
                .strange
                .push(format!("attribute `{attribute}` of `<{name}>`"));
        }
        let value = |wanted: &str| {
            attributes
                .iter()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.clone())
        };
        self.reading.frame.extend(value("aria-label"));
        let is_line = matches!(value("class").as_deref(), Some("byline" | "hint"));
        if name == "nav" || is_line {
            self.frame = Some(name.to_owned());
        }
        match name {
            "aside" => self.in_evidence = true,
            "style" => self.in_style = true,
            "meta" if value("name").as_deref() == Some("description") => {
                self.description = value("content").unwrap_or_default();
            }
            // What previews show must be what the front matter says.
            "meta" => {
                let property = value("property").unwrap_or_default();
                let key = match property.as_str() {
                    "og:title" | "og:image:alt" => "title",
                    "og:description" => "description",
                    "og:image" => "image",
                    _ => return,
                };
                let content = value("content").unwrap_or_default();
                self.previews.push(format!("{key}: {content}"));
            }
            "a" => {
                self.link = Some(Link {
                    text: String::new(),
                    url: value("href").unwrap_or_default(),
                });
            }
            "ul" | "ol" => self.flush(Place::Item),
            "li" => self.items += 1,
            "tr" => self.cells = 0,
            "th" | "td" => {
                if self.cells > 0 {
                    self.unit.text.push_str(" | ");
                }
                self.cells += 1;
            }
            "br" => self.text(" "),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if self.frame.is_some() {
            return self.close_in_frame(name);
        }
        match name {
            "aside" => self.in_evidence = false,
            "style" => self.in_style = false,
            "title" => self.title = std::mem::take(&mut self.unit).text,
            "h1" if self.unit.text.trim() == self.title.trim() => self.unit = Unit::default(),
            "h1" | "h2" | "h3" | "h4" => self.flush(Place::Heading),
            "p" | "figcaption" | "div" | "header" | "footer" => {
                self.flush(if self.items > 0 {
                    Place::Item
                } else {
                    Place::Paragraph
                });
            }
            "li" => {
                self.flush(Place::Item);
                self.items = self.items.saturating_sub(1);
            }
            "tr" => self.flush(Place::Row),
            "a" => self.unit.links.extend(self.link.take()),
            _ => {}
        }
    }

    /// Ends a text around the page's own; where its links lead is within the page.
    fn close_in_frame(&mut self, name: &str) {
        match self.link.take() {
            Some(link) if name != "a" || !link.url.starts_with('#') => self.unit.links.push(link),
            _ => {}
        }
        let is_end = self.frame.as_deref() == Some(name);
        if !matches!(name, "a" | "p" | "li" | "h2") && !is_end {
            return;
        }
        let links = std::mem::take(&mut self.unit.links);
        let text = std::mem::take(&mut self.unit).text;
        if !text.trim().is_empty() {
            self.reading.frame.push(text.trim().to_owned());
        }
        if !links.is_empty() {
            let links = Unit {
                links,
                ..Unit::default()
            };
            self.reading.units.push(links);
        }
        if is_end {
            self.frame = None;
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
            if self.in_evidence {
                self.reading.evidence.push(unit);
            } else {
                self.reading.units.push(unit);
            }
        }
    }

    fn finish(mut self) -> Reading {
        let title = format!("title: {}", self.title.trim());
        let description = format!("description: {}", self.description);
        let lines = [title, description].into_iter().chain(self.previews);
        self.reading.front_matter = Some(lines.collect::<Vec<_>>().join("\n"));
        self.reading
    }
}
