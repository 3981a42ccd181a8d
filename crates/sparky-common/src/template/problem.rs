//! What is wrong with a template, where, and what was probably meant.

use std::{fmt, io, ops::Range, path::Path};

use crate::config::{excerpt::Excerpt, nearest::nearest};

/// Every problem of the templates that were looked at. Never empty; its text is one line for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The problems, by file and place.
    pub problems: Vec<Problem>,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for TemplateError {}

impl From<Problem> for TemplateError {
    fn from(problem: Problem) -> Self {
        Self {
            problems: vec![problem],
        }
    }
}

/// One thing that is wrong. Its text is one line: `templates/weekly.md.j2:3:4: there is no variable ...`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The template's file, or its name where it is built in.
    pub file: String,
    /// Where in the file; nothing where it is wrong as a whole.
    pub place: Option<Spot>,
    /// What is wrong.
    pub message: String,
    /// What was probably meant, or the next thing to try.
    pub help: Option<String>,
}

/// A place in a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// The line with its mark.
    pub excerpt: Excerpt,
}

impl Spot {
    /// The place of a range of bytes in a text.
    pub fn of(source: &str, range: &Range<usize>) -> Self {
        let start = (0..=range.start.min(source.len()))
            .rev()
            .find(|at| source.is_char_boundary(*at))
            .unwrap_or(0);
        let begin = source[..start].rfind('\n').map_or(0, |at| at + 1);
        let end = source[start..].find('\n').map_or(source.len(), |at| start + at);
        Self {
            line: source[..begin].matches('\n').count() + 1,
            column: source[begin..start].chars().count() + 1,
            excerpt: Excerpt::new(source, begin..end, start..range.end.max(start), &[]),
        }
    }
}

impl Problem {
    /// A file that is there and cannot be read.
    pub(super) fn unreadable(path: &Path, error: &io::Error) -> Self {
        Self {
            file: path.display().to_string(),
            place: None,
            message: format!("cannot be read: {error}"),
            help: None,
        }
    }

    /// A name that does not exist, with the nearest that does.
    pub(super) fn unknown<'a>(
        file: &str,
        source: &str,
        range: &Range<usize>,
        what: &str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let nearest = nearest(name, known);
        Self {
            file: file.to_owned(),
            place: Some(Spot::of(source, range)),
            message: format!("there is no {what} `{name}`"),
            help: nearest.map(|name| format!("did you mean `{name}`?")),
        }
    }

    /// What the engine complains about, in its words. `source` is the template it was given.
    pub(super) fn of_engine(file: &str, source: &str, error: &minijinja::Error) -> Self {
        let lines = || {
            let line = error.line()?;
            let start: usize = source
                .split_inclusive('\n')
                .take(line.checked_sub(1)?)
                .map(str::len)
                .sum();
            Some(start..start)
        };
        let range = error.range().or_else(lines);
        let message = error
            .detail()
            .map_or_else(|| error.kind().to_string(), str::to_owned);
        let statement = message.strip_prefix("unknown statement ").map(str::to_owned);
        Self {
            file: file.to_owned(),
            place: range.map(|range| Spot::of(source, &range)),
            help: statement
                .and_then(|word| nearest(&word, STATEMENTS).map(|name| format!("did you mean `{name}`?"))),
            message,
        }
    }

    /// The problem with its line and a caret, as a terminal shows it.
    pub fn report(&self) -> String {
        let mut text = format!("error: {}\n", self.message);
        let margin = self
            .place
            .as_ref()
            .map_or(1, |place| place.line.to_string().len());
        match &self.place {
            Some(Spot {
                line,
                column,
                excerpt,
            }) => {
                let caret = format!(
                    "{:start$}{}",
                    "",
                    "^".repeat(excerpt.width),
                    start = excerpt.start
                );
                text += &format!("{:margin$}--> {}:{line}:{column}\n", "", self.file);
                text += &format!(
                    "{:margin$} |\n{line} | {}\n{:margin$} | {caret}\n",
                    "", excerpt.line, ""
                );
            }
            None => text += &format!("{:margin$}--> {}\n", "", self.file),
        }
        if let Some(help) = &self.help {
            text += &format!("{:margin$} = help: {help}\n", "");
        }
        text
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(place) = &self.place {
            write!(f, ":{}:{}", place.line, place.column)?;
        }
        write!(f, ": {}", self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

/// What may stand after `{%`.
const STATEMENTS: [&str; 22] = [
    "for",
    "if",
    "elif",
    "else",
    "endif",
    "endfor",
    "with",
    "endwith",
    "set",
    "endset",
    "autoescape",
    "endautoescape",
    "filter",
    "endfilter",
    "block",
    "endblock",
    "extends",
    "include",
    "import",
    "from",
    "macro",
    "call",
];
