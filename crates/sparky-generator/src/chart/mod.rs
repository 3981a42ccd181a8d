//! Charts as SVG: one file each, legible in light and dark, with its content in words.
//!
//! Pure geometry; the same insights give the same bytes. A chart states nothing that its caption, a statement of
//! the document, does not rest on.

mod activity;
mod columns;
mod drawing;
mod health;
mod repositories;
mod trend;

use sparky_common::{
    model::{DocumentFormat, Insights},
    period::Period,
};

use crate::page::{Line, Resolver};

/// A drawn chart.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chart {
    /// `activity`, `repositories`, `trend` or `health`: a part of the file's name.
    pub name: &'static str,
    /// What it shows, in words.
    pub caption: Line,
    /// The file.
    pub svg: String,
}

impl Chart {
    /// The name of its file, which lies beside the document.
    pub(crate) fn file(&self, period: Period) -> String {
        format!("{period}.{}{}", self.name, DocumentFormat::Svg.extension())
    }

    fn draw(
        name: &'static str,
        title: &str,
        caption: Line,
        height: u32,
        shapes: &[drawing::Shape],
    ) -> Result<Self, minijinja::Error> {
        let svg = drawing::svg(name, title, &caption.plain(), height, shapes)?;
        Ok(Self { name, caption, svg })
    }
}

/// The charts that say more than words about a period, in the order in which they stand.
pub(crate) fn charts(insights: &Insights, resolver: &Resolver) -> Result<Vec<Chart>, minijinja::Error> {
    let charts = [
        trend::chart(insights),
        activity::chart(insights),
        repositories::chart(insights, resolver),
        health::chart(insights, resolver),
    ];
    charts.into_iter().flatten().collect()
}
