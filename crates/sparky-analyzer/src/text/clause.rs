//! Turns an imperative subject into clauses of our own: `Add X and update Y` becomes *added* X, *updated* Y.

use super::verbs::{self, Act, Verb};

/// A verb of ours and the object in the team's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Clause {
    /// The verb, where the subject began with one that is known.
    pub verb: Option<Verb>,
    /// What it was done to; the whole title where there is no verb.
    pub object: String,
}

/// Adjectives that praise instead of telling; a report leaves them out.
const PRAISE: &[&str] = &[
    "amazing",
    "awesome",
    "complete",
    "comprehensive",
    "exciting",
    "major",
    "powerful",
    "proper",
    "robust",
    "seamless",
    "significant",
    "various",
];

/// Takes a title apart. Never empty; the first clause says most.
pub(crate) fn clauses(title: &str) -> Vec<Clause> {
    let Some((mut verb, mut rest)) = verbs::lead(title) else {
        return vec![Clause {
            verb: None,
            object: without_praise(&unheaded(title)),
        }];
    };
    // "Install and configure X": the verb nearest to the object stands for both.
    if let Some((next, tail)) = rest.strip_prefix("and ").and_then(verbs::lead) {
        (verb, rest) = (next, tail);
    }
    // "Organize documentation: move to docs/" says the same twice.
    if let Some((head, tail)) = rest.split_once(": ")
        && !head.contains('"')
        && tail
            .split_once(' ')
            .is_some_and(|(word, _)| verbs::is_plain_base(word) || word == "move")
    {
        rest = head;
    }
    // "force update X" is a phrase of its own.
    if rest.split(' ').next().is_some_and(verbs::is_plain_base) {
        return vec![Clause {
            verb: None,
            object: title.to_owned(),
        }];
    }
    let words: Vec<&str> = rest.split(' ').collect();
    if !is_sure(verb, &words) {
        return vec![Clause {
            verb: None,
            object: title.to_owned(),
        }];
    }
    let mut clauses = Vec::new();
    let mut start = 0;
    let mut i = 0;
    while i < words.len() {
        match joint(&words, i) {
            Some((next, from)) if i > start || words[i].ends_with(',') => {
                let object = words[start..=i].join(" ");
                let object = object
                    .strip_suffix(" and")
                    .or(object.strip_suffix(" -"))
                    .unwrap_or(&object)
                    .to_owned();
                push(&mut clauses, verb, object.trim_end_matches([',', ';', ' ', '-']));
                (verb, start) = (next, from);
                i = from;
            }
            _ => i += 1,
        }
    }
    push(&mut clauses, verb, &words[start..].join(" "));
    // "Standardize X and integrate into Y": what the second verb is about must be guessed, so it is left out.
    let mut first = true;
    clauses.retain(|clause| {
        let object = clause.object.split(' ').next().unwrap_or_default();
        std::mem::take(&mut first)
            || !PREPOSITIONS.contains(&object)
            || clause.verb.is_some_and(does_without_object)
    });
    clauses
}

/// Prepositions that show that a verb's object was left out.
const PREPOSITIONS: &[&str] = &["as", "at", "by", "for", "from", "in", "into", "on", "to", "with"];

/// Whether a verb can stand before a preposition: `switched to LTO`, not `added to LTO`.
fn does_without_object(verb: Verb) -> bool {
    matches!(verb.act, Act::Upkeep | Act::Revert)
        || matches!(
            verb.base,
            "build"
                | "change"
                | "convert"
                | "improve"
                | "migrate"
                | "move"
                | "point"
                | "port"
                | "publish"
                | "deploy"
                | "rename"
                | "return"
                | "stop"
                | "switch"
                | "turn"
                | "update"
        )
}

fn numbered(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a subject can be conjugated: its first word is a verb in the imperative, and so are those after a joint.
fn is_sure(verb: Verb, words: &[&str]) -> bool {
    let object = words[0];
    let lacks_object = PREPOSITIONS.contains(&object)
        && !does_without_object(verb)
        && missing_object(verb, &format!("{object} ")).is_empty();
    // "Add scenery and significantly brighten the scene".
    let adverb_follows = words
        .windows(3)
        .any(|three| three[0] == "and" && three[1].len() > 4 && three[1].ends_with("ly"));
    let personal = words
        .iter()
        .any(|word| matches!(*word, "I" | "me" | "my" | "our" | "us" | "we"));
    // "Release readiness for v1" names; "release v1" and "release Tokio v1" do.
    let names =
        verb.base == "release" && object.starts_with(|c: char| c.is_ascii_lowercase()) && !numbered(object);
    // "Fix the workflow, complete testing guide", "add tests and build CI": a verb or a noun?
    let doubtful = words.windows(3).any(|three| {
        let [joint, word, next] = three else { return false };
        let either = verbs::is_base(word) && !verbs::is_plain_base(word) && !SHOWS_VERB.contains(next);
        either && (joint.ends_with(',') || (*joint == "and" && !next.starts_with(char::is_lowercase)))
    });
    !doubtful && !lacks_object && !adverb_follows && !personal && !names
}

/// Where a further verb follows word `i`: that verb and the place of its object.
fn joint(words: &[&str], i: usize) -> Option<(Verb, usize)> {
    let word = words[i];
    let joins = matches!(word, "and" | "-" | "&" | "–") || word.ends_with([',', ';']);
    let mut next = i + 1;
    if joins && word.ends_with(',') && words.get(next) == Some(&"and") {
        next += 1;
    }
    let follows = words.get(next)?;
    // At least one word must be left as the object.
    let object = words.get(next + 1)?;
    let shown = verbs::is_plain_base(&follows.to_ascii_lowercase())
        || (verbs::is_base(follows) && SHOWS_VERB.contains(object));
    (joins && shown).then(|| verbs::find(follows).map(|verb| (verb, next + 1)))?
}

/// Words after which the one before was a verb: `and move to X`, `and build the Y`.
const SHOWS_VERB: &[&str] = &["a", "all", "an", "it", "its", "the", "them", "to", "up"];

fn push(clauses: &mut Vec<Clause>, verb: Verb, object: &str) {
    clauses.push(Clause {
        verb: Some(verb),
        object: without_praise(object),
    });
}

/// Lowers the capital that stands only because the title begins there: `Real model scanning`.
pub(crate) fn unheaded(title: &str) -> String {
    const ENDINGS: &[&str] = &["al", "ed", "ic", "ing", "ive", "lel", "ment", "ow", "tion"];
    let mut words = title.split(' ');
    let first = words.next().unwrap_or_default();
    let next = words.next().unwrap_or_default();
    let plain = first.len() > 3 && first.bytes().skip(1).all(|byte| byte.is_ascii_lowercase());
    let common = ENDINGS.iter().any(|ending| first.ends_with(ending));
    if plain && common && next.starts_with(|c: char| c.is_ascii_lowercase()) {
        return title[..1].to_ascii_lowercase() + &title[1..];
    }
    title.to_owned()
}

fn without_praise(object: &str) -> String {
    const ANYWHERE: &[&str] = &[
        "amazing",
        "awesome",
        "comprehensive",
        "exciting",
        "robust",
        "seamless",
    ];
    let mut words: Vec<&str> = object.split(' ').collect();
    while words.len() > 2 && PRAISE.contains(&words[0].to_ascii_lowercase().as_str()) {
        words.remove(0);
    }
    if words.len() > 2 {
        words.retain(|word| !ANYWHERE.contains(word));
    }
    words.join(" ")
}

/// Words that a name never begins with: the object was left out, or the phrase is a clause.
const NO_NAME: &[&str] = &[
    "about",
    "all",
    "as",
    "at",
    "away",
    "back",
    "be",
    "by",
    "correct",
    "do",
    "don't",
    "down",
    "for",
    "from",
    "how",
    "if",
    "in",
    "into",
    "is",
    "it",
    "make",
    "more",
    "no",
    "not",
    "now",
    "of",
    "on",
    "only",
    "out",
    "over",
    "remaining",
    "so",
    "that",
    "the",
    "this",
    "to",
    "up",
    "use",
    "using",
    "we",
    "what",
    "when",
    "where",
    "with",
    "\u{201c}",
];

/// Words that show that a phrase is a whole clause.
const FINITE: &[&str] = &[
    "are", "be", "can", "did", "didn't", "do", "does", "doesn't", "is", "isn't", "should", "was", "were",
    "will", "won't",
];

/// Whether words can stand as the name of a thing: `LoRA Training Framework`, not `into a general server`.
pub(crate) fn reads_as_name(words: &str) -> bool {
    let mut parts = words.split(' ').map(str::to_lowercase);
    let first = parts.next().unwrap_or_default();
    !NO_NAME.contains(&first.as_str())
        && !verbs::is_plain_base(&first)
        && !parts.any(|word| FINITE.contains(&word.as_str()))
        && !words.contains(": ")
}

/// The object that a verb of change lacks in `transform into X`, with the space after it.
pub(crate) fn missing_object(verb: Verb, object: &str) -> &'static str {
    let moves = matches!(
        verb.base,
        "transform"
            | "reorganize"
            | "reorganise"
            | "restructure"
            | "convert"
            | "rename"
            | "redesign"
            | "turn"
            | "rewrite"
    );
    if moves
        && ["into ", "as ", "to "]
            .iter()
            .any(|word| object.starts_with(word))
    {
        "the repository "
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(title: &str) -> Vec<(&'static str, String)> {
        clauses(title)
            .into_iter()
            .map(|clause| (clause.verb.map_or("", |verb| verb.past), clause.object))
            .collect()
    }

    #[test]
    fn every_verb_of_a_subject_is_inflected() {
        assert_eq!(
            read("Add progress report and update README"),
            [("added", "progress report".into()), ("updated", "README".into())]
        );
        assert_eq!(
            read("Fix trigger - Enable Enter key"),
            [("fixed", "trigger".into()), ("enabled", "Enter key".into())]
        );
        assert_eq!(
            read("remove a, b, and add c"),
            [("removed", "a, b".into()), ("added", "c".into())]
        );
    }

    #[test]
    fn nouns_that_look_like_verbs_stay() {
        assert_eq!(
            read("Add test and build scripts"),
            [("added", "test and build scripts".into())]
        );
        assert_eq!(read("Queue screen"), [("", "Queue screen".into())]);
    }

    #[test]
    fn what_must_be_guessed_is_left_out_or_left_as_it_is() {
        assert_eq!(
            read("Standardize the examples and integrate into repository"),
            [("standardized", "the examples".into())]
        );
        assert_eq!(
            read("drop temporary patch and move to bstr"),
            [("dropped", "temporary patch".into()), ("moved", "to bstr".into())]
        );
        for title in [
            "Add scenery and significantly brighten the scene",
            "Release readiness for v1",
            "fix for X",
        ] {
            assert_eq!(read(title), [("", title.to_owned())]);
        }
    }

    #[test]
    fn praise_goes() {
        assert_eq!(
            read("Add comprehensive test suite"),
            [("added", "test suite".into())]
        );
    }
}
