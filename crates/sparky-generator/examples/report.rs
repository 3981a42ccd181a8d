//! Prints the Markdown of insights: `cargo run -p sparky-generator --example report -- INSIGHTS.json`

use anyhow::Context;
use sparky_common::model::{ArtifactRef, Insights, Sha256};
use sparky_generator::{Settings, Templates, generate};

fn main() -> anyhow::Result<()> {
    let path = std::env::args().nth(1).context("usage: report INSIGHTS.json [html]")?;
    let content = std::fs::read(&path).with_context(|| format!("cannot read `{path}`"))?;
    let insights: Insights = serde_json::from_slice(&content).with_context(|| format!("`{path}` holds no insights"))?;
    let artifact = ArtifactRef { name: path, sha256: Sha256::of(&content), bytes: content.len() as u64 };
    let generated = generate(&insights, &artifact, &Templates::load(None)?, &Settings::default())?;
    let html = std::env::args().nth(2).as_deref() == Some("html");
    print!("{}", if html { generated.html } else { generated.markdown });
    Ok(())
}
