//! How the projects are doing, part by part: a table for reviews.

use sparky_common::{
    model::{Evidence, Health, HealthPart, Insights},
    period::Kind,
};

use super::head::head;
use crate::page::{Block, Line, NO_NUMBER, Resolver, Row};

/// Most repositories of the table.
const MOST: usize = 10;

const COLUMNS: [(HealthPart, &str); 6] = [
    (HealthPart::Activity, "Activity"),
    (HealthPart::Responsiveness, "Answers"),
    (HealthPart::ReleaseRhythm, "Releases"),
    (HealthPart::BusFactor, "People"),
    (HealthPart::ReviewCoverage, "Reviews"),
    (HealthPart::StaleWork, "Fresh work"),
];

/// Whether there is anything to tell.
pub(super) fn is_told(insights: &Insights) -> bool {
    insights.kind == Kind::Monthly && scored(insights).next().is_some()
}

/// The table with a sentence that says how to read it.
pub(super) fn blocks(insights: &Insights, resolver: &Resolver) -> Vec<Block> {
    if !is_told(insights) {
        return Vec::new();
    }
    let row = |(index, name, health): (usize, &str, &Health)| {
        let pointer = |field: &str| format!("/repositories/{index}/health/{field}");
        let parts = COLUMNS.iter().map(|(part, _)| {
            let found = health.parts.iter().position(|one| one.part == *part);
            let score = found.and_then(|place| health.parts[place].score.map(|score| (place, score)));
            match score {
                Some((place, score)) => cell(Some(score), pointer(&format!("parts/{place}/score"))),
                None => Line::text(NO_NUMBER),
            }
        });
        let name = Line::default().and_inline(resolver.repository(name));
        let first = [name, cell(health.score, pointer("score"))];
        Row {
            cells: first.into_iter().chain(parts).collect(),
        }
    };
    let names: Vec<&str> = ["Repository", "Score"]
        .into_iter()
        .chain(COLUMNS.iter().map(|(_, name)| *name))
        .collect();
    let guide = "Each part is scored from nothing to a hundred, better is higher; a dash stands where the data does \
                 not tell.";
    let guide = Line::text(guide).with_evidence(Evidence::Metric {
        pointer: "/repositories".into(),
    });
    vec![
        Block::Paragraph(vec![guide]),
        Block::Table {
            head: head(&names),
            rows: scored(insights).take(MOST).map(row).collect(),
        },
    ]
}

/// The repositories that could be judged.
fn scored(insights: &Insights) -> impl Iterator<Item = (usize, &str, &Health)> {
    let all = insights.repositories.iter().enumerate();
    all.filter_map(|(index, one)| {
        let health = one.health.as_ref().filter(|health| health.score.is_some())?;
        Some((index, one.name.as_str(), health))
    })
}

fn cell(score: Option<f64>, pointer: String) -> Line {
    match score {
        Some(score) => Line::text(shown(score)).with_evidence(Evidence::Metric { pointer }),
        None => Line::text(NO_NUMBER),
    }
}

/// A score as it is shown: in whole points.
pub(crate) fn shown(score: f64) -> String {
    format!("{score:.0}")
}
