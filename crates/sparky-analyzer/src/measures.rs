//! What the gate after the analyze phase judges.

use sparky_common::model::{Insights, Measure};

/// Discrepancies and ungrounded sentences by name, and how much was written.
pub(crate) fn measures(
    insights: &Insights,
    discrepancies: Vec<String>,
    sentences: usize,
    ungrounded: Vec<String>,
) -> Vec<Measure> {
    vec![
        measure("discrepancies", discrepancies.len(), discrepancies),
        measure("stories", insights.stories.len(), Vec::new()),
        measure("sentences", sentences, Vec::new()),
        measure("ungrounded_sentences", ungrounded.len(), ungrounded),
        measure("model_used", insights.writing.accepted as usize, Vec::new()),
    ]
}

pub(crate) fn measure(name: &str, value: usize, details: Vec<String>) -> Measure {
    Measure {
        name: name.to_owned(),
        value: value as f64,
        details,
    }
}
