//! Collected text is hostile: whatever it holds, nothing breaks and nothing of it becomes our own words.

use proptest::prelude::*;
use sparky_analyzer::reconcile;
use sparky_common::grounding::{sentences, ungrounded};
use sparky_common::model::Span;

use crate::build::{Repo, insights, snapshot};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_message_is_survived(
        messages in prop::collection::vec("(feat\\(x\\): |WS-0[0-9]: |Merge |Add |fix )?\\PC{0,40}(\\(#[0-9]{1,9}\\))?(\n\n(- )?[^\\x00]{0,80})?", 1..24),
    ) {
        let mut repo = Repo::new("acme/<b>x</b>");
        for (place, message) in messages.iter().enumerate() {
            let author = ["ada", "eve\u{202E}", "ci[bot]"][place % 3];
            repo = repo.commit(author, &format!("2025-11-1{}T1{}:00:00", place % 7, place % 10), message, &["src/a.rs +1 -0"]);
        }
        let snapshot = snapshot("2025-W46", vec![repo]);
        let insights = insights(&snapshot);
        prop_assert_eq!(reconcile(&snapshot, &insights), Vec::<String>::new());
        prop_assert_eq!(ungrounded(&snapshot, &insights), Vec::<String>::new());
        for span in sentences(&insights).flat_map(|sentence| &sentence.spans) {
            if let Span::Quote { text } | Span::Term { text } | Span::Code { text } | Span::Person { name: text, .. } = span {
                prop_assert!(!text.chars().any(|c| c.is_control() || ('\u{202A}'..='\u{202E}').contains(&c)), "{:?}", text);
            }
        }
    }
}

#[test]
fn markup_stays_in_spans_of_its_own() {
    let repo = Repo::new("acme/web")
        .commit("ada", "2025-11-11T10:00:00", "Initial commit", &[])
        .commit(
            "ada",
            "2025-11-11T11:00:00",
            "add <script>alert(1)</script> [x](javascript:y) @everyone",
            &["a.js +9 -0"],
        );
    let insights = insights(&snapshot("2025-W46", vec![repo]));
    for span in sentences(&insights).flat_map(|sentence| &sentence.spans) {
        if let Span::Text { text } = span {
            assert!(!text.contains(['<', '[', '@']), "{text}");
        }
    }
}
