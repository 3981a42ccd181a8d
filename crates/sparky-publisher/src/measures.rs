//! What the gate after publishing judges.

use sparky_common::model::{Measure, Receipt, ReceiptState};

use crate::output::Leftovers;

/// Counts of what became of the documents, what was withdrawn, and which destinations failed with which reason.
pub(crate) fn measures(
    receipts: &[Receipt],
    failures: &[(String, String)],
    leftovers: &Leftovers,
) -> Vec<Measure> {
    let count = |state| receipts.iter().filter(|receipt| receipt.state == state).count();
    let failed = failures
        .iter()
        .map(|(name, reason)| format!("{name}: {reason}"))
        .collect();
    vec![
        measure("documents_published", count(ReceiptState::Published), Vec::new()),
        measure("documents_unchanged", count(ReceiptState::Unchanged), Vec::new()),
        measure(
            "documents_withdrawn",
            leftovers.ours.len(),
            leftovers.ours.clone(),
        ),
        measure(
            "outdated_documents_kept",
            leftovers.edited.len(),
            leftovers.edited.clone(),
        ),
        measure("destinations_failed", failures.len(), failed),
    ]
}

fn measure(name: &str, value: usize, details: Vec<String>) -> Measure {
    // No run has so many documents that a float could not count them.
    Measure {
        name: name.into(),
        value: value as f64,
        details,
    }
}
