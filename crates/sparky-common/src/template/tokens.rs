//! A template cut into tokens, each with its place.

use std::ops::Range;

use minijinja::{
    machinery::{Token, tokenize},
    syntax::SyntaxConfig,
};

/// What the checks tell apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A word: a name or a keyword.
    Word(String),
    /// A text in quotes.
    Text(String),
    /// The beginning of a statement.
    Statement,
    /// An operator, a bracket or a number; text between tags.
    Mark(char),
}

/// A token and its bytes in the source.
pub(super) type Placed = (Piece, Range<usize>);

/// Cuts a template. What cannot be cut is left out: the engine's own error says why.
pub(super) fn cut(source: &str) -> Vec<Placed> {
    let tokens = tokenize(source, false, SyntaxConfig::default());
    let placed = tokens.map_while(Result::ok).map(|(token, span)| {
        let piece = match token {
            Token::Ident(name) => Piece::Word(name.to_owned()),
            Token::Str(text) => Piece::Text(text.to_owned()),
            Token::String(text) => Piece::Text(text.into()),
            Token::BlockStart => Piece::Statement,
            Token::Dot => Piece::Mark('.'),
            Token::Pipe => Piece::Mark('|'),
            Token::ParenOpen => Piece::Mark('('),
            Token::Assign => Piece::Mark('='),
            _ => Piece::Mark(' '),
        };
        (piece, span.start_offset as usize..span.end_offset as usize)
    });
    placed.collect()
}
