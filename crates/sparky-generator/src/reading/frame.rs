//! What stands around a page's text and can be worked out from it.

use sparky_common::period::Period;

use crate::{
    page::span_of_days,
    render::{BUTTON, TABLE},
};

/// Words a minute that a practised reader takes in (Brysbaert, 2019, gives 238 for English).
const WORDS_A_MINUTE: usize = 238;

/// What our page says besides its text, always the same.
const OURS: &[&str] = &[
    BUTTON,
    TABLE,
    "Contents",
    "Evidence",
    "Skip to the text",
    "Open the mark behind a sentence to see what it rests on.",
    "The evidence file beside this page has all of it.",
];

/// The line below the title: kind, days, time to read.
pub(crate) fn byline(period: Period, words: usize) -> String {
    let kind = match period.kind() {
        sparky_common::period::Kind::Daily => "Daily digest",
        sparky_common::period::Kind::Weekly => "Weekly report",
        sparky_common::period::Kind::Monthly => "Monthly review",
    };
    let days = span_of_days(period.first_day(), period.last_day());
    let minutes = words.div_ceil(WORDS_A_MINUTE).max(1);
    format!("{kind} · {days} · {minutes} min read")
}

/// Whether a text of the frame is one that every page of ours may have.
pub(crate) fn is_ours(text: &str) -> bool {
    OURS.contains(&text)
}
