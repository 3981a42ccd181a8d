//! Words and punctuation of a claim, with their places.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A word, a number, an identifier.
    Word,
    /// `'s` after a word.
    Possessive,
    /// Between quotation marks; the token is what stands inside.
    Quoted,
    /// Between backticks; the token is what stands inside.
    Coded,
    /// A mark between words.
    Mark,
}

/// A token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'a> {
    /// Its words without quotation marks.
    pub text: &'a str,
    /// Where it begins in the text, its quotation marks included.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What it is.
    pub shape: Shape,
}

/// Marks that may stand around words in plain prose.
const MARKS: &[char] = &[
    ',', ';', ':', '.', '(', ')', '—', '–', '!', '?', '"', '“', '”', '\'', '’', '‘',
];

/// Splits a text. Every character that is not white space belongs to exactly one token.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let length = character.len_utf8();
        if character.is_whitespace() {
            at += length;
            continue;
        }
        let closing = match character {
            '`' => Some(('`', Shape::Coded)),
            '“' => Some(('”', Shape::Quoted)),
            '"' => Some(('"', Shape::Quoted)),
            _ => None,
        };
        let inside = closing.and_then(|(closing, shape)| {
            let rest = &text[at + length..];
            rest.find(closing)
                .filter(|end| *end > 0)
                .map(|end| (at + length, at + length + end, closing.len_utf8(), shape))
        });
        if let Some((from, to, closing, shape)) = inside {
            let end = to + closing;
            tokens.push(Token {
                text: &text[from..to],
                start: at,
                end,
                shape,
            });
            at = end;
        } else {
            let end = text[at..]
                .find(|c: char| c.is_whitespace() || matches!(c, '—' | '`' | '“' | '"'))
                .map_or(text.len(), |end| at + end.max(length));
            word(text, at, end, &mut tokens);
            at = end;
        }
    }
    tokens
}

/// A run without white space: marks at its ends, and the word between them.
fn word<'a>(text: &'a str, start: usize, end: usize, tokens: &mut Vec<Token<'a>>) {
    let mut push = |from: usize, to: usize, shape| {
        tokens.push(Token {
            text: &text[from..to],
            start: from,
            end: to,
            shape,
        });
    };
    let run = &text[start..end];
    let lead = run.len() - run.trim_start_matches(MARKS).len();
    marks(text, start, start + lead, &mut push);
    if lead == run.len() {
        return;
    }
    let core_end = start + run.trim_end_matches(MARKS).len();
    let core = &text[start + lead..core_end];
    let possessive = ["'s", "’s"]
        .into_iter()
        .find(|suffix| core.len() > suffix.len() && core.ends_with(suffix))
        .map_or(0, str::len);
    push(start + lead, core_end - possessive, Shape::Word);
    if possessive > 0 {
        push(core_end - possessive, core_end, Shape::Possessive);
    }
    marks(text, core_end, end, &mut push);
}

fn marks(text: &str, start: usize, end: usize, push: &mut impl FnMut(usize, usize, Shape)) {
    for (at, character) in text[start..end].char_indices() {
        push(start + at, start + at + character.len_utf8(), Shape::Mark);
    }
}
