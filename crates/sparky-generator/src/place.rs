//! Where documents lie.

use sparky_common::period::Period;

/// Where a period's document lies below the output folder, without its ending: `weekly/2025-W46`.
pub fn stem(period: Period) -> String {
    format!("{}/{period}", period.kind())
}
