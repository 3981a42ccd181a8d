//! The parts of each project's health.

use sparky_common::{
    model::{Evidence, HealthPart, Insights},
    period::Kind,
};

use super::{
    Chart,
    drawing::{Shape, rect, shortened, text},
};
use crate::page::{Line, Resolver};

/// How many repositories are shown.
const MOST: usize = 10;
const ROW: f64 = 28.0;
const TOP: f64 = 72.0;
const LEFT: f64 = 140.0;
const STEP: f64 = 54.0;
const LENGTH: f64 = 44.0;

/// A row for each repository whose health could be judged, in a month; most commits first.
pub(super) fn chart(insights: &Insights, resolver: &Resolver) -> Option<Result<Chart, minijinja::Error>> {
    if insights.kind != Kind::Monthly {
        return None;
    }
    let judged: Vec<_> = insights
        .repositories
        .iter()
        .enumerate()
        .filter_map(|(index, each)| Some((index, each, each.health.as_ref()?)))
        .filter(|(_, _, health)| health.score.is_some())
        .take(MOST)
        .collect();
    let (_, _, first) = judged.first()?;
    let mut shapes: Vec<Shape> = first
        .parts
        .iter()
        .zip(columns())
        .map(|(part, x)| text(x, TOP - 12.0, "start", "small", heading(part.part)))
        .collect();
    let mut y = TOP;
    for (_, each, health) in &judged {
        let name = shortened(&resolver.shown_name(&each.name), 17);
        shapes.push(text(LEFT - 12.0, y + 14.0, "end", "name", name));
        for (part, x) in health.parts.iter().zip(columns()) {
            match part.score {
                Some(score) => {
                    let length = (score.clamp(0.0, 100.0) / 100.0 * LENGTH).max(1.5);
                    shapes.push(rect(x, y + 5.0, LENGTH, 9.0, "track"));
                    shapes.push(rect(x, y + 5.0, length, 9.0, "bar"));
                }
                None => shapes.push(text(x, y + 14.0, "start", "quiet", "–")),
            }
        }
        y += ROW;
    }
    let caption = Line::text(
        "How the projects are doing, part by part: a full bar is the best there is, a dash says that the data does not tell.",
    );
    let caption = judged.iter().fold(caption, |caption, (index, _, _)| {
        caption.with_evidence(Evidence::Metric {
            pointer: format!("/repositories/{index}/health/score"),
        })
    });
    let height = u32::try_from(judged.len()).unwrap_or(0) * 28 + 84;
    Some(Chart::draw("health", "Project health", caption, height, &shapes))
}

fn columns() -> impl Iterator<Item = f64> {
    (0..6).map(|column| LEFT + STEP * f64::from(column))
}

fn heading(part: HealthPart) -> &'static str {
    match part {
        HealthPart::Activity => "Activity",
        HealthPart::Responsiveness => "Answers",
        HealthPart::ReleaseRhythm => "Releases",
        HealthPart::BusFactor => "People",
        HealthPart::ReviewCoverage => "Reviews",
        HealthPart::StaleWork => "Waiting",
    }
}
