//! A page, read as browsers read it (html5ever).

use scraper::{Html, Node};

use crate::HOMES;

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
    "div",
    "h1",
    "h2",
    "h3",
    "p",
    "ul",
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
    "nav",
    "aside",
    "button",
    "link",
    "svg",
    "desc",
    "rect",
    "text",
    "line",
    "pre",
    "ol",
    "section",
];

const ATTRIBUTES: &[&str] = &[
    "lang",
    "charset",
    "name",
    "content",
    "class",
    "id",
    "href",
    "role",
    "tabindex",
    "popover",
    "popovertarget",
    "aria-label",
    "aria-labelledby",
    "http-equiv",
    "property",
    "rel",
    "viewBox",
    "width",
    "height",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "rx",
    "text-anchor",
    "xmlns",
];

pub fn faults(content: &[u8]) -> Vec<String> {
    let page = Html::parse_document(std::str::from_utf8(content).unwrap());
    let mut faults: Vec<String> = page
        .errors
        .iter()
        .map(|error| format!("not well formed: {error}"))
        .collect();
    let mut styles = 0;
    for node in page.tree.nodes() {
        match node.value() {
            Node::Element(element) => {
                let name = element.name();
                if !ELEMENTS.contains(&name) {
                    faults.push(format!("<{name}>"));
                }
                let inside_drawing = node.ancestors().any(|above| {
                    above
                        .value()
                        .as_element()
                        .is_some_and(|above| above.name() == "svg")
                });
                styles += usize::from(name == "style" && !inside_drawing);
                for (attribute, value) in element.attrs() {
                    if !ATTRIBUTES.contains(&attribute) {
                        faults.push(format!("<{name} {attribute}>"));
                    }
                    let leads = ["#", "data:,"]
                        .iter()
                        .chain(&HOMES)
                        .any(|home| value.starts_with(home));
                    if attribute == "href" && !leads {
                        faults.push(format!("leads to {value}"));
                    }
                    if attribute == "http-equiv" && value != "Content-Security-Policy" {
                        faults.push(format!("http-equiv={value}"));
                    }
                }
            }
            Node::Comment(comment) => faults.push(format!("a comment: {}", &comment.comment)),
            Node::ProcessingInstruction(_) => faults.push("a processing instruction".into()),
            _ => {}
        }
    }
    if styles != 1 {
        faults.push(format!("{styles} style sheets"));
    }
    faults
}
