//! Numbers in digits and in words.

use super::{Noun, Qualifier};

/// What a word says as a number: `34`, `1,234`, `two`, `dozen`. Nothing for anything else.
pub(super) fn value(word: &str) -> Option<u64> {
    let words = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    let tens = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let lower = word.to_lowercase();
    let unit = |word: &str| {
        words
            .iter()
            .position(|each| *each == word)
            .and_then(|at| u64::try_from(at).ok())
    };
    let ten = |word: &str| {
        let at = tens
            .iter()
            .position(|each| *each == word)
            .and_then(|at| u64::try_from(at).ok());
        at.map(|at| 30 + at * 10).or((word == "twenty").then_some(20))
    };
    if lower == "dozen" {
        return Some(12);
    }
    if let Some((head, tail)) = lower.split_once('-') {
        let unit = unit(tail).filter(|unit| (1..10).contains(unit));
        if let (Some(ten), Some(unit)) = (ten(head), unit) {
            return Some(ten + unit);
        }
    }
    unit(&lower).or_else(|| ten(&lower)).or_else(|| digits(&lower))
}

/// Digits, grouped by commas in threes or not at all.
fn digits(word: &str) -> Option<u64> {
    let mut groups = word.split(',');
    let first = groups.next()?;
    let grouped = first.len() <= 3 || !word.contains(',');
    let rest_is_threes = groups.all(|group| group.len() == 3);
    let plain: String = word.chars().filter(|c| *c != ',').collect();
    let all = !first.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit());
    (all && grouped && rest_is_threes).then(|| plain.parse().ok())?
}

/// The noun that a word or two words name, whether it is the plural, and how many words it takes.
pub(super) fn noun(word: &str, next: Option<&str>) -> Option<(Noun, bool, usize)> {
    let one = |noun, plural| Some((noun, plural, 1));
    match (word, next) {
        ("pull", Some("request")) => Some((Noun::PullRequest, false, 2)),
        ("pull", Some("requests")) => Some((Noun::PullRequest, true, 2)),
        ("pr", _) => one(Noun::PullRequest, false),
        ("prs", _) => one(Noun::PullRequest, true),
        ("commit", _) => one(Noun::Commit, false),
        ("commits", _) => one(Noun::Commit, true),
        ("merge", _) => one(Noun::Merge, false),
        ("merges", _) => one(Noun::Merge, true),
        ("line", _) => one(Noun::Line, false),
        ("lines", _) => one(Noun::Line, true),
        ("file", _) => one(Noun::File, false),
        ("files", _) => one(Noun::File, true),
        ("issue", _) => one(Noun::Issue, false),
        ("issues", _) => one(Noun::Issue, true),
        ("release" | "tag", _) => one(Noun::Release, false),
        ("releases" | "tags", _) => one(Noun::Release, true),
        ("review", _) => one(Noun::Review, false),
        ("reviews", _) => one(Noun::Review, true),
        ("comment", _) => one(Noun::Comment, false),
        ("comments", _) => one(Noun::Comment, true),
        ("contributor" | "author" | "person", _) => one(Noun::Person, false),
        ("contributors" | "authors" | "people", _) => one(Noun::Person, true),
        ("bot", _) => one(Noun::Bot, false),
        ("bots", _) => one(Noun::Bot, true),
        ("repository" | "repo", _) => one(Noun::Repository, false),
        ("repositories" | "repos", _) => one(Noun::Repository, true),
        ("day", _) => one(Noun::Day, false),
        ("days", _) => one(Noun::Day, true),
        _ => None,
    }
}

/// The qualifier that a word stands for.
pub(super) fn qualifier(word: &str) -> Option<Qualifier> {
    Some(match word {
        "opened" => Qualifier::Opened,
        "merged" => Qualifier::Merged,
        "closed" => Qualifier::Closed,
        "reopened" => Qualifier::Reopened,
        "added" => Qualifier::Added,
        "deleted" | "removed" => Qualifier::Deleted,
        _ => return None,
    })
}
