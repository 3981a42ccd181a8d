//! Where documents lie.

use sparky_common::period::Period;

/// Where a period's document lies below the output folder, without its ending: `weekly/2025-W46`.
pub fn stem(period: Period) -> String {
    format!("{}/{period}", period.kind())
}

/// The name of the artifact of the generate phase: `documents/weekly/2025-W46.set.json`.
pub fn document_set_name(period: Period) -> String {
    format!("documents/{}.set.json", stem(period))
}
