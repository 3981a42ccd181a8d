//! The nearest known word to one that is not known.

/// The candidate that was most likely meant, if any is near: at most a third of its letters differ.
pub(crate) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&word, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_word_is_found_and_far_ones_are_not() {
        let words = ["parallel", "past_periods", "urls"];
        assert_eq!(nearest("paralel", words), Some("parallel"));
        assert_eq!(nearest("URL", words), Some("urls"));
        assert_eq!(nearest("colour", words), None);
    }
}
