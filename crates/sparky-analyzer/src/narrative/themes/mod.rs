//! What runs across repositories in a month: beginnings, releases, people who moved on, shared series and shared words.
//!
//! A theme has at least two repositories. The order is that of consequence: beginnings, releases, people, series, words.

mod beginnings;
mod moves;
mod releases;
mod series;
mod shared;

use std::collections::BTreeSet;

use sparky_common::{
    model::{Evidence, Sentence, Theme},
    period::Kind,
};

use super::{Desk, draft::Draft, voice::Voice};

/// Most themes of a review.
const MOST: usize = 6;

/// A theme in the making.
struct Found {
    id: String,
    headline: Draft,
    repositories: BTreeSet<String>,
    /// The sentences of its paragraph, each in several wordings.
    sentences: Vec<Vec<Draft>>,
}

/// The themes of a month; nothing for shorter periods or a single repository.
pub(crate) fn themes(desk: &Desk<'_>, voice: &mut Voice) -> Vec<Theme> {
    if desk.kind() != Kind::Monthly || desk.chronicles.len() < 2 {
        return Vec::new();
    }
    let mut found: Vec<Found> = Vec::new();
    found.extend(beginnings::find(desk));
    found.extend(releases::find(desk));
    found.extend(moves::find(desk));
    found.extend(series::find(desk));
    found.extend(shared::find(desk));
    found.truncate(MOST);
    found.into_iter().filter_map(|one| told(one, voice)).collect()
}

fn told(found: Found, voice: &mut Voice) -> Option<Theme> {
    let sentences = found.sentences.into_iter().enumerate();
    let paragraph: Vec<Sentence> = sentences
        .filter_map(|(place, drafts)| voice.say(&format!("{} {place}", found.id), drafts))
        .collect();
    let headline = found.headline.headline()?;
    if paragraph.is_empty() {
        return None;
    }
    let evidence: BTreeSet<Evidence> = paragraph
        .iter()
        .chain([&headline])
        .flat_map(|sentence| sentence.evidence.iter().cloned())
        .collect();
    Some(Theme {
        id: found.id,
        headline,
        repositories: found.repositories.into_iter().collect(),
        paragraphs: vec![paragraph],
        evidence: evidence.into_iter().collect(),
    })
}

/// How many commits a repository has, as a metric.
fn commits(desk: &Desk<'_>, draft: Draft, repository: &str) -> Draft {
    let index = desk.repository_index(repository);
    let commits = desk.insights.repositories[index].counts.commits;
    draft.metric(
        commits,
        "commit",
        "commits",
        format!("/repositories/{index}/commits"),
    )
}
