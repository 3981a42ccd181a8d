//! The messages of commits.

use std::fmt::Write;

use sparky_common::{model::DocumentSet, period::Kind};

use crate::layout::Page;

/// How many digits of a hash stand in a message.
const SHORT: usize = 12;

/// The message of the commit that publishes documents: the same for the same documents.
pub(crate) fn message(set: &DocumentSet, pages: &[Page]) -> String {
    let what = match set.kind {
        Kind::Daily => "Daily digest",
        Kind::Weekly => "Weekly report",
        Kind::Monthly => "Monthly review",
    };
    let partial = if set.complete { "" } else { " (partial)" };
    let mut message = format!("{what} {}{partial}\n\n", set.period);
    for (page, sha256) in pages
        .iter()
        .filter_map(|page| Some((page, page.document.as_ref()?)))
    {
        // Writing to a String cannot fail.
        let _ = writeln!(message, "{} {}", &sha256.as_str()[..SHORT], page.path);
    }
    message
}
