//! The text of a configuration file, and how a part of it is shown.

use std::{ops::Range, path::PathBuf};

use super::{error::Place, excerpt::Excerpt};

/// A configuration file.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// The file as the user named it.
    path: PathBuf,
    text: String,
    /// What is never shown: secrets, and texts that may be some.
    hidden: Vec<Range<usize>>,
}

impl Source {
    /// A file with nothing hidden but the credentials of URLs.
    pub(super) fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Self {
        let text = text.into();
        let hidden = credentials(&text);
        Self {
            path: path.into(),
            text,
            hidden,
        }
    }

    /// The whole text.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Never shows these parts.
    pub(super) fn hide(&mut self, spans: impl IntoIterator<Item = Range<usize>>) {
        self.hidden.extend(spans);
    }

    /// The line, from 1, in which an offset stands.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.before(offset).matches('\n').count() + 1
    }

    /// The place of a part.
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        let line_start = self
            .before(span.start)
            .rfind('\n')
            .map_or(0, |newline| newline + 1);
        let line_end = self.text[line_start..]
            .find('\n')
            .map_or(self.text.len(), |length| line_start + length);
        Place::File {
            path: self.path.clone(),
            line: self.line(span.start),
            column: self.text[line_start..self.before(span.start).len()]
                .chars()
                .count()
                + 1,
            excerpt: Excerpt::new(&self.text, line_start..line_end, span, &self.hidden),
        }
    }

    /// The text before an offset; an offset inside a character counts as before it.
    fn before(&self, offset: usize) -> &str {
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        &self.text[..end]
    }
}

/// The spans of `user:password` in URLs.
pub(super) fn credentials(text: &str) -> Vec<Range<usize>> {
    let authority_ends = |c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '?' | '#');
    text.match_indices("://")
        .filter_map(|(scheme_end, separator)| {
            let start = scheme_end + separator.len();
            let authority = text[start..].split(authority_ends).next()?;
            authority.rfind('@').map(|at| start..start + at)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_of_urls_are_found() {
        let text = r#"urls = ["https://me:secret@example.org/a.git", "https://example.org/@b"]"#;
        let found: Vec<_> = credentials(text).into_iter().map(|span| &text[span]).collect();
        assert_eq!(found, ["me:secret"]);
    }

    #[test]
    fn a_place_past_the_end_is_the_end() {
        let source = Source::new("sparky.toml", "[bus]\nkey");
        let Place::File { line, column, .. } = source.place(99..100) else {
            panic!("not a file")
        };
        assert_eq!((line, column), (2, 4));
    }
}
