//! A sentence in the making.

use std::collections::BTreeSet;

use sparky_common::model::{ContributorInsight, Evidence, Sentence, Span};

use crate::{
    effort::Change,
    text::clean::{clean, shorten, whole},
};

/// Spans and evidence that will become a sentence.
///
/// Invariant: our own words hold no digit, and collected words never become [`Span::Text`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    spans: Vec<Span>,
    evidence: BTreeSet<Evidence>,
}

/// The longest collected phrase that a sentence carries.
const LONGEST: usize = 110;

impl Draft {
    /// Begins with our own words; empty to begin with something else.
    pub(crate) fn new(words: &str) -> Self {
        Self::default().text(words)
    }

    /// Our own words.
    pub(crate) fn text(mut self, words: &str) -> Self {
        debug_assert!(
            !words.bytes().any(|byte| byte.is_ascii_digit()),
            "a number in our own words: {words}"
        );
        match self.spans.last_mut() {
            _ if words.is_empty() => {}
            Some(Span::Text { text }) => text.push_str(words),
            _ => self.spans.push(Span::Text {
                text: words.to_owned(),
            }),
        }
        self
    }

    /// Any span.
    pub(crate) fn span(mut self, span: Span) -> Self {
        self.spans.push(span);
        self
    }

    /// A number that was counted from the evidence at hand.
    pub(crate) fn count(self, value: usize, one: &str, many: &str) -> Self {
        self.span(Span::Count {
            value: value as u64,
            one: one.to_owned(),
            many: many.to_owned(),
        })
    }

    /// A release, linked.
    pub(crate) fn release(self, repository: &str, tag: &str) -> Self {
        let (repository, tag) = (repository.to_owned(), tag.to_owned());
        // The tag is an id: its page and its evidence are found by every character of it. Whoever shows it cleans it.
        self.span(Span::Release {
            repository: repository.clone(),
            tag: tag.clone(),
        })
        .because(Evidence::Release { repository, tag })
    }

    /// A number of the insights.
    pub(crate) fn metric(self, value: u64, one: &str, many: &str, pointer: String) -> Self {
        self.span(Span::Count {
            value,
            one: one.to_owned(),
            many: many.to_owned(),
        })
        .because(Evidence::Metric { pointer })
    }

    /// A repository's name.
    pub(crate) fn repository(self, name: &str) -> Self {
        self.span(Span::Repository {
            name: name.to_owned(),
        })
    }

    /// A person's name.
    pub(crate) fn person(self, person: &ContributorInsight) -> Self {
        self.span(Span::Person {
            id: person.id.clone(),
            name: clean(&person.name),
        })
    }

    /// Collected words that run on in the sentence; what is code in them stands as code.
    pub(crate) fn term(mut self, words: &str) -> Self {
        let words = whole(words, LONGEST).map_or_else(|| shorten(words, LONGEST), str::to_owned);
        for (place, (apart, piece)) in pieces(&words).into_iter().enumerate() {
            if place > 0 && apart {
                self = self.text(" ");
            }
            self = self.span(piece);
        }
        self
    }

    /// Collected words as a quotation.
    pub(crate) fn quote(self, words: &str) -> Self {
        let text = shorten(&clean(words), LONGEST * 2);
        self.span(Span::Quote { text })
    }

    /// Collected words as code.
    pub(crate) fn code(self, words: &str) -> Self {
        self.span(Span::Code {
            text: shorten(&clean(words), LONGEST),
        })
    }

    /// The references of a change in parentheses, with the space before.
    pub(crate) fn references(mut self, repository: &str, change: &Change<'_>) -> Self {
        if change.subject.references.is_empty() {
            return self;
        }
        let mut numbers = change.subject.references.clone();
        numbers.dedup();
        for (place, number) in numbers.into_iter().take(3).enumerate() {
            let repository = repository.to_owned();
            self = self.text(if place == 0 { " (" } else { ", " });
            self.evidence.insert(Evidence::Reference {
                repository: repository.clone(),
                number,
            });
            self.spans.push(Span::Reference { repository, number });
        }
        self.text(")")
    }

    /// What the sentence rests on.
    pub(crate) fn because(mut self, evidence: Evidence) -> Self {
        self.evidence.insert(evidence);
        self
    }

    /// Rests the sentence on a commit.
    pub(crate) fn on(self, repository: &str, change: &Change<'_>) -> Self {
        self.because(Evidence::Commit {
            repository: repository.to_owned(),
            oid: change.commit.oid.clone(),
        })
    }

    /// Rests the sentence on several commits.
    pub(crate) fn on_all<'c, 'a: 'c>(
        self,
        repository: &str,
        changes: impl IntoIterator<Item = &'c Change<'a>>,
    ) -> Self {
        changes
            .into_iter()
            .fold(self, |draft, change| draft.on(repository, change))
    }

    /// Another draft's words and evidence.
    pub(crate) fn then(mut self, other: Self) -> Self {
        self.evidence.extend(other.evidence);
        other.spans.into_iter().fold(self, |draft, span| match span {
            Span::Text { text } => draft.text(&text),
            span => draft.span(span),
        })
    }

    /// `a, b and c`.
    pub(crate) fn list(self, items: Vec<Self>) -> Self {
        let last = items.len().saturating_sub(1);
        items.into_iter().enumerate().fold(self, |draft, (place, item)| {
            let joint = match place {
                0 => "",
                _ if place == last => " and ",
                _ => ", ",
            };
            draft.text(joint).then(item)
        })
    }

    /// Whether there is nothing to say.
    pub(crate) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Whether it can open a sentence: with our words, a name, or collected words that begin large.
    pub(crate) fn begins_well(&self) -> bool {
        match self.spans.first() {
            None | Some(Span::Count { .. } | Span::Code { .. }) => false,
            Some(Span::Term { text }) => !text.starts_with(char::is_lowercase),
            Some(_) => true,
        }
    }

    /// The frame of the sentence: our own words, with a mark for everything else and one mark for any list.
    pub(crate) fn frame(&self) -> String {
        let mut frame: String = self
            .spans
            .iter()
            .map(|span| {
                if let Span::Text { text } = span {
                    text.as_str()
                } else {
                    "◦"
                }
            })
            .collect();
        for (from, to) in [
            ("◦ (◦)", "◦"),
            ("◦ (◦, ◦)", "◦"),
            ("◦ ◦", "◦"),
            ("◦, ◦", "◦"),
            ("◦ and ◦", "◦"),
        ] {
            while frame.contains(from) {
                frame = frame.replace(from, to);
            }
        }
        frame.to_lowercase()
    }

    /// The finished sentence with a full stop; nothing if it rests on nothing.
    pub(crate) fn end(self) -> Option<Sentence> {
        let ends = match self.spans.last() {
            Some(Span::Quote { text } | Span::Term { text }) => text.ends_with(['.', '!', '?', '…']),
            _ => false,
        };
        let draft = if ends { self } else { self.text(".") };
        draft.headline()
    }

    /// The finished sentence without closing punctuation.
    pub(crate) fn headline(mut self) -> Option<Sentence> {
        if let Some(Span::Text { text }) = self.spans.first_mut() {
            let mut letters = text.chars();
            if let Some(first) = letters.next() {
                *text = first.to_uppercase().chain(letters).collect();
            }
        }
        (!self.evidence.is_empty() && !self.spans.is_empty())
            .then(|| Sentence::new(self.spans, self.evidence.into_iter().collect()))
    }
}

/// Cuts collected words into terms and code, at backticks and at words that look like code; with each piece goes
/// whether a space stands before it.
fn pieces(words: &str) -> Vec<(bool, Span)> {
    let mut pieces: Vec<(bool, Span)> = Vec::new();
    let mut apart = false;
    for (place, part) in words.split('`').enumerate() {
        if place % 2 == 1 && !part.trim().is_empty() {
            pieces.push((
                apart,
                Span::Code {
                    text: part.trim().to_owned(),
                },
            ));
            apart = false;
            continue;
        }
        apart |= part.starts_with(' ');
        for word in part.split(' ').filter(|word| !word.is_empty()) {
            match pieces.last_mut() {
                _ if looks_like_code(word) => {
                    let code = word.trim_end_matches([',', ';', ':']);
                    let mark = &word[code.len()..];
                    pieces.push((
                        apart,
                        Span::Code {
                            text: code.to_owned(),
                        },
                    ));
                    if !mark.is_empty() {
                        pieces.push((
                            false,
                            Span::Term {
                                text: mark.to_owned(),
                            },
                        ));
                    }
                }
                Some((_, Span::Term { text })) => {
                    text.push(' ');
                    text.push_str(word);
                }
                _ => pieces.push((
                    apart,
                    Span::Term {
                        text: word.to_owned(),
                    },
                )),
            }
            apart = true;
        }
        apart = part.ends_with(' ') || (apart && part.is_empty());
    }
    pieces
}

/// Whether a word is a path, an option or an identifier rather than a word.
fn looks_like_code(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "c", "cpp", "css", "go", "h", "html", "js", "json", "lock", "md", "nu", "py", "rs", "sh", "toml",
        "ts", "tsx", "yaml", "yml",
    ];
    let word = word.trim_end_matches([',', ';', ':', '.']);
    let ending = word
        .rsplit_once('.')
        .is_some_and(|(name, ending)| !name.is_empty() && ENDINGS.contains(&ending));
    let hidden =
        word.starts_with('.') && word.len() > 3 && word[1..].starts_with(|c: char| c.is_ascii_alphabetic());
    let option = word.starts_with("--") && word.len() > 3;
    let inside = word.trim_matches('_').contains('_') && !word.contains(' ');
    ending
        || hidden
        || option
        || inside
        || word.contains("::")
        || word.ends_with("()")
        || (word.len() > 2 && word.ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_told_from_words_and_keeps_its_place() {
        let code = |text: &str| Span::Code {
            text: text.to_owned(),
        };
        let term = |text: &str| Span::Term {
            text: text.to_owned(),
        };
        let text = |text: &str| Span::Text {
            text: text.to_owned(),
        };
        let draft = Draft::default().term("several `Layout`s with --config in src/a.rs and I/O");
        assert_eq!(
            draft.spans,
            [
                term("several"),
                text(" "),
                code("Layout"),
                term("s with"),
                text(" "),
                code("--config"),
                text(" "),
                term("in"),
                text(" "),
                code("src/a.rs"),
                text(" "),
                term("and I/O"),
            ]
        );
    }

    #[test]
    fn lists_of_any_length_have_one_frame() {
        let evidence = Evidence::Coverage {
            repository: "a".into(),
        };
        let of = |names: &[&str]| {
            let items = names.iter().map(|name| Draft::default().term(name)).collect();
            Draft::default()
                .repository("a")
                .text(" added ")
                .list(items)
                .because(evidence.clone())
        };
        assert_eq!(of(&["x"]).frame(), of(&["x", "y", "z"]).frame());
        assert!(Draft::new("rests on nothing").end().is_none());
    }
}
