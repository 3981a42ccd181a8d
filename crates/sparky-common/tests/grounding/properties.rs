//! What holds for any text and any order of facts.

use std::sync::LazyLock;

use proptest::prelude::*;
use sparky_common::grounding::{Claim, FactId, FactSheet, plain};

use crate::sheets::sheet;

static SHEET: LazyLock<FactSheet> = LazyLock::new(|| sheet("tokio"));

/// Words that mean something to the check, in any order, and anything else.
fn text() -> impl Strategy<Value = String> {
    let words = [
        "Carl Lerche",
        "Lucio",
        "tokio",
        "added",
        "fixed",
        "join!",
        "the",
        "and",
        ",",
        "which",
        "#2158",
        "(#2169)",
        "nine",
        "34",
        "3,929",
        "lines",
        "commits",
        "commit",
        "on",
        "Tuesday",
        "21",
        "January",
        "2020",
        "not",
        "without",
        "most",
        "more",
        "than",
        "from",
        "to",
        "rose",
        "half",
        "of",
        "both",
        "first",
        "`select!`",
        "“fs::copy”",
        "“",
        "`",
        "—",
        "'s",
        "’",
        "issue",
        "pull",
        "request",
        "merged",
        "by",
        "was",
        "broadcast",
        "bugs",
        "all",
        "before",
        "ß",
        "",
    ];
    let word = prop_oneof![8 => proptest::sample::select(words.to_vec()).prop_map(str::to_owned), 1 => any::<String>()];
    proptest::collection::vec(word, 0..24).prop_map(|words| format!("{}.", words.join(" ")))
}

fn cites() -> impl Strategy<Value = Vec<FactId>> {
    proptest::collection::vec((0_usize..95).prop_map(FactId::at), 0..6)
}

proptest! {
    #[test]
    fn no_text_breaks_the_check_and_what_it_accepts_it_accepts_again(text in text(), cites in cites()) {
        let sheet = &*SHEET;
        let first = sheet.ground(&Claim { text, cites: cites.clone() });
        if let Ok(sentence) = first {
            let again = sheet.ground(&Claim { text: plain(&sentence), cites });
            prop_assert_eq!(again, Ok(sentence));
        }
    }

    #[test]
    fn the_order_of_facts_and_of_ids_changes_nothing(text in text(), cites in cites(), turn in 0_usize..90) {
        let sheet = &*SHEET;
        let mut facts = sheet.facts().to_vec();
        facts.rotate_left(turn);
        let other = FactSheet::new(sheet.period(), facts);
        let mut reversed = cites.clone();
        reversed.reverse();
        let one = sheet.ground(&Claim { text: text.clone(), cites });
        prop_assert_eq!(one, other.ground(&Claim { text, cites: reversed }));
    }
}
