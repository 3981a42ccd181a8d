//! Claims written by hand: all of the true ones pass, none of the false ones does.

use sparky_common::{grounding::plain, model::Span};

use crate::sheets::{ground, sheet};

#[test]
fn true_sentences_pass_and_pass_again() {
    let sheet = sheet("tokio");
    let mut wrong = Vec::new();
    for line in include_str!("claims/tokio-true.txt").lines() {
        match ground(&sheet, line) {
            Err(flaws) => wrong.push(format!("{line}: {flaws:?}")),
            Ok(sentence) => {
                let digits = |span: &Span| matches!(span, Span::Text { text } if text.bytes().any(|b| b.is_ascii_digit()));
                assert!(!sentence.spans.iter().any(digits), "{sentence:?}");
                assert!(!sentence.evidence.is_empty());
                let cites = line.split_once(" | ").unwrap().0;
                let again = format!("{cites} | {}", plain(&sentence));
                if ground(&sheet, &again).as_ref() != Ok(&sentence) {
                    wrong.push(format!("{again}: {:?}", ground(&sheet, &again)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn false_sentences_do_not_pass() {
    let sheet = sheet("tokio");
    let lines = include_str!("claims/tokio-false.txt").lines();
    let passed: Vec<_> = lines.filter(|line| ground(&sheet, line).is_ok()).collect();
    assert!(passed.is_empty(), "{}", passed.join("\n"));
}
