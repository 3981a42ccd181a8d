//! Words that mean nothing in a report.

/// Phrases that no sentence of ours may hold, in lower case.
pub const EMPTY_WORDS: &[&str] = &[
    "a wide range of",
    "commitment to",
    "comprehensive",
    "continued to make",
    "cutting-edge",
    "dedication",
    "delve",
    "demonstrates",
    "exciting",
    "game-chang",
    "in conclusion",
    "it is worth noting",
    "leverag",
    "moving forward",
    "notabl",
    "paves the way",
    "paving the way",
    "robust",
    "seamless",
    "showcase",
    "significant activity",
    "significant progress",
    "underscore",
    "various improvements",
    "worked hard",
];

/// The empty phrases that some words of ours hold, in alphabetical order. What the team wrote is not to be judged:
/// the caller leaves it out.
pub fn empty_words(own: &str) -> Vec<&'static str> {
    let own = own.to_lowercase();
    let held = EMPTY_WORDS.iter().copied();
    held.filter(|phrase| own.contains(phrase)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_however_they_are_written() {
        assert_eq!(
            empty_words("A Robust parser made Significant progress."),
            ["robust", "significant progress"]
        );
        assert!(empty_words("The parser reads dates.").is_empty());
        assert!(EMPTY_WORDS.is_sorted());
    }
}
