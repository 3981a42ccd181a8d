//! Prints the facts of a snapshot and its insights as JSON: `facts SNAPSHOT.json INSIGHTS.json MOST`.

use std::{error::Error, fs::File};

use sparky_common::{
    grounding::{FactSheet, Selection},
    model::{Insights, Snapshot},
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [snapshot, insights, most] = arguments.as_slice() else {
        return Err("usage: facts SNAPSHOT.json INSIGHTS.json MOST".into());
    };
    let snapshot: Snapshot = serde_json::from_reader(File::open(snapshot)?)?;
    let insights: Insights = serde_json::from_reader(File::open(insights)?)?;
    let selection = Selection {
        repository: None,
        evidence: None,
        most: most.parse()?,
    };
    let sheet = FactSheet::select(&snapshot, &insights, &selection);
    println!("{}", serde_json::to_string(&(sheet.period(), sheet.facts()))?);
    Ok(())
}
