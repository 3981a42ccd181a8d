//! User templates tried on a sample before any run: every name, every branch, and whether validation would pass.

use std::collections::BTreeSet;

use sparky_common::{
    config::DocumentChoice,
    period::Kind,
    template::{Folder, Library, Problem, Spot},
};

use super::{
    CATALOGUE, Templates, catalogue,
    context::{BlogContext, Frame, PageContext, PostContext, ReportContext, Values},
    value,
};
use crate::{
    compose::{Part, front_matter},
    config::Settings,
    error::GeneratorError,
    maker::{Material, make},
    metrics::is_fault,
    page::Resolver,
    post::Network,
    render::Body,
    sample::{Sample, sample},
};

/// Everything that is wrong with the templates of a folder, by file and place.
///
/// # Errors
/// The sample cannot be read: a bug of ours.
pub fn check(folder: &Folder) -> Result<Vec<Problem>, GeneratorError> {
    let (library, mut problems) = Library::inspect(CATALOGUE, Some(folder));
    for kind in Kind::ALL {
        let sample = sample(kind)?;
        let resolver = Resolver::new(&sample.insights);
        let values = Values::new(&sample.insights, &front_matter(&sample.insights, &resolver));
        problems.extend(branches(&library, kind, &values, &sample, &problems));
    }
    if problems.is_empty() {
        problems = faults(folder)?;
    }
    problems.sort_by_key(|problem| {
        (
            problem.file.clone(),
            problem.place.as_ref().map(|at| (at.line, at.column)),
        )
    });
    problems.dedup();
    Ok(problems)
}

/// Renders the templates of a kind with all parts and with none, in a period that is over and in one that is not.
fn branches(
    library: &Library,
    kind: Kind,
    values: &Values,
    sample: &Sample,
    known: &[Problem],
) -> Vec<Problem> {
    let all: BTreeSet<Part> = Part::ALL.into();
    let mut problems = Vec::new();
    for (present, over) in [
        (&all, true),
        (&BTreeSet::new(), true),
        (&all, false),
        (&BTreeSet::new(), false),
    ] {
        let values = Values {
            over,
            ..values.clone()
        };
        let filled = !present.is_empty();
        let mut contexts = vec![
            (
                catalogue::markdown(kind),
                value(ReportContext::new(values.markdown(), present)),
            ),
            (
                catalogue::BLOG,
                value(BlogContext::new(values.markdown(), present)),
            ),
            (
                catalogue::DEVTO,
                value(BlogContext::new(values.markdown(), present)),
            ),
            (
                catalogue::PAGE,
                value(PageContext::new(&values, &frame(filled, !over))),
            ),
        ];
        let post = |network| {
            (
                catalogue::post(network),
                value(PostContext::new(&sample.insights, filled)),
            )
        };
        contexts.extend(Network::ALL.map(post));
        for (name, context) in contexts {
            let files = library.files_behind(name);
            let is_known = |file: &str| known.iter().any(|problem| problem.file == file);
            if files.iter().any(|file| is_known(&file.display().to_string())) {
                continue;
            }
            problems.extend(
                library
                    .render(name, context)
                    .err()
                    .into_iter()
                    .flat_map(|error| error.problems),
            );
        }
    }
    problems
}

fn frame(filled: bool, partial: bool) -> Frame<'static> {
    const FULL: &Body = &Body {
        content: String::new(),
        contents: String::new(),
        evidence: String::new(),
    };
    let address = |path: &str| {
        if filled {
            format!("https://reports.example.org/{path}")
        } else {
            String::new()
        }
    };
    Frame {
        body: FULL,
        byline: String::new(),
        partial,
        url: address("weekly/2025-W46.html"),
        image: address("weekly/2025-W46.png"),
    }
}

/// What validation finds in the documents of the sample and blames on a template.
fn faults(folder: &Folder) -> Result<Vec<Problem>, GeneratorError> {
    let templates = Templates::of(Some(folder.clone()))?;
    // The card is drawn, not laid out.
    let written = DocumentChoice::ALL
        .into_iter()
        .filter(|choice| *choice != DocumentChoice::Card);
    let settings = Settings {
        documents: written.collect(),
        ..Settings::default()
    };
    let mut problems = Vec::new();
    for kind in Kind::ALL {
        let sample = sample(kind)?;
        let made = make(&Material {
            insights: &sample.insights,
            artifact: &sample.artifact,
            snapshot: &sample.snapshot,
            templates: &templates,
            settings: &settings,
            others: &[],
        })?;
        let details = made
            .measures
            .iter()
            .filter(|measure| is_fault(measure))
            .flat_map(|measure| &measure.details);
        problems.extend(details.filter_map(|detail| blamed(&templates, detail)));
    }
    Ok(problems)
}

/// The problem of a detail that begins with a template's file. The words it quotes tell the place.
fn blamed(templates: &Templates, detail: &str) -> Option<Problem> {
    let (name, file, message) = templates.changed().into_iter().find_map(|(name, file)| {
        Some((
            name,
            file.clone(),
            detail.strip_prefix(&format!("{file}: "))?.to_owned(),
        ))
    })?;
    let source = templates.library.source(&name)?;
    let quoted = message
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|words| !words.trim().is_empty());
    let place = quoted
        .filter_map(|words| source.find(words).map(|at| at..at + words.len()))
        .max_by_key(std::ops::Range::len)
        .map(|range| Spot::of(source, &range));
    Some(Problem {
        file,
        place,
        message,
        help: None,
    })
}
