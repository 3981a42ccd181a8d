//! The parts of a report.

use sparky_common::model::Insights;

use super::health;

/// A part of a document; templates know it by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Part {
    /// That the period is not over, and who wrote the prose where a model was asked.
    Notice,
    /// The period in a paragraph.
    Summary,
    /// What runs across repositories.
    Themes,
    /// What happened.
    Stories,
    /// The other repositories, a line each.
    Repositories,
    /// What no story tells, change by change.
    Changes,
    /// Who did it.
    People,
    /// Where in the trees the work went.
    Areas,
    /// What stands out among the numbers: trends, places, people.
    Findings,
    /// How the projects are doing, part by part.
    Health,
    /// Counts, their window, and those of earlier periods.
    Numbers,
    /// Charts.
    Charts,
    /// What became of what the report before called open.
    FollowUps,
    /// What waits.
    Attention,
    /// What could not be collected.
    Gaps,
    /// Of a blog post: the story in a sentence.
    Lead,
    /// Of a blog post: where it began.
    Beginning,
    /// Of a blog post: what followed, day by day.
    Way,
    /// Of a blog post: what came out.
    Outcome,
    /// Of a blog post: what waits.
    Open,
    /// Of a blog post: what else happened.
    Next,
    /// Of a blog post: how to get the code.
    Try,
}

impl Part {
    /// Every part, of reports and of blog posts.
    pub(crate) const ALL: [Self; 22] = [
        Self::Notice,
        Self::Summary,
        Self::Themes,
        Self::Stories,
        Self::Repositories,
        Self::Changes,
        Self::People,
        Self::Areas,
        Self::Findings,
        Self::Health,
        Self::Numbers,
        Self::Charts,
        Self::FollowUps,
        Self::Attention,
        Self::Gaps,
        Self::Lead,
        Self::Beginning,
        Self::Way,
        Self::Outcome,
        Self::Open,
        Self::Next,
        Self::Try,
    ];

    /// Whether the insights may hold something for it; where not, its headings take no words.
    pub(crate) fn may_speak(self, insights: &Insights) -> bool {
        match self {
            Self::Themes => !insights.themes.is_empty(),
            Self::Findings => !insights.insights.is_empty(),
            Self::Health => health::is_told(insights),
            Self::FollowUps => !insights.follow_ups.is_empty(),
            _ => true,
        }
    }

    /// The name in templates and in the JSON document.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Summary => "summary",
            Self::Themes => "themes",
            Self::Stories => "stories",
            Self::Repositories => "repositories",
            Self::Changes => "changes",
            Self::People => "people",
            Self::Areas => "areas",
            Self::Findings => "findings",
            Self::Health => "health",
            Self::Numbers => "numbers",
            Self::Charts => "charts",
            Self::FollowUps => "follow_ups",
            Self::Attention => "attention",
            Self::Gaps => "gaps",
            Self::Lead => "lead",
            Self::Beginning => "beginning",
            Self::Way => "way",
            Self::Outcome => "outcome",
            Self::Open => "open",
            Self::Next => "next",
            Self::Try => "try",
        }
    }
}
