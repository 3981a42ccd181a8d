//! Which words of many titles are used as names of things, and which only begin their clauses as verbs do.

use std::collections::HashMap;

use super::words;

/// How often words occur, and how often at the head of a clause in a place where imperatives stand.
#[derive(Debug, Default)]
pub(crate) struct Nouns {
    uses: HashMap<String, (usize, usize)>,
}

impl Nouns {
    /// Reads titles. Takes time in proportion to their words.
    pub(crate) fn read<'t>(titles: impl Iterator<Item = &'t str>) -> Self {
        let mut nouns = Self::default();
        for title in titles {
            let mut heads = true;
            let mut parts = title.split(' ').filter(|word| !word.is_empty()).peekable();
            while let Some(word) = parts.next() {
                // A lone word, and a word before a colon, names what follows.
                let verb_place = heads && parts.peek().is_some() && !word.ends_with(':') && is_plain(word);
                if let Some(topic) = words::topic(word) {
                    let (all, leading) = nouns.uses.entry(topic).or_default();
                    *all += 1;
                    *leading += usize::from(verb_place);
                }
                heads = word.ends_with([';', ',', ':']) || word == "and";
            }
        }
        nouns
    }

    /// Whether a word names a thing: it stands at the head of a clause in less than half of its uses. A part of a
    /// compound was never read by itself and counts as a name.
    pub(crate) fn holds(&self, topic: &str) -> bool {
        self.uses
            .get(topic)
            .is_none_or(|(all, leading)| leading * 2 < *all)
    }
}

/// Whether a word is written as words are, and not as names are: `Name`, but not `GitHub`, `WS-07` or `mtime_of`.
fn is_plain(word: &str) -> bool {
    let mut letters = word.trim_end_matches([';', ',', ':']).chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.all(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_clauses_is_no_name_of_a_thing() {
        let titles = [
            "Name the list of changes",
            "Keep words apart; name what looks like one",
            "Ask GitHub for pages",
            "GitHub pages in the ledger",
        ];
        let nouns = Nouns::read(titles.into_iter());
        assert!(!nouns.holds("name"));
        for thing in ["github", "page", "ledger", "list"] {
            assert!(nouns.holds(thing), "{thing}");
        }
    }
}
