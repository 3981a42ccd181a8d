//! Counting words as a reader does.

use super::Reading;

/// Words that hold a letter or digit, tables and headings included, front matter excluded.
pub(crate) fn count_words(reading: &Reading) -> usize {
    let words = reading.units.iter().flat_map(|unit| unit.text.split_whitespace());
    words
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count()
}
