//! The table of checks. To add one, add a row.

use sparky_common::model::{Phase, Verdict};

/// A named check of a phase.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    /// After which phase.
    pub(super) phase: Phase,
    /// The name in gates, metrics and documentation.
    pub(super) name: &'static str,
    /// What is asked for.
    pub(super) test: Test,
    /// What to do when it is not met.
    pub(super) remedy: Remedy,
}

/// What a check asks for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Test {
    /// The measure is zero.
    None(&'static str),
    /// The measure is at least one.
    Some(&'static str),
    /// The share of repositories that were collected; has its own remedies between whole and nothing.
    Coverage,
    /// The measure is zero; why a text is shorter than its range, or not made, is told.
    Words(&'static str),
    /// Every destination has its documents; degrades where some have.
    Destinations,
}

/// What to do when a check is not met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    /// Go on with less. For what another try would find again.
    Degrade,
    /// Try again, then go on with less.
    RetryThenDegrade,
    /// Try again, then wait for a person.
    RetryThenHold,
    /// Try again, then give up.
    RetryThenFail,
    /// Give up. For what no further try can change.
    Fail,
}

impl Remedy {
    /// The verdict, when this is or is not the last attempt.
    pub(super) fn verdict(self, last: bool) -> Verdict {
        match (self, last) {
            (Self::Degrade, _) | (Self::RetryThenDegrade, true) => Verdict::Degrade,
            (Self::Fail, _) | (Self::RetryThenFail, true) => Verdict::Fail,
            (Self::RetryThenHold, true) => Verdict::Hold,
            (Self::RetryThenDegrade | Self::RetryThenHold | Self::RetryThenFail, false) => Verdict::Retry,
        }
    }
}

/// Every check. Rendering is deterministic, so what is only unbecoming (`word-range`, `headings`) degrades at once;
/// what must not leave the house waits for a person.
const TABLE: &[Row] = &[
    row(
        Phase::Collect,
        "sources-present",
        Test::Some("repositories"),
        Remedy::Fail,
    ),
    row(Phase::Collect, "coverage", Test::Coverage, Remedy::RetryThenFail),
    row(
        Phase::Analyze,
        "totals-reconcile",
        Test::None("discrepancies"),
        Remedy::RetryThenFail,
    ),
    row(
        Phase::Analyze,
        "grounding",
        Test::None("ungrounded_sentences"),
        Remedy::RetryThenHold,
    ),
    row(
        Phase::Analyze,
        "model",
        Test::None("model_failures"),
        Remedy::Degrade,
    ),
    row(
        Phase::Generate,
        "word-range",
        Test::Words("word_range_violations"),
        Remedy::Degrade,
    ),
    row(
        Phase::Generate,
        "front-matter",
        Test::None("front_matter_errors"),
        Remedy::RetryThenFail,
    ),
    row(
        Phase::Generate,
        "headings",
        Test::None("heading_errors"),
        Remedy::Degrade,
    ),
    row(
        Phase::Generate,
        "links",
        Test::None("broken_links"),
        Remedy::RetryThenHold,
    ),
    row(
        Phase::Generate,
        "evidence",
        Test::None("unsupported_claims"),
        Remedy::RetryThenHold,
    ),
    row(
        Phase::Generate,
        "hostile-markup",
        Test::None("hostile_markup"),
        Remedy::RetryThenFail,
    ),
    row(
        Phase::Generate,
        "secrets",
        Test::None("secrets_or_addresses"),
        Remedy::RetryThenHold,
    ),
    row(
        Phase::Generate,
        "empty-words",
        Test::None("empty_words"),
        Remedy::Degrade,
    ),
    row(
        Phase::Publish,
        "destinations",
        Test::Destinations,
        Remedy::RetryThenFail,
    ),
];

const fn row(phase: Phase, name: &'static str, test: Test, remedy: Remedy) -> Row {
    Row {
        phase,
        name,
        test,
        remedy,
    }
}

/// The checks after a phase.
pub(super) fn checks_of(phase: Phase) -> impl Iterator<Item = &'static Row> {
    TABLE.iter().filter(move |row| row.phase == phase)
}
