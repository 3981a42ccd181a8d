//! Insights to every format of a document. Pure: the same insights and templates give the same bytes.

use std::collections::BTreeMap;

use sparky_common::model::{ArtifactRef, Insights, Place, SCHEMA_VERSION, Sha256, Sidecar, Statement};

use crate::{
    chart::{Chart, charts},
    compose::{Extent, Part, Report, compose, front_matter},
    config::Settings,
    error::GeneratorError,
    page::{Block, Resolver},
    place::stem,
    reading::{byline, count_words, read_markdown},
    render::{
        DevtoFrontMatter, JsonDocument, JsonSection, evidence_labels, html_body, json_text, markdown_blocks,
    },
    templates::{Frame, Slot, Templates, Values, catalogue},
};

/// Every format of one document.
#[derive(Clone, Debug, PartialEq)]
pub struct Generated {
    /// The headline.
    pub title: String,
    /// Whether the period was over and every repository was collected wholly.
    pub complete: bool,
    /// Whether the period filled its words.
    pub extent: Extent,
    /// How many paragraphs and lines the word range left no room for.
    pub left_out: usize,
    /// Parts that must stand where they have something to say, and which the template leaves out.
    pub missing: Vec<&'static str>,
    /// The Markdown file.
    pub markdown: String,
    /// The HTML page.
    pub html: String,
    /// The charts: the names of their files and their content.
    pub charts: BTreeMap<String, String>,
    /// The structure, as a JSON file.
    pub json: String,
    /// The evidence.
    pub sidecar: Sidecar,
}

/// Makes every format of a period's document. `artifact` names the insights in the store.
pub fn generate(
    insights: &Insights,
    artifact: &ArtifactRef,
    templates: &Templates,
    settings: &Settings,
) -> Result<Generated, GeneratorError> {
    let resolver = Resolver::new(insights);
    let values = Values::new(insights, &front_matter(insights, &resolver));
    // The template's own words count too, so they are measured with every part in place that may say something.
    let possible = Part::ALL
        .into_iter()
        .filter(|part| part.may_speak(insights))
        .collect();
    let everything = templates.markdown(catalogue::markdown(insights.kind), &values, &possible)?;
    let charts = charts(insights, &resolver).map_err(GeneratorError::Chart)?;
    let mut report = compose(
        insights,
        &resolver,
        settings.words(insights.kind),
        everything.words(),
        &charts,
    );
    report.front_matter.image = settings.card_url(insights.period);
    let document = Composition {
        template: catalogue::markdown(insights.kind),
        stem: stem(insights.period),
        report,
        charts,
    };
    assemble(insights, artifact, templates, settings, &resolver, document)
}

/// What a document says, and where it goes.
pub(crate) struct Composition {
    /// The name of its template.
    pub template: &'static str,
    /// Where it lies below the output folder, without its ending.
    pub stem: String,
    /// What it says.
    pub report: Report,
    /// The drawings beside it.
    pub charts: Vec<Chart>,
}

/// Every format of a composed document.
pub(crate) fn assemble(
    insights: &Insights,
    artifact: &ArtifactRef,
    templates: &Templates,
    settings: &Settings,
    resolver: &Resolver,
    document: Composition,
) -> Result<Generated, GeneratorError> {
    let Composition {
        template,
        stem,
        report,
        charts,
    } = document;
    let values = Values::new(insights, &report.front_matter);
    let skeleton = templates.markdown(template, &values, &report.parts.keys().copied().collect())?;
    let fence = report
        .front_matter
        .to_markdown()
        .map_err(GeneratorError::FrontMatter)?;
    let markdown = skeleton.fill(|name| match part(&report, name) {
        Some(blocks) => markdown_blocks(blocks),
        None => fence.clone(),
    });
    let file = |chart: Chart| (chart.file(insights.period), chart.svg + "\n");
    let charts: BTreeMap<_, _> = charts.into_iter().map(file).collect();
    let body = html_body(skeleton.text(), |name| part(&report, name), &charts, resolver);
    let words = count_words(&read_markdown(&markdown));
    let frame = Frame {
        body: &body,
        byline: byline(insights.period, words),
        partial: report.front_matter.partial,
        url: settings.url(&format!("{stem}.html")),
        image: report.front_matter.image.clone().unwrap_or_default(),
    };
    let html = templates.html(&values, &frame)?;
    let slots = skeleton.slots();
    let missing = missing(&report, &slots);
    let sections = sections(&report, &report.front_matter.statements(), &slots);
    let json = json(insights, &report, &markdown, sections.clone())?;
    let sidecar = sidecar(
        insights,
        artifact,
        &stem,
        [&markdown, &html, &json],
        &charts,
        sections,
        resolver,
    );
    Ok(Generated {
        complete: !report.front_matter.partial,
        title: report.front_matter.title,
        extent: report.extent,
        left_out: report.left_out,
        missing,
        markdown,
        html,
        charts,
        json,
        sidecar,
    })
}

/// A composed blog post as Dev.to takes it, at a path below the output folder, with its evidence.
pub(crate) fn article(
    insights: &Insights,
    artifact: &ArtifactRef,
    templates: &Templates,
    resolver: &Resolver,
    report: &Report,
    stem: &str,
) -> Result<(String, Sidecar), GeneratorError> {
    let front_matter = DevtoFrontMatter::of(&report.front_matter);
    let values = Values::new(insights, &report.front_matter);
    let present = report.parts.keys().copied().collect();
    let skeleton = templates.markdown(catalogue::DEVTO, &values, &present)?;
    let fence = front_matter.to_markdown().map_err(GeneratorError::FrontMatter)?;
    let markdown = skeleton.fill(|name| match part(report, name) {
        Some(blocks) => markdown_blocks(blocks),
        None => fence.clone(),
    });
    let sections = sections(report, &front_matter.statements(), &skeleton.slots());
    let none = String::new();
    let mut sidecar = sidecar(
        insights,
        artifact,
        stem,
        [&markdown, &none, &none],
        &BTreeMap::new(),
        sections,
        resolver,
    );
    // There are no other formats of it.
    sidecar.formats.clear();
    Ok((markdown, sidecar))
}

fn part<'a>(report: &'a Report, name: &str) -> Option<&'a Vec<Block>> {
    report
        .parts
        .iter()
        .find(|(part, _)| part.as_str() == name)
        .map(|(_, blocks)| blocks)
}

/// That a report is partial and what it could not see is part of its truth: no layout may leave it out.
fn missing(report: &Report, slots: &[Slot]) -> Vec<&'static str> {
    let must = [Part::Notice, Part::Gaps];
    let is_placed = |name| {
        slots
            .iter()
            .any(|slot| matches!(slot, Slot::Part(part) if part == name))
    };
    let told = must.into_iter().filter(|part| report.parts.contains_key(part));
    told.map(Part::as_str).filter(|name| !is_placed(*name)).collect()
}

/// The statements of the document in the template's order, its own words among them.
fn sections(report: &Report, front_matter: &[Statement], slots: &[Slot]) -> Vec<JsonSection> {
    let section = |slot: &Slot| match slot {
        Slot::Part(name) => {
            let blocks = part(report, name);
            let statements = match blocks {
                Some(blocks) => blocks.iter().flat_map(Block::statements).collect(),
                None => front_matter.to_vec(),
            };
            JsonSection {
                name: name.clone(),
                statements,
            }
        }
        Slot::Words(unit) => {
            let words = Statement {
                place: Place::Template,
                text: unit.text.clone(),
                links: unit.links.clone(),
                ..Statement::default()
            };
            JsonSection {
                name: "template".into(),
                statements: vec![words],
            }
        }
    };
    slots.iter().map(section).collect()
}

fn json(
    insights: &Insights,
    report: &Report,
    markdown: &str,
    sections: Vec<JsonSection>,
) -> Result<String, GeneratorError> {
    let document = JsonDocument {
        schema_version: SCHEMA_VERSION,
        front_matter: report.front_matter.clone(),
        organisation: crate::text::collected(&insights.organisation, crate::text::LONGEST_NAME),
        window: insights.window,
        time_zone: insights.time_zone.clone(),
        first_day: insights.period.first_day(),
        last_day: insights.period.last_day(),
        words: count_words(&read_markdown(markdown)),
        sections,
    };
    Ok(json_text(&document)?)
}

fn sidecar(
    insights: &Insights,
    artifact: &ArtifactRef,
    stem: &str,
    [markdown, html, json]: [&String; 3],
    charts: &BTreeMap<String, String>,
    sections: Vec<JsonSection>,
    resolver: &Resolver,
) -> Sidecar {
    let statements: Vec<_> = sections
        .into_iter()
        .flat_map(|section| section.statements)
        .collect();
    let mut links: Vec<_> = statements
        .iter()
        .flat_map(|each| &each.links)
        .map(|link| link.url.clone())
        .collect();
    let shown = statements.iter().flat_map(evidence_labels);
    links.extend(shown.filter_map(|label| resolver.url(&label.evidence?)));
    links.sort();
    links.dedup();
    let pages = [(format!("{stem}.html"), html), (format!("{stem}.json"), json)];
    let charts = charts
        .iter()
        .map(|(name, svg)| (format!("{}/{name}", insights.kind), svg));
    let formats = pages.into_iter().chain(charts);
    let formats = formats
        .map(|(path, text)| (path, Sha256::of(text.as_bytes())))
        .collect();
    Sidecar {
        schema_version: SCHEMA_VERSION,
        document: format!("{stem}.md"),
        sha256: Sha256::of(markdown.as_bytes()),
        kind: insights.kind,
        period: insights.period,
        snapshot: insights.snapshot.clone(),
        insights: artifact.clone(),
        formats,
        statements,
        links,
    }
}
