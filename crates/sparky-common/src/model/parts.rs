//! The JSON of insights part by part, for whoever reads all of it and needs none of it for long.

use serde::Serialize;
use serde_json::{Error, Value};

use super::Insights;

impl Insights {
    /// The JSON of these insights in parts, made one at a time: first what is no list, then the lists item by item, the repositories
    /// last.
    pub fn parts(&self) -> impl Iterator<Item = Result<Value, Error>> {
        std::iter::once_with(|| serde_json::to_value(self.without_lists()))
            .chain(items(&self.days))
            .chain(items(&self.summary))
            .chain(items(&self.stories))
            .chain(items(&self.attention))
            .chain(items(&self.insights))
            .chain(items(&self.themes))
            .chain(items(&self.follow_ups))
            .chain(items(&self.impact))
            .chain(items(&self.contributors))
            .chain(items(&self.trends))
            .chain(items(&self.repositories))
    }

    fn without_lists(&self) -> Self {
        Self {
            schema_version: self.schema_version,
            organisation: self.organisation.clone(),
            kind: self.kind,
            period: self.period,
            window: self.window,
            time_zone: self.time_zone.clone(),
            over: self.over,
            snapshot: self.snapshot.clone(),
            totals: self.totals,
            flow: self.flow,
            comparison: self.comparison.clone(),
            days: Vec::new(),
            repositories: Vec::new(),
            contributors: Vec::new(),
            stories: Vec::new(),
            attention: Vec::new(),
            summary: Vec::new(),
            trends: Vec::new(),
            rhythm: self.rhythm.clone(),
            patterns: self.patterns.clone(),
            impact: Vec::new(),
            insights: Vec::new(),
            themes: Vec::new(),
            previous: self.previous.clone(),
            follow_ups: Vec::new(),
            writing: self.writing.clone(),
        }
    }
}

fn items<T: Serialize>(items: &[T]) -> impl Iterator<Item = Result<Value, Error>> {
    items.iter().map(serde_json::to_value)
}
