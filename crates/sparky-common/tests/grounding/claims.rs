//! Claims written by hand: all of the true ones pass, none of the false ones does.

use sparky_common::{
    grounding::{FactSheet, plain},
    model::Span,
};

use crate::sheets::{ground, sheet};

#[test]
fn true_sentences_pass_and_pass_again() {
    let mut wrong = Vec::new();
    for (sheet, line) in &claims("true") {
        match ground(sheet, line) {
            Err(flaws) => wrong.push(format!("{line}: {flaws:?}")),
            Ok(sentence) => {
                let digits = |span: &Span| matches!(span, Span::Text { text } if text.bytes().any(|b| b.is_ascii_digit()));
                assert!(!sentence.spans.iter().any(digits), "{sentence:?}");
                assert!(!sentence.evidence.is_empty());
                let cites = line.split_once(" | ").unwrap().0;
                let again = format!("{cites} | {}", plain(&sentence));
                if ground(sheet, &again).as_ref() != Ok(&sentence) {
                    wrong.push(format!("{again}: {:?}", ground(sheet, &again)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn false_sentences_do_not_pass() {
    let passed: Vec<_> = claims("false")
        .into_iter()
        .filter(|(sheet, line)| ground(sheet, line).is_ok())
        .map(|(_, line)| line)
        .collect();
    assert!(passed.is_empty(), "{}", passed.join("\n"));
}

/// The committed claims, with the sheets they are about.
fn claims(kind: &str) -> Vec<(FactSheet, String)> {
    let rows = ["tokio", "raibid-labs"].into_iter().flat_map(|name| {
        let path = format!(
            "{}/tests/grounding/claims/{name}-{kind}.txt",
            env!("CARGO_MANIFEST_DIR")
        );
        let text = std::fs::read_to_string(path).expect("the claims are there");
        let facts = sheet(name);
        let lines: Vec<_> = text
            .lines()
            .map(|line| (facts.clone(), line.to_owned()))
            .collect();
        lines
    });
    rows.collect()
}
