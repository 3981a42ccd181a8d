//! The parts of a report.

/// A part of a report; templates know it by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Part {
    /// That the period is not over.
    Notice,
    /// The period in a paragraph.
    Summary,
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
    /// Counts, their window, and those of earlier periods.
    Numbers,
    /// What waits.
    Attention,
    /// What could not be collected.
    Gaps,
}

impl Part {
    /// Every part.
    pub(crate) const ALL: [Self; 10] = [
        Self::Notice,
        Self::Summary,
        Self::Stories,
        Self::Repositories,
        Self::Changes,
        Self::People,
        Self::Areas,
        Self::Numbers,
        Self::Attention,
        Self::Gaps,
    ];

    /// The name in templates and in the JSON document.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Summary => "summary",
            Self::Stories => "stories",
            Self::Repositories => "repositories",
            Self::Changes => "changes",
            Self::People => "people",
            Self::Areas => "areas",
            Self::Numbers => "numbers",
            Self::Attention => "attention",
            Self::Gaps => "gaps",
        }
    }
}
