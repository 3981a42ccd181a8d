//! What a post may tell.

use jiff::civil::Date;

use crate::page::Line;

/// Something that may be told of a day.
pub(super) struct Candidate {
    /// The day.
    pub day: Date,
    /// Runs before voices; within each by importance.
    pub is_voice: bool,
    /// Its place among its like on the day.
    pub order: (i64, usize),
    /// What is told.
    pub lines: Vec<Line>,
}
