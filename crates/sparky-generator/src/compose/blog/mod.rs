//! One story told for readers outside: where it began, the way, what came out, what is open, how to try it.
//!
//! **Which story.** The first by score that is news (no upkeep), of which [`SHORTEST`] words can be told. A story of
//! the best score that is too small yields to the next; where none is left, there is no post.

mod chapters;
mod days;
mod ending;
mod front;

use std::collections::BTreeMap;

use sparky_common::model::{Evidence, Insights, Sentence, Snapshot, Span, Story, StoryKind};

use super::{Extent, Part, Report, headline};
use crate::page::{Block, Line, Resolver};
use days::Days;

/// Fewest words of a post: below that a story is a paragraph of the report, not a post.
pub(crate) const SHORTEST: usize = 600;

/// Most words of a post.
pub(crate) const LONGEST: usize = 2500;

/// Words that headings and the template's own sentences may take.
const FRAME: usize = 120;

/// A story in its repository.
pub(super) struct Subject<'a> {
    /// Everything that was found.
    pub insights: &'a Insights,
    /// The story's place in the insights.
    pub index: usize,
    /// The story.
    pub story: &'a Story,
    /// The repository's place in the insights.
    pub repository: usize,
    /// What was collected.
    pub snapshot: &'a Snapshot,
    /// Renders sentences.
    pub resolver: &'a Resolver,
}

impl Subject<'_> {
    /// Whether a piece of evidence is of the story.
    fn owns(&self, evidence: &Evidence) -> bool {
        matches!(evidence, Evidence::Commit { .. }) && self.story.evidence.contains(evidence)
    }
}

/// Each story that may be told, best first, as a report of its own parts.
pub(crate) fn candidates<'a>(
    insights: &'a Insights,
    snapshot: &'a Snapshot,
    resolver: &'a Resolver,
) -> impl Iterator<Item = Report> + 'a {
    let mut stories: Vec<_> = insights.stories.iter().enumerate().collect();
    stories.retain(|(_, story)| story.kind != StoryKind::Upkeep);
    // Stable: of equal scores the one that the report tells first.
    stories.sort_by(|a, b| b.1.score.total_cmp(&a.1.score));
    let subject = move |(index, story): (usize, &'a Story)| {
        let mut repositories = insights.repositories.iter();
        let repository = repositories.position(|each| each.name == story.repository)?;
        Some(Subject {
            insights,
            index,
            story,
            repository,
            snapshot,
            resolver,
        })
    };
    stories
        .into_iter()
        .filter_map(subject)
        .map(|subject| compose(&subject))
}

fn compose(subject: &Subject<'_>) -> Report {
    let (lead, arc) = lead(subject);
    let outcome = ending::outcome(subject);
    let open = ending::open(subject);
    let trying = ending::trying(subject);
    let fixed = [&lead, &outcome, &open, &trying];
    let fixed: usize = fixed.into_iter().flatten().map(Line::words).sum();
    let days = Days::of(subject, &arc);
    let (days, left_out) = days.within(LONGEST.saturating_sub(fixed + FRAME));
    let (beginning, way) = chapters::blocks(subject, &days);
    let front_matter = front::matter(subject, &lead);
    let paragraph = |lines: Vec<Line>| -> Vec<Block> {
        if lines.is_empty() {
            Vec::new()
        } else {
            vec![Block::Paragraph(lines)]
        }
    };
    let mut parts = BTreeMap::from([
        (Part::Lead, paragraph(lead)),
        (Part::Beginning, beginning),
        (Part::Way, way),
        (Part::Outcome, paragraph(outcome)),
        (Part::Open, paragraph(open)),
        (Part::Try, paragraph(trying)),
    ]);
    parts.retain(|_, blocks| !blocks.is_empty());
    Report {
        front_matter,
        parts,
        extent: Extent::Short,
        left_out,
    }
}

/// The story in a sentence, and the sentences of its arc that are still to be told, each with its place.
fn lead(subject: &Subject<'_>) -> (Vec<Line>, Vec<usize>) {
    let Subject {
        insights,
        story,
        resolver,
        ..
    } = subject;
    let arc = story.paragraphs.first().map_or(0, Vec::len);
    let about = insights.summary.iter().enumerate().find(|(_, sentence)| {
        sentence.evidence.iter().any(|evidence| subject.owns(evidence)) && names(sentence, &story.repository)
    });
    if let Some((place, sentence)) = about {
        let line = resolver.sentence(sentence, &format!("/summary/{place}"));
        return (vec![line], (0..arc).collect());
    }
    if arc == 0 {
        let line = headline(resolver, subject.index, story).and(".");
        return (vec![line], Vec::new());
    }
    (vec![subject.sentence(0, 0)], (1..arc).collect())
}

impl Subject<'_> {
    /// A sentence of the story.
    fn sentence(&self, paragraph: usize, number: usize) -> Line {
        let pointer = format!("/stories/{}/paragraphs/{paragraph}/{number}", self.index);
        self.resolver
            .sentence(&self.story.paragraphs[paragraph][number], &pointer)
    }
}

fn names(sentence: &Sentence, repository: &str) -> bool {
    sentence
        .spans
        .iter()
        .any(|span| matches!(span, Span::Repository { name } if name == repository))
}
