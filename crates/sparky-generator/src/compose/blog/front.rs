//! What search engines and previews read of a post.

use super::Subject;
use crate::{
    compose::{headline, is_complete, tags::slug},
    page::Line,
    render::FrontMatter,
    text::shortened,
};

/// The longest description that search engines show.
const LONGEST_DESCRIPTION: usize = 160;

/// How many areas of the tree become keywords.
const AREAS: usize = 4;

/// Title, description, tags and keywords; addresses are known later.
pub(super) fn matter(subject: &Subject<'_>, lead: &[Line]) -> FrontMatter {
    let insights = subject.insights;
    let title = headline(subject.resolver, subject.index, subject.story).plain();
    let lead = lead.iter().map(Line::plain).collect::<Vec<_>>().join(" ");
    let description = if lead.chars().count() > LONGEST_DESCRIPTION {
        shortened(&lead, LONGEST_DESCRIPTION - 1)
    } else {
        lead
    };
    let repository = &insights.repositories[subject.repository];
    let short = repository.name.rsplit('/').next().unwrap_or(&repository.name);
    let tags = distinct([short, insights.organisation.as_str(), "engineering"]);
    let areas = repository.areas.iter();
    let areas = areas.map(|(area, _)| area.rsplit('/').next().unwrap_or(area));
    // A file's name and a hidden folder are nothing anyone searches for.
    let areas = areas.filter(|area| !area.contains('.')).take(AREAS);
    let keywords = distinct(tags.iter().map(String::as_str).chain(areas));
    FrontMatter {
        title,
        date: insights.period.last_day(),
        description,
        tags,
        keywords,
        draft: false,
        kind: insights.kind,
        period: insights.period,
        partial: !is_complete(insights),
        canonical_url: None,
        image: None,
    }
}

fn distinct<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut result = Vec::new();
    for word in words.into_iter().map(slug).filter(|word| !word.is_empty()) {
        if !result.contains(&word) {
            result.push(word);
        }
    }
    result
}
