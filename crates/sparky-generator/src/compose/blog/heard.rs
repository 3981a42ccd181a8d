//! What a post quotes already: the same message may stand in two commits, and a story quotes too.

use sparky_common::model::{ChangeInsight, Sentence, Span, Story};

use crate::{page::Line, text::quoted};

/// Every quotation so far.
#[derive(Debug, Default)]
pub(super) struct Heard(String);

impl Heard {
    /// What the sentences of a story quote.
    pub(super) fn of(story: &Story) -> Self {
        let mut heard = Self::default();
        for sentence in story.paragraphs.iter().flatten() {
            heard.hear(sentence);
        }
        heard
    }

    /// What lines quote, and whatever else they say.
    pub(super) fn by<'a>(lines: impl IntoIterator<Item = &'a Line>) -> Self {
        let words: Vec<String> = lines.into_iter().map(Line::plain).collect();
        Self(words.join("\n"))
    }

    /// What a change's message says that was not heard yet, each sentence with its place in the change: its account,
    /// else what it adds, without the words that say that it does.
    pub(super) fn fresh(&mut self, change: &ChangeInsight) -> Vec<(Sentence, String)> {
        let account = change.account.iter().enumerate();
        let mut said: Vec<_> = account
            .map(|(place, sentence)| (sentence.clone(), format!("account/{place}")))
            .collect();
        if said.is_empty() {
            said.extend(
                change
                    .detail
                    .iter()
                    .map(|detail| (bare(detail), "detail".to_owned())),
            );
        }
        said.retain_mut(|(sentence, _)| self.keep(sentence));
        for (sentence, _) in &said {
            self.hear(sentence);
        }
        said
    }

    /// Takes what was heard out of a sentence; false where nothing is left of it.
    fn keep(&self, sentence: &mut Sentence) -> bool {
        let known = |span: &Span| matches!(span, Span::Quote { text } if self.0.contains(&quoted(text)));
        if !sentence.spans.iter().any(known) {
            return true;
        }
        sentence.spans.retain(|span| !known(span));
        let blank = |span: Option<&Span>| matches!(span, Some(Span::Text { text }) if text.trim().is_empty());
        while blank(sentence.spans.first()) {
            sentence.spans.remove(0);
        }
        while blank(sentence.spans.last()) {
            sentence.spans.pop();
        }
        sentence
            .spans
            .iter()
            .any(|span| matches!(span, Span::Quote { .. }))
    }

    fn hear(&mut self, sentence: &Sentence) {
        for span in &sentence.spans {
            if let Span::Quote { text } = span {
                self.0.push_str(&quoted(text));
                self.0.push('\n');
            }
        }
    }
}

/// A sentence without the words that say whose it is.
fn bare(detail: &Sentence) -> Sentence {
    let mut detail = detail.clone();
    if matches!(detail.spans.first(), Some(Span::Text { text }) if text == "Its message: ") {
        detail.spans.remove(0);
    }
    detail
}
