//! Where the parts of a document stand in a template.
//!
//! A placeholder is a part's name between two private-use characters, which collected text never holds.

use crate::reading::{Unit, read_markdown};

const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

/// What stands for a part.
pub(super) fn placeholder(name: &str) -> String {
    format!("{OPEN}{name}{CLOSE}")
}

/// A rendered template whose parts are still placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Skeleton {
    text: String,
}

/// What a skeleton holds, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// The place of a part.
    Part(String),
    /// The template's own words.
    Words(Unit),
}

impl Skeleton {
    /// Tidies a rendered template: one empty line between blocks, one newline at the end.
    pub(super) fn new(rendered: &str) -> Self {
        let mut text = String::with_capacity(rendered.len());
        let mut empty = 0;
        for line in rendered.trim().lines().map(str::trim_end) {
            empty = if line.is_empty() { empty + 1 } else { 0 };
            if empty < 2 {
                text.push_str(line);
                text.push('\n');
            }
        }
        Self { text }
    }

    /// The template's words in Markdown, with its placeholders.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The document with every placeholder replaced by its part.
    pub(crate) fn fill(&self, part: impl Fn(&str) -> String) -> String {
        let mut result = String::with_capacity(self.text.len() * 4);
        for piece in pieces(&self.text) {
            match piece {
                Piece::Words(words) => result.push_str(words),
                Piece::Name(name) => result.push_str(&part(name)),
            }
        }
        result
    }

    /// Parts and the template's own words in order.
    pub(crate) fn slots(&self) -> Vec<Slot> {
        let mut slots = Vec::new();
        for unit in read_markdown(&self.text).units {
            for piece in pieces(&unit.text) {
                match piece {
                    Piece::Name(name) => slots.push(Slot::Part(name.to_owned())),
                    Piece::Words(words) if words.trim().is_empty() => {}
                    Piece::Words(words) => {
                        slots.push(Slot::Words(Unit {
                            text: words.trim().to_owned(),
                            ..unit.clone()
                        }));
                    }
                }
            }
        }
        slots
    }

    /// Parts and the template's own words in order, in a plain text: its paragraphs are parted by empty lines.
    pub(crate) fn plain_slots(&self) -> Vec<Slot> {
        let mut slots = Vec::new();
        for piece in pieces(self.text.trim_end()) {
            match piece {
                Piece::Name(name) => slots.push(Slot::Part(name.to_owned())),
                Piece::Words(words) if words.trim().is_empty() => {}
                Piece::Words(words) => slots.push(Slot::Words(Unit::plain(words.trim()))),
            }
        }
        slots
    }

    /// How many words the template adds.
    pub(crate) fn words(&self) -> usize {
        let marks = |unit: &Unit| unit.text.split_whitespace().count() + 1;
        self.slots()
            .iter()
            .map(|slot| {
                if let Slot::Words(unit) = slot {
                    marks(unit)
                } else {
                    0
                }
            })
            .sum()
    }
}

/// Words, or a placeholder's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    Words(&'a str),
    Name(&'a str),
}

/// Cuts a text at its placeholders.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((words, after)) = rest.split_once(OPEN) {
        pieces.push(Piece::Words(words));
        let (name, after) = after.split_once(CLOSE).unwrap_or((after, ""));
        pieces.push(Piece::Name(name));
        rest = after;
    }
    pieces.push(Piece::Words(rest));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_own_words_are_told_apart() {
        let rendered = format!(
            "{}\n\n\n\n## People\n\n{}\n",
            placeholder("summary"),
            placeholder("people")
        );
        let skeleton = Skeleton::new(&rendered);
        assert_eq!(
            skeleton.fill(str::to_uppercase),
            "SUMMARY\n\n## People\n\nPEOPLE\n"
        );
        let slots = skeleton.slots();
        assert_eq!(slots.len(), 3);
        assert_eq!(slots[0], Slot::Part("summary".into()));
        assert!(matches!(&slots[1], Slot::Words(unit) if unit.text == "People"));
        assert_eq!(skeleton.words(), 2);
    }
}
