//! Prints the insights of a snapshot file, or with `--text` their prose as plain text.

use anyhow::{Context, bail};
use sparky_analyzer::{Options, analyze, reconcile};
use sparky_common::grounding::ungrounded;
use sparky_common::model::{ArtifactRef, Insights, Sentence, Sha256, Snapshot, Span};

fn main() -> anyhow::Result<()> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let as_text = arguments
        .iter()
        .position(|argument| argument == "--text")
        .map(|place| arguments.remove(place));
    let [path] = arguments.as_slice() else {
        bail!("usage: insights SNAPSHOT.json [--text]")
    };
    let content = std::fs::read(path).with_context(|| format!("cannot read {path}"))?;
    let snapshot: Snapshot =
        serde_json::from_slice(&content).with_context(|| format!("{path} is not a snapshot"))?;
    let artifact = ArtifactRef {
        name: path.clone(),
        sha256: Sha256::of(&content),
        bytes: content.len() as u64,
    };
    let insights = analyze(&snapshot, artifact, Options::default())?;
    for discrepancy in reconcile(&snapshot, &insights) {
        eprintln!("discrepancy: {discrepancy}");
    }
    for flaw in ungrounded(&snapshot, &insights) {
        eprintln!("ungrounded: {flaw}");
    }
    if as_text.is_some() {
        print_text(&insights);
    } else {
        println!("{}", serde_json::to_string_pretty(&insights)?);
    }
    Ok(())
}

fn print_text(insights: &Insights) {
    println!("SUMMARY\n{}\n", paragraph(&insights.summary));
    for story in &insights.stories {
        println!(
            "## {}   [{:?} {}]\n",
            text(&story.headline),
            story.kind,
            story.score
        );
        for sentences in &story.paragraphs {
            println!("{}\n", paragraph(sentences));
        }
    }
    println!("REPOSITORIES");
    for line in insights
        .repositories
        .iter()
        .filter_map(|repository| repository.line.as_ref())
    {
        println!("- {}", text(line));
    }
    println!("\nPEOPLE");
    for line in insights
        .contributors
        .iter()
        .filter_map(|person| person.line.as_ref())
    {
        println!("- {}", text(line));
    }
    println!("\nATTENTION");
    for attention in &insights.attention {
        println!("- [{:?}] {}", attention.kind, text(&attention.sentence));
    }
}

fn paragraph(sentences: &[Sentence]) -> String {
    sentences.iter().map(text).collect::<Vec<_>>().join(" ")
}

fn text(sentence: &Sentence) -> String {
    sentence.spans.iter().map(span).collect()
}

fn span(span: &Span) -> String {
    match span {
        Span::Text { text } | Span::Term { text } => text.clone(),
        Span::Count { value, one, many } => {
            let noun = if *value == 1 { one } else { many };
            if noun.is_empty() {
                value.to_string()
            } else {
                format!("{value} {noun}")
            }
        }
        Span::Repository { name } | Span::Person { name, .. } => {
            name.rsplit('/').next().unwrap_or(name).to_owned()
        }
        Span::Commit { oid, .. } => oid.chars().take(7).collect(),
        Span::Reference { number, .. } => format!("#{number}"),
        Span::Release { tag, .. } => tag.clone(),
        Span::Quote { text } => format!("“{text}”"),
        Span::Code { text } => format!("`{text}`"),
        Span::Weekday { date } => date.strftime("%A").to_string(),
        Span::Day { date } => date.strftime("%-d %B").to_string(),
    }
}
