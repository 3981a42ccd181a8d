//! Prints a document made from insights, and what validation found on stderr:
//! `cargo run -p sparky-generator --example report -- INSIGHTS.json [md|html|json|evidence]`

use anyhow::{Context, bail};
use sparky_common::model::{ArtifactRef, Insights, Sha256};
use sparky_generator::{Settings, Templates, generate, measures};

fn main() -> anyhow::Result<()> {
    let path = std::env::args()
        .nth(1)
        .context("usage: report INSIGHTS.json [md|html|json|evidence]")?;
    let content = std::fs::read(&path).with_context(|| format!("cannot read `{path}`"))?;
    let insights: Insights =
        serde_json::from_slice(&content).with_context(|| format!("`{path}` holds no insights"))?;
    let artifact = ArtifactRef {
        name: path,
        sha256: Sha256::of(&content),
        bytes: content.len() as u64,
    };
    let settings = Settings::default();
    let generated = generate(&insights, &artifact, &Templates::load(None)?, &settings)?;
    for measure in measures(&generated, settings.words(insights.kind), &insights, None) {
        eprintln!("{} {} {:?}", measure.name, measure.value, measure.details);
    }
    match std::env::args().nth(2).as_deref() {
        None | Some("md") => print!("{}", generated.markdown),
        Some("html") => print!("{}", generated.html),
        Some("json") => print!("{}", generated.json),
        Some("evidence") => println!("{}", serde_json::to_string_pretty(&generated.sidecar)?),
        Some(other) => bail!("there is no format `{other}`"),
    }
    Ok(())
}
