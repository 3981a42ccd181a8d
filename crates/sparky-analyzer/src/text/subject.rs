//! What a commit's subject says: its conventional type and scope, references, place in a series, and its title.

use std::collections::BTreeMap;

use super::{
    clean::clean,
    series::{Mark, marks, without},
};

/// A subject taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Subject {
    /// The conventional type in lower case, if it has one of the known ones.
    pub kind: Option<&'static str>,
    /// The scope of `feat(scope):`, or the area of `net: ...`.
    pub scope: Option<String>,
    /// Whether it is marked as breaking.
    pub breaking: bool,
    /// The references it ends in: `(#12)`.
    pub references: Vec<u64>,
    /// Its places in numbered series.
    pub marks: Vec<Mark>,
    /// What remains, cleaned, with its places in series.
    pub title: String,
    /// The title without its places in series.
    pub bare_title: String,
}

/// Conventional types; what people write besides them stands for the first of a row.
const KINDS: &[(&str, &[&str])] = &[
    ("feat", &["feat", "feature", "features"]),
    ("fix", &["fix", "bugfix", "hotfix", "fixup"]),
    ("docs", &["docs", "doc"]),
    ("refactor", &["refactor", "refac"]),
    ("perf", &["perf"]),
    ("test", &["test", "tests", "testing"]),
    ("build", &["build", "deps", "dep"]),
    ("ci", &["ci"]),
    ("chore", &["chore", "misc", "meta", "changelog"]),
    ("style", &["style", "fmt"]),
    ("revert", &["revert"]),
];

/// Reads a subject.
pub(crate) fn parse(subject: &str) -> Subject {
    let written = clean(subject);
    let (head, references) = split_references(&written);
    let mut result = Subject {
        references,
        ..Subject::default()
    };
    let title = match prefix(head) {
        None => head,
        Some((word, scope, breaking, rest)) => {
            result.kind = Kind::of(word).map(Kind::name);
            result.breaking = breaking;
            result.scope = scope
                .or((result.kind.is_none()).then_some(word))
                .map(str::to_ascii_lowercase);
            rest
        }
    };
    let (marks, bare_title) = marks(title);
    result.marks = marks;
    result.title = tidy(title);
    result.bare_title = tidy(&bare_title);
    // `ws-07: ...` names a series, not an area.
    if result
        .scope
        .as_deref()
        .is_some_and(|scope| scope.bytes().any(|byte| byte.is_ascii_digit()))
    {
        result.scope = None;
    }
    result
}

/// A conventional type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kind(u8);

impl Kind {
    fn of(word: &str) -> Option<Self> {
        let is = |known: &&str| known.eq_ignore_ascii_case(word);
        let place = KINDS.iter().position(|(_, words)| words.iter().any(is))?;
        u8::try_from(place).ok().map(Self)
    }

    /// What it is called.
    pub(crate) fn name(self) -> &'static str {
        KINDS[usize::from(self.0)].0
    }
}

/// Commits by conventional type; those without one are `other`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Kinds([u64; KINDS.len() + 1]);

impl Kinds {
    /// Adds a commit.
    pub(crate) fn add(&mut self, kind: Option<Kind>) {
        self.0[kind.map_or(KINDS.len(), |kind| usize::from(kind.0))] += 1;
    }

    /// What there is any of, by name.
    pub(crate) fn by_name(&self) -> BTreeMap<String, u64> {
        let names = KINDS.iter().map(|(name, _)| *name).chain(["other"]);
        let counted = names.zip(self.0).filter(|(_, commits)| *commits > 0);
        counted
            .map(|(name, commits)| (name.to_owned(), commits))
            .collect()
    }
}

/// What stands before the colon of a subject, for counting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// The conventional type.
    pub kind: Option<Kind>,
    /// Whether it is marked as breaking (`feat!: ...`).
    pub breaking: bool,
}

/// Reads what stands before the colon of a subject.
pub(crate) fn head(subject: &str) -> Head {
    prefix(subject.trim()).map_or_else(Head::default, |(word, _, breaking, _)| Head {
        kind: Kind::of(word),
        breaking,
    })
}

/// What stands before and after the first colon that a space follows.
pub(crate) fn split_at_colon(text: &str) -> Option<(&str, &str)> {
    // A search for one character is several times as fast as one for two.
    let mut colons = text.match_indices(':');
    let (at, _) = colons.find(|(at, _)| text[at + 1..].starts_with(' '))?;
    Some((&text[..at], &text[at + 2..]))
}

/// `word(scope)!: rest`. The word has no spaces and is not a place in a series.
fn prefix(text: &str) -> Option<(&str, Option<&str>, bool, &str)> {
    let (head, rest) = split_at_colon(text)?;
    let (head, breaking) = head.strip_suffix('!').map_or((head, false), |head| (head, true));
    let (word, scope) = match head.split_once('(') {
        // `feat (ui): ` is a slip of the hand; `Reader (old): ` is not.
        Some((word, scope)) => {
            let known = Some(word.trim_end()).filter(|word| Kind::of(word).is_some());
            (known.unwrap_or(word), Some(scope.strip_suffix(')')?))
        }
        None => (head, None),
    };
    let plain = |text: &str| {
        !text.is_empty()
            && text.len() <= 30
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_/.*".contains(&b))
    };
    let numbered = word.bytes().last().is_some_and(|byte| byte.is_ascii_digit());
    (plain(word) && scope.is_none_or(|scope| !scope.contains(' ')) && !numbered)
        .then_some((word, scope, breaking, rest))
}

/// Takes `(#12)` and `(#9, #11)` off the end.
fn split_references(text: &str) -> (&str, Vec<u64>) {
    let mut rest = text;
    let mut references = Vec::new();
    while let Some(open) = rest.strip_suffix(')').and_then(|head| head.rfind('(')) {
        let inside = &rest[open + 1..rest.len() - 1];
        let numbers: Option<Vec<u64>> = inside
            .split([',', ' '])
            .filter(|part| !part.is_empty() && !names_reference(part))
            .map(reference)
            .collect();
        match numbers {
            Some(numbers) if !numbers.is_empty() => {
                references.splice(0..0, numbers);
                rest = rest[..open].trim_end();
            }
            _ => break,
        }
    }
    if rest.is_empty() {
        (text, Vec::new())
    } else {
        (rest, references)
    }
}

/// Words that stand before a number: `(fixes #12)`.
fn names_reference(word: &str) -> bool {
    matches!(
        word.to_ascii_lowercase().as_str(),
        "close"
            | "closes"
            | "fix"
            | "fixes"
            | "issue"
            | "issues"
            | "pr"
            | "ref"
            | "refs"
            | "resolves"
            | "see"
    )
}

fn reference(text: &str) -> Option<u64> {
    text.strip_prefix('#')?.parse().ok()
}

impl Subject {
    /// Takes the marks of a series out of the title, once it is known to be one.
    pub(crate) fn join_series(&mut self, label: &str) {
        self.title = tidy(&without(&self.title, label));
    }
}

/// Takes trailing remarks such as `[skip ci]`, `(v2)` and `(FINAL)` and closing punctuation off a title.
fn tidy(title: &str) -> String {
    let mut rest = title.trim();
    loop {
        let before = rest;
        rest = rest.trim_end_matches(['.', ' ', ':', '-']);
        if let Some(open) = rest
            .strip_suffix([')', ']'])
            .and_then(|head| head.rfind(['(', '[']))
        {
            let inside = rest[open + 1..rest.len() - 1].to_ascii_lowercase();
            let remark = inside.len() <= 3
                || matches!(
                    inside.as_str(),
                    "final" | "skip ci" | "ci skip" | "no ci" | "wip" | "done"
                );
            if remark && open > 0 {
                rest = &rest[..open];
            }
        }
        if rest == before {
            return rest.to_owned();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conventional_subject_comes_apart() {
        let subject = parse("feat(core)!: Add a cache (#12)");
        assert_eq!(
            (subject.kind, subject.scope.as_deref(), subject.breaking),
            (Some("feat"), Some("core"), true)
        );
        assert_eq!(
            (subject.title.as_str(), subject.references),
            ("Add a cache", vec![12])
        );
    }

    #[test]
    fn an_area_prefix_is_a_scope() {
        let subject = parse("ignore/types: add lowercase R extensions");
        assert_eq!(
            (subject.kind, subject.scope.as_deref()),
            (None, Some("ignore/types"))
        );
        assert_eq!(subject.title, "add lowercase R extensions");
    }

    #[test]
    fn a_sentence_with_a_colon_keeps_its_words() {
        let subject = parse("Add RFD 0003: migration strategy");
        assert_eq!((subject.scope, subject.kind), (None, None));
    }

    #[test]
    fn series_references_and_remarks_leave_the_title() {
        let subject = parse("WS-11: Comparison Screen - Bevy ECS Migration (FINAL) (#39)");
        assert_eq!(subject.bare_title, "Comparison Screen - Bevy ECS Migration");
        assert_eq!((subject.references, subject.marks[0].number), (vec![39], 11));
        assert_eq!(parse("feat: two waves (#9, #11)").references, [9, 11]);
        assert_eq!(parse("Add a cache (fixes #9) (#11)").title, "Add a cache");
    }
}
