//! Secrets that only show when the pieces of a sentence are read together.

use sparky_common::model::Span;

use super::Inline;
use crate::text::{SECRET, find_address, find_secret};

/// Puts a note in the place of a secret or address that reaches over several pieces, such as `-----BEGIN` as code and
/// the rest of a key as words. Our own words and numbers stay; each piece alone is clean already.
pub(super) fn masked_together(mut inlines: Vec<Inline>, spans: &[Span]) -> Vec<Inline> {
    // Each turn takes away at least one piece's part of a secret.
    for _ in spans {
        let text: String = inlines.iter().map(Inline::shown).collect();
        let Some(found) = find_secret(&text).or_else(|| find_address(&text)) else {
            break;
        };
        let mut end = 0;
        let mut note = SECRET;
        for (inline, span) in inlines.iter_mut().zip(spans) {
            let shown = inline.shown().to_owned();
            let start = end;
            end += shown.len();
            if is_ours(span) || end <= found.start || found.end <= start {
                continue;
            }
            let before = &shown[..found.start.saturating_sub(start)];
            let after = &shown[(found.end - start).min(shown.len())..];
            *inline = Inline::Text(format!("{before}{note}{after}"));
            note = "";
        }
    }
    inlines
}

/// Whether a span holds nothing that was collected.
fn is_ours(span: &Span) -> bool {
    matches!(
        span,
        Span::Text { .. }
            | Span::Count { .. }
            | Span::Weekday { .. }
            | Span::Day { .. }
            | Span::Reference { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(spans: &[Span]) -> String {
        let inline = |span: &Span| match span {
            Span::Text { text } | Span::Term { text } => Inline::text(text),
            Span::Code { text } => Inline::Code(text.clone()),
            other => panic!("{other:?}"),
        };
        let masked = masked_together(spans.iter().map(inline).collect(), spans);
        masked.iter().map(Inline::shown).collect()
    }

    #[test]
    fn a_secret_in_several_pieces_is_masked_and_our_words_stay() {
        let own = |text: &str| Span::Text { text: text.into() };
        let term = |text: &str| Span::Term { text: text.into() };
        let code = |text: &str| Span::Code { text: text.into() };
        let key = [
            own("x adds "),
            code("-----BEGIN"),
            own(" "),
            term("RSA PRIVATE KEY----- MIIEow"),
            own(" on 2 days."),
        ];
        assert_eq!(shown(&key), "x adds (secret removed)  on 2 days.");
        let assigned = [term("sets API_TOKEN="), code("abcd1234efgh5678"), own(".")];
        assert_eq!(shown(&assigned), "sets API_TOKEN=(secret removed).");
        let plain = [term("moves"), own(" the "), code("parser.rs")];
        assert_eq!(shown(&plain), "moves the parser.rs");
    }
}
