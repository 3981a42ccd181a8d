//! How long a document is, and whether it should be.

use sparky_common::model::Measure;

use super::counted;
use crate::{
    compose::Extent,
    generate::Generated,
    reading::{Reading, count_words},
};

/// The number of words.
#[expect(
    clippy::cast_precision_loss,
    reason = "a document has far fewer than 2^52 words"
)]
pub(super) fn words(markdown: &Reading, extent: Extent) -> Measure {
    let details = match extent {
        Extent::Quiet => vec!["quiet: nothing happened".to_owned()],
        Extent::Short => vec!["short: everything the insights say is told".to_owned()],
        Extent::Full => Vec::new(),
    };
    Measure {
        name: "words".to_owned(),
        value: count_words(markdown) as f64,
        details,
    }
}

/// Too many words are always wrong; too few only where something that happened was left out.
pub(super) fn violations(markdown: &Reading, generated: &Generated, [fewest, most]: [usize; 2]) -> Measure {
    let words = count_words(markdown);
    let mut details = Vec::new();
    if words > most {
        details.push(format!("{words} words, at most {most} are allowed"));
    }
    if words < fewest && generated.left_out > 0 {
        let left_out = generated.left_out;
        details.push(format!(
            "{words} words, at least {fewest} are asked for, and {left_out} pieces were left out"
        ));
    }
    counted("word_range_violations", details)
}
