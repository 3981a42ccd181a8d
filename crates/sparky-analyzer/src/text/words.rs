//! Words that can hold a group of changes together.

use std::collections::BTreeSet;

use super::verbs;

/// Words that name a kind of thing in every repository; they may describe a group but do not hold it together.
const GENERIC: &[&str] = &[
    "api",
    "app",
    "build",
    "case",
    "claude",
    "code",
    "command",
    "config",
    "configuration",
    "crate",
    "data",
    "dependencies",
    "dependency",
    "dir",
    "directory",
    "doc",
    "docs",
    "documentation",
    "error",
    "field",
    "file",
    "flag",
    "framework",
    "function",
    "functionality",
    "guide",
    "help",
    "implementation",
    "improvement",
    "integration",
    "layer",
    "lib",
    "library",
    "link",
    "message",
    "method",
    "module",
    "name",
    "option",
    "org",
    "organization",
    "output",
    "package",
    "page",
    "panic",
    "path",
    "performance",
    "plan",
    "private",
    "processing",
    "project",
    "public",
    "ref",
    "reference",
    "repo",
    "report",
    "repository",
    "script",
    "server",
    "service",
    "setting",
    "setup",
    "status",
    "string",
    "structure",
    "suite",
    "summary",
    "support",
    "test",
    "testing",
    "tests",
    "text",
    "tool",
    "type",
    "usage",
    "user",
    "utility",
    "validation",
    "value",
    "variable",
    "version",
    "warning",
    "workflow",
    "workstream",
];

/// Whether a word can hold a group of changes together.
pub(crate) fn binds(topic: &str) -> bool {
    // What was shortened is no thing: `don't`.
    !GENERIC.contains(&topic) && !topic.contains(['\'', '’'])
}

/// Words too common in commit subjects to join anything.
const COMMON: &[&str] = &[
    "about",
    "after",
    "again",
    "against",
    "alike",
    "all",
    "alone",
    "along",
    "already",
    "also",
    "always",
    "and",
    "another",
    "any",
    "anything",
    "apart",
    "are",
    "around",
    "aside",
    "away",
    "back",
    "based",
    "because",
    "been",
    "before",
    "being",
    "below",
    "beside",
    "better",
    "between",
    "both",
    "branch",
    "but",
    "can",
    "certain",
    "change",
    "code",
    "commit",
    "comprehensive",
    "correct",
    "default",
    "does",
    "during",
    "each",
    "either",
    "else",
    "enough",
    "error",
    "errors",
    "even",
    "ever",
    "every",
    "everything",
    "example",
    "feature",
    "few",
    "file",
    "files",
    "first",
    "for",
    "from",
    "function",
    "further",
    "has",
    "have",
    "here",
    "how",
    "initial",
    "inside",
    "instead",
    "into",
    "issue",
    "it's",
    "its",
    "itself",
    "just",
    "last",
    "less",
    "like",
    "main",
    "many",
    "master",
    "may",
    "methods",
    "might",
    "misc",
    "missing",
    "module",
    "more",
    "most",
    "much",
    "must",
    "near",
    "neither",
    "never",
    "new",
    "nobody",
    "none",
    "not",
    "nothing",
    "now",
    "off",
    "often",
    "old",
    "once",
    "one",
    "only",
    "onto",
    "other",
    "otherwise",
    "our",
    "out",
    "over",
    "own",
    "phase",
    "pull",
    "quite",
    "rather",
    "readme",
    "request",
    "run",
    "same",
    "say",
    "says",
    "several",
    "should",
    "since",
    "so",
    "some",
    "something",
    "soon",
    "still",
    "such",
    "system",
    "than",
    "that",
    "the",
    "their",
    "them",
    "themselves",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "though",
    "three",
    "through",
    "todo",
    "together",
    "too",
    "toward",
    "towards",
    "twice",
    "two",
    "type",
    "types",
    "under",
    "until",
    "unused",
    "upon",
    "using",
    "value",
    "values",
    "version",
    "very",
    "via",
    "was",
    "were",
    "what",
    "whatever",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "whole",
    "whom",
    "whose",
    "why",
    "will",
    "wip",
    "with",
    "within",
    "without",
    "work",
    "yet",
    "you",
    "your",
];

/// The lower-case words of a title that may name what it is about, each once.
pub(crate) fn topics(title: &str) -> BTreeSet<String> {
    let words = title.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-' || c == '\''));
    // A compound joins by its parts as well: `bevy_ratatui` is about Bevy.
    words
        .flat_map(|word| {
            std::iter::once(word).chain(word.split(['_', '-']).filter(move |part| *part != word))
        })
        .filter_map(topic)
        .collect()
}

/// A word in the form in which it is compared; nothing for common words, verbs, numbers, and what may be a key: out of
/// its place a part of a secret is not known for one any more.
pub(crate) fn topic(word: &str) -> Option<String> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    if word.split(['_', '-', '\'']).any(may_be_key) {
        return None;
    }
    let word = word.to_lowercase();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    if letters < 3 || word.len() > 40 || COMMON.contains(&word.as_str()) || verbs::find(&word).is_some() {
        return None;
    }
    Some(singular(word))
}

/// Whether a run of letters and digits is longer than what people make up to be read.
fn may_be_key(run: &str) -> bool {
    let has_digit = run.contains(|c: char| c.is_ascii_digit());
    run.len() > if has_digit { 14 } else { 24 } && run.is_ascii()
}

/// Drops a plural's `s`, so that `screens` meets `screen`.
fn singular(mut word: String) -> String {
    if word.len() > 4
        && word.ends_with('s')
        && !word.ends_with("ss")
        && !word.ends_with("us")
        && !word.ends_with("is")
    {
        word.pop();
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_name_something_remain() {
        let words = topics("Fix the mtime of generated files and `bevy_ratatui` screens (2)");
        assert_eq!(
            words.into_iter().collect::<Vec<_>>(),
            ["bevy", "bevy_ratatui", "mtime", "ratatui", "screen"]
        );
    }

    #[test]
    fn keys_and_their_parts_name_nothing() {
        let words = topics(
            "rotate glpat-NsYf1UXbso5WUu7yeZks, hf_NsYfUXbsoWUuyeZksQmzvlolfsdjRLw and internationalisation",
        );
        assert_eq!(
            words.into_iter().collect::<Vec<_>>(),
            ["glpat", "internationalisation", "rotate"]
        );
    }
}
