//! The committed fact sheets: `tests/grounding/data`, made once by the example `facts` from public repositories.

use serde::Deserialize;
use sparky_common::{
    grounding::{Claim, Fact, FactId, FactSheet, Flaw},
    model::Sentence,
    period::Period,
};

#[derive(Deserialize)]
struct Stored {
    period: Period,
    facts: Vec<Fact>,
}

/// The sheet of a name.
pub fn sheet(name: &str) -> FactSheet {
    let path = format!("{}/tests/grounding/data/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect("the sheet is there");
    let stored: Stored = serde_json::from_str(&text).expect("the sheet can be read");
    FactSheet::new(stored.period, stored.facts)
}

/// A claim as `f1 f2 | The sentence.`
pub fn claim(line: &str) -> Claim {
    let (cites, text) = line.split_once(" | ").expect("facts and a sentence");
    Claim {
        text: text.to_owned(),
        cites: cites.split_whitespace().map(|id| FactId(id.to_owned())).collect(),
    }
}

/// What the check says of it.
pub fn ground(sheet: &FactSheet, line: &str) -> Result<Sentence, Vec<Flaw>> {
    sheet.ground(&claim(line))
}
