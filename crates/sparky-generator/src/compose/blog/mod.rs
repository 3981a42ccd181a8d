//! One story told for readers outside: where it began, the way, what came out, who took part, the other changes of
//! its repository, what is open, how to try it.
//!
//! **Which story.** The first by score that is news (no upkeep) and fills the range; where none does, the first of
//! which [`SHORTEST`] words can be told, and then all of it is told. Where none is left, there is no post.
//!
//! **How much.** Days first, up to [`WAY`] words; then the changes that no day tells, those of the story before the
//! repository's others, until [`ENOUGH`] words stand. What fits into the range as a whole is told as a whole.

mod candidate;
mod chapters;
mod clock;
mod dayless;
mod days;
mod ending;
mod front;
mod heard;
mod next;
mod numbers;
mod people;
mod rest;
mod voices;

use std::collections::BTreeMap;

use sparky_common::model::{Evidence, Insights, Sentence, Snapshot, Span, Story, StoryKind};

use super::{Extent, Part, Report, headline, told::Told};
use crate::page::{Block, Line, Resolver};
use days::Days;
use heard::Heard;
use rest::Rest;

/// Fewest words of a post: below that a story is a paragraph of the report, not a post.
pub(crate) const SHORTEST: usize = 600;

/// Fewest words of a post whose story holds as many; one that holds less is told wholly and is shorter.
pub(crate) const FEWEST: usize = 1500;

/// Most words of a post.
pub(crate) const LONGEST: usize = 2500;

/// Words that headings, the marks of lists and the template's own sentences may take.
const FRAME: usize = 150;

/// Words up to which days are told, everything but the list of changes counted.
const WAY: usize = 1550;

/// Words from which on no more changes are listed, and words up to which all of them are where all fit.
const ENOUGH: usize = 1800;
const ALL: usize = LONGEST - FRAME;

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
    pub resolver: &'a Resolver<'a>,
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
    resolver: &'a Resolver<'a>,
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
    let front_matter = front::matter(subject, &lead);
    let mut parts = BTreeMap::from([
        (Part::Lead, paragraph(lead)),
        (Part::Outcome, paragraph(ending::outcome(subject))),
        (Part::People, people::blocks(subject)),
        (Part::Numbers, numbers::blocks(subject)),
        (Part::Open, paragraph(ending::open(subject))),
        (Part::Next, next::blocks(subject)),
        (Part::Try, paragraph(ending::trying(subject))),
    ]);
    let room = WAY.saturating_sub(words(&parts));
    let (days, cut) = Days::of(subject, &arc).within(room);
    let (beginning, way) = chapters::blocks(subject, &days);
    parts.extend([(Part::Beginning, beginning), (Part::Way, way)]);
    let told = [Part::Lead, Part::Beginning, Part::Way, Part::Outcome];
    let lines = || told.iter().flat_map(|part| &parts[part]).flat_map(Block::lines);
    let rest = Rest::of(subject, Told::by(lines()), Heard::by(lines()));
    let so_far = words(&parts);
    let all = so_far + rest.words() <= ALL;
    let room = if all { ALL } else { ENOUGH }.saturating_sub(so_far);
    let (changes, left_out) = rest.within(subject, room);
    parts.insert(Part::Changes, changes);
    parts.retain(|_, blocks| !blocks.is_empty());
    Report {
        front_matter,
        parts,
        // What a day had no room for stands in the list of changes.
        extent: if cut + left_out == 0 {
            Extent::Short
        } else {
            Extent::Full
        },
        left_out,
    }
}

fn paragraph(lines: Vec<Line>) -> Vec<Block> {
    if lines.is_empty() {
        Vec::new()
    } else {
        vec![Block::Paragraph(lines)]
    }
}

fn words(parts: &BTreeMap<Part, Vec<Block>>) -> usize {
    let lines = parts.values().flatten().flat_map(Block::lines);
    lines.map(read_words).sum()
}

/// The words of a line as the gate counts them: marks that stand alone are none.
fn read_words(line: &Line) -> usize {
    let line = line.plain();
    let words = line.split_whitespace();
    words
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count()
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
