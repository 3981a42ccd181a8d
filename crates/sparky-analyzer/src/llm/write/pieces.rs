//! What a model is asked to write: pieces of the report, each with its facts.

use sparky_common::{
    grounding::{FactSheet, Selection},
    model::{Evidence, Insights, Sentence, Snapshot},
};

/// Facts of one sort that a story's prompt holds.
const STORY_FACTS: usize = 14;

/// Facts of one sort and repository that the summary's prompt holds.
const SUMMARY_FACTS: usize = 3;

/// Stories that the summary is made of.
const SUMMARY_STORIES: usize = 5;

/// Which paragraph of the insights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The first paragraph of a story.
    Story(usize),
    /// The first paragraph of a theme.
    Theme(usize),
    /// The summary.
    Summary,
}

/// One paragraph and its facts.
pub(super) struct Piece {
    pub(super) place: Place,
    /// The prompt's name.
    pub(super) prompt: &'static str,
    /// What it is about, for people.
    pub(super) subject: String,
    pub(super) sheet: FactSheet,
}

/// Repository by repository, then themes, then the whole. Paragraphs that rest on numbers alone have none.
pub(super) fn pieces(snapshot: &Snapshot, insights: &Insights) -> Vec<Piece> {
    let stories = insights.stories.iter().enumerate().map(|(place, story)| Piece {
        place: Place::Story(place),
        prompt: "story.j2",
        subject: story.repository.clone(),
        sheet: sheet(
            snapshot,
            insights,
            Some(&story.repository),
            &story.evidence,
            STORY_FACTS,
        ),
    });
    let themes = insights.themes.iter().enumerate().map(|(place, theme)| Piece {
        place: Place::Theme(place),
        prompt: "theme.j2",
        subject: "several repositories".into(),
        sheet: sheet(snapshot, insights, None, &theme.evidence, SUMMARY_FACTS),
    });
    let told = insights.stories.iter().take(SUMMARY_STORIES);
    let mut evidence: Vec<Evidence> = told.flat_map(|story| story.evidence.iter().cloned()).collect();
    evidence.extend(
        insights
            .summary
            .iter()
            .flat_map(|sentence| sentence.evidence.iter().cloned()),
    );
    let summary = (!insights.stories.is_empty()).then(|| Piece {
        place: Place::Summary,
        prompt: "summary.j2",
        subject: "the summary".into(),
        sheet: sheet(snapshot, insights, None, &evidence, SUMMARY_FACTS),
    });
    stories.chain(themes).chain(summary).collect()
}

fn sheet(
    snapshot: &Snapshot,
    insights: &Insights,
    repository: Option<&str>,
    evidence: &[Evidence],
    most: usize,
) -> FactSheet {
    let selection = Selection {
        repository,
        evidence: Some(evidence),
        most,
    };
    FactSheet::select(snapshot, insights, &selection)
}

/// The paragraph of a place.
pub(super) fn paragraph(insights: &mut Insights, place: Place) -> Option<&mut Vec<Sentence>> {
    match place {
        Place::Story(place) => insights.stories.get_mut(place)?.paragraphs.first_mut(),
        Place::Theme(place) => insights.themes.get_mut(place)?.paragraphs.first_mut(),
        Place::Summary => Some(&mut insights.summary),
    }
}
