//! The generator from outside: documents made from insights, checked, broken and checked again.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod blog;
mod card;
mod changes;
mod corpus;
mod edited;
mod editor;
mod feeds;
mod golden;
mod hostile;
mod posts;
mod sample;
mod service;
mod templates;
mod verification;
mod words;

use sparky_common::model::{ArtifactRef, Insights, Sha256};
use sparky_generator::{Generated, Settings, Templates, generate};

/// The document of some insights, made with the built-in templates.
fn document(insights: &Insights) -> Generated {
    let bytes = serde_json::to_vec(insights).unwrap();
    let artifact = ArtifactRef {
        name: "insights".into(),
        sha256: Sha256::of(&bytes),
        bytes: bytes.len() as u64,
    };
    generate(
        insights,
        &artifact,
        &Templates::load(None).unwrap(),
        &Settings::default(),
    )
    .unwrap()
}

/// What validation finds, by measure, without those that find nothing.
fn faults(insights: &Insights, generated: &Generated) -> Vec<(String, Vec<String>)> {
    let range = Settings::default().words(insights.kind);
    let measures = sparky_generator::measures(generated, range, insights, None);
    let faulty = measures
        .into_iter()
        .filter(|measure| measure.name != "words" && measure.value > 0.0);
    faulty.map(|measure| (measure.name, measure.details)).collect()
}
