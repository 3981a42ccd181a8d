//! One line of a file with a part of it marked.

use std::ops::Range;

/// The widest line that is shown whole, in characters.
const WIDEST: usize = 100;
/// What stands for a hidden part.
const HIDDEN: &str = "...";

/// One line of a file, fit for a terminal, with the columns that a caret marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The line without its end; secrets and control characters replaced.
    pub line: String,
    /// The first marked character of `line`, from 0.
    pub start: usize,
    /// How many characters are marked, at least one.
    pub width: usize,
}

impl Excerpt {
    /// The line at `line` of `text`, with `marked` marked and `hidden` left out.
    pub(crate) fn new(text: &str, line: Range<usize>, marked: Range<usize>, hidden: &[Range<usize>]) -> Self {
        let mut shown = Shown {
            line: String::new(),
            width: 0,
        };
        let (mut start, mut end) = (None, None);
        let mut hiding: Option<&Range<usize>> = None;
        for (offset, character) in text[line.clone()]
            .char_indices()
            .map(|(at, c)| (line.start + at, c))
        {
            if offset >= marked.start {
                start.get_or_insert(shown.width);
            }
            if offset >= marked.end {
                end.get_or_insert(shown.width);
            }
            let cover = hidden.iter().find(|span| span.contains(&offset));
            match cover {
                Some(span) if hiding != Some(span) => shown.push(HIDDEN),
                Some(_) => {}
                None => shown.push_character(character),
            }
            hiding = cover;
        }
        let start = start.unwrap_or(shown.width);
        let end = end.unwrap_or(shown.width);
        Self {
            line: shown.line,
            start,
            width: end.saturating_sub(start).max(1),
        }
        .clipped()
    }

    /// The same with only the surroundings of the mark where the line is wide.
    fn clipped(self) -> Self {
        if self.line.chars().count() <= WIDEST {
            return self;
        }
        let first = self.start.saturating_sub(WIDEST / 2);
        let line = self.line.chars().skip(first).take(WIDEST).collect();
        let start = self.start - first;
        Self {
            line,
            start,
            width: self.width.min(WIDEST - start),
        }
    }
}

struct Shown {
    line: String,
    width: usize,
}

impl Shown {
    fn push(&mut self, text: &str) {
        self.line.push_str(text);
        self.width += text.chars().count();
    }

    fn push_character(&mut self, character: char) {
        match character {
            '\t' => self.push(" "),
            '\r' => {}
            c if c.is_control() => self.push("\u{fffd}"),
            c => {
                self.line.push(c);
                self.width += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_parts_and_control_characters_are_replaced() {
        let text = "key = \"se\u{1b}cret\" # \u{1b}[31m";
        let secret = 6..15;
        let excerpt = Excerpt::new(text, 0..text.len(), secret.clone(), std::slice::from_ref(&secret));
        assert_eq!(excerpt.line, "key = ... # \u{fffd}[31m");
        assert_eq!((excerpt.start, excerpt.width), (6, 3));
    }

    #[test]
    fn a_wide_line_keeps_the_surroundings_of_the_mark() {
        let text = format!("bots = [{}, 7]", "\"robot\", ".repeat(60));
        let at = text.find('7').expect("present");
        let excerpt = Excerpt::new(&text, 0..text.len(), at..at + 1, &[]);
        assert!(excerpt.line.chars().count() <= WIDEST);
        assert_eq!(excerpt.line.chars().nth(excerpt.start), Some('7'));
    }
}
