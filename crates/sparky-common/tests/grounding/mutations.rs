//! Two hundred true sentences, and what code makes wrong in them.

mod mutate;
mod truths;
mod turn;

use std::collections::BTreeMap;

use sparky_common::grounding::{Claim, FactId, FactSheet};

use self::{
    mutate::{Class, Mutant},
    truths::Truth,
};
use crate::{pulls, sheets::sheet};

/// Sentences written by hand and by patterns, each with its sheet.
fn truths() -> Vec<(FactSheet, Truth)> {
    let named = ["tokio", "raibid-labs", "ripgrep", "pulls"]
        .into_iter()
        .map(|name| {
            let facts = if name == "pulls" {
                pulls::sheet()
            } else {
                sheet(name)
            };
            (name, facts)
        });
    let mut all = Vec::new();
    for (name, facts) in named {
        let path = format!(
            "{}/tests/grounding/claims/{name}-true.txt",
            env!("CARGO_MANIFEST_DIR")
        );
        let lines = std::fs::read_to_string(path).expect("the claims are there");
        let written = lines.lines().map(|line| {
            let (cites, text) = line.split_once(" | ").expect("facts and a sentence");
            Truth {
                cites: cites.to_owned(),
                text: text.to_owned(),
            }
        });
        all.extend(
            written
                .chain(truths::of(&facts))
                .map(|truth| (facts.clone(), truth)),
        );
    }
    all
}

fn claim(truth: &Truth) -> Claim {
    Claim {
        text: truth.text.clone(),
        cites: truth
            .cites
            .split_whitespace()
            .map(|id| FactId(id.to_owned()))
            .collect(),
    }
}

#[test]
fn what_is_true_is_accepted_and_what_is_mutated_is_not() {
    let truths = truths();
    let flawed: Vec<_> = truths
        .iter()
        .filter_map(|(sheet, truth)| {
            let flaws = sheet.ground(&claim(truth)).err()?;
            Some(format!("{} | {}: {flaws:?}", truth.cites, truth.text))
        })
        .collect();
    assert!(truths.len() >= 200, "only {} true sentences", truths.len());
    assert!(
        flawed.is_empty(),
        "{} true sentences were rejected:\n{}",
        flawed.len(),
        flawed.join("\n")
    );

    let mutants = truths.iter().enumerate().flat_map(|(turn, (sheet, truth))| {
        let mutants = mutate::all(sheet, truth, turn).into_iter();
        mutants.map(move |mutant| (sheet, mutant))
    });
    let mut rates: BTreeMap<Class, (usize, usize)> = BTreeMap::new();
    let mut accepted = Vec::new();
    for (sheet, Mutant { class, claim: truth }) in mutants {
        let caught = sheet.ground(&claim(&truth)).is_err();
        let rate = rates.entry(class).or_default();
        rate.0 += usize::from(caught);
        rate.1 += 1;
        if !caught {
            accepted.push((class, format!("{class:?}: {} | {}", truth.cites, truth.text)));
        }
    }
    let table = table(truths.len(), &rates);
    println!("{table}");
    for (_, line) in &accepted {
        println!("not caught: {line}");
    }
    let all: usize = rates.values().map(|(_, all)| all).sum();
    assert!(all >= 500, "only {all} mutants");
    assert_eq!(rates.len(), 17, "every class has mutants: {rates:?}");
    let list = |exact: bool| {
        let lines = accepted.iter().filter(|(class, _)| class.is_exact() == exact);
        lines.map(|(_, line)| line.as_str()).collect::<Vec<_>>()
    };
    assert!(list(true).is_empty(), "accepted:\n{}", list(true).join("\n"));
    assert!(
        list(false).len() * 100 <= all,
        "accepted:\n{}",
        list(false).join("\n")
    );
    documented(&table);
}

/// The rates as the documentation shows them.
fn table(truths: usize, rates: &BTreeMap<Class, (usize, usize)>) -> String {
    let mut table = format!("| | caught |\n|---|---|\n| true sentences accepted | {truths} of {truths} |\n");
    for (class, (caught, all)) in rates {
        table.push_str(&format!("| {} | {caught} of {all} |\n", class.title()));
    }
    table
}

/// The documentation holds this very table; `just grounding-report write` puts it there.
fn documented(table: &str) {
    let path = format!("{}/../../docs/grounding.md", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("the documentation is there");
    let start = text.find("| | caught |").expect("the documentation has a table");
    let end = start + text[start..].find("\n\n").expect("the table ends") + 1;
    if std::env::var_os("SPARKY_WRITE_GROUNDING").is_some() {
        let new = format!("{}{table}{}", &text[..start], &text[end..]);
        std::fs::write(&path, new).expect("the documentation can be written");
        return;
    }
    assert_eq!(
        &text[start..end],
        table,
        "docs/grounding.md is out of date: just grounding-report write"
    );
}
