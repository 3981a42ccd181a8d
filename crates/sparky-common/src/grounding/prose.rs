//! The sentences of the insights.

use crate::model::{Insights, Sentence};

/// Every sentence of the insights' prose, headlines too; not the entries of the list of changes.
pub fn sentences(insights: &Insights) -> impl Iterator<Item = &Sentence> {
    let stories = insights.stories.iter();
    insights
        .summary
        .iter()
        .chain(
            stories
                .flat_map(|story| std::iter::once(&story.headline).chain(story.paragraphs.iter().flatten())),
        )
        .chain(insights.attention.iter().map(|attention| &attention.sentence))
        .chain(
            insights
                .themes
                .iter()
                .flat_map(|theme| std::iter::once(&theme.headline).chain(theme.paragraphs.iter().flatten())),
        )
        .chain(insights.follow_ups.iter().map(|one| &one.sentence))
        .chain(
            insights
                .repositories
                .iter()
                .filter_map(|repository| repository.line.as_ref()),
        )
        .chain(
            insights
                .contributors
                .iter()
                .filter_map(|person| person.line.as_ref()),
        )
}

/// Every sentence of the insights: the prose, the entries of the lists of changes, the findings.
pub(super) fn all(insights: &Insights) -> impl Iterator<Item = &Sentence> {
    let changes = insights.repositories.iter().flat_map(|each| &each.changes);
    let listed = changes.flat_map(|change| {
        let said = change.detail.iter().chain(&change.account);
        std::iter::once(&change.sentence).chain(said)
    });
    let found = insights.insights.iter().map(|insight| &insight.sentence);
    sentences(insights).chain(listed).chain(found)
}
