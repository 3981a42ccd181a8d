//! Changes that call themselves unfinished, or that were taken back.

use std::collections::BTreeSet;

use sparky_common::{
    model::{AttentionKind, FileChange},
    period::Kind,
};

use super::Finding;
use crate::{
    effort::{Change, Chronicle, Nature, taken_back},
    narrative::{Desk, draft::Draft, phrase::run},
    text::{
        area::{FileKind, file_kind},
        verbs::Act,
    },
};

/// Words by which authors mark what is not done.
const UNFINISHED: &[&str] = &[
    "broken",
    "draft",
    "experimental",
    "hack",
    "incomplete",
    "partial",
    "placeholder",
    "stub",
    "temporary",
    "todo",
    "wip",
    "workaround",
];

/// What is not done where it is switched off; whoever switches off a feature may well mean it.
const SWITCHED_OFF: &[&str] = &[
    "benchmark",
    "check",
    "ci",
    "job",
    "lint",
    "suite",
    "test",
    "tests",
    "workflow",
];

/// Words by which authors announce plain speaking about the state of things.
const CANDID: &[&str] = &[
    "candid",
    "honest",
    "post-mortem",
    "postmortem",
    "reality",
    "retrospective",
];

/// Words for documents about the state of things.
const ACCOUNTS: &[&str] = &[
    "assessment",
    "audit",
    "post-mortem",
    "postmortem",
    "report",
    "retrospective",
    "review",
    "status",
];

/// Most changes named in one finding.
const NAMED: usize = 3;

/// Reverts, candid documents, and changes marked as unfinished.
pub(super) fn findings(desk: &Desk<'_>, chronicle: &Chronicle<'_>) -> Vec<Finding> {
    let repository = chronicle.activity.repository.name.as_str();
    let kind = desk.kind();
    let mut findings = Vec::new();
    // What was brought back is not gone.
    let gone = taken_back(&chronicle.changes);
    let changes = chronicle.changes.iter().enumerate();
    let reverted: Vec<&Change<'_>> = changes
        .filter(|(i, change)| change.nature == Nature::Revert && !gone.contains(i))
        .map(|(_, change)| change)
        .take(NAMED)
        .collect();
    if !reverted.is_empty() {
        let done = run(repository, &reverted);
        let draft = Draft::default().repository(repository).text(" ").then(done);
        findings.push(Finding::new(AttentionKind::Unfinished, repository, vec![draft]));
    }
    for word in CANDID {
        let mut frank = marked(chronicle, |words| words.contains(word));
        frank.retain(|change| adds_account(change));
        let Some(first) = frank.first() else { continue };
        let same_day = frank.iter().all(|change| change.at.date() == first.at.date());
        let written = frank.iter().all(|change| change.nature == Nature::Document);
        let (one, many) = if written {
            ("document", "documents")
        } else {
            ("commit", "commits")
        };
        let draft = Draft::new("in ")
            .repository(repository)
            .text(", ")
            .count(frank.len(), one, many);
        let draft = if same_day && kind != Kind::Daily {
            draft.text(" written").on_day(kind, first.at.date())
        } else {
            draft
        };
        let (verb, them) = if frank.len() == 1 {
            (" calls itself ", "it")
        } else {
            (" call themselves ", "them")
        };
        let draft = draft
            .text(verb)
            .quote(word)
            .text("; read ")
            .text(them)
            .text(" before planning on the rest");
        findings.push(Finding::new(
            AttentionKind::Unfinished,
            repository,
            vec![draft.on_all(repository, frank)],
        ));
    }
    let mended = |change: &&Change<'_>| {
        let mut clauses = change.clauses().into_iter();
        let ends_it = clauses.any(|clause| {
            let Some(verb) = clause.verb else { return false };
            matches!(verb.act, Act::Repair | Act::Upkeep | Act::Revert)
                || (verb.act == Act::Remove && verb.base != "disable")
                || matches!(verb.base, "complete" | "finish" | "replace" | "detect")
        });
        ends_it || change.nature == Nature::Repair || change.subject.title.to_lowercase().contains("enable ")
    };
    let mut open = marked(chronicle, |words| {
        let holds = |some: &[&str]| words.iter().any(|word| some.contains(word));
        holds(UNFINISHED) || (holds(&["disable", "disabled"]) && holds(SWITCHED_OFF))
    });
    // A pull request and its commit say the same.
    let mut titles = BTreeSet::new();
    open.retain(|change| !mended(change) && titles.insert(change.subject.title.replace('`', "")));
    if let Some(change) = open.first() {
        let quoted = open.iter().take(NAMED).map(|change| {
            Draft::default()
                .quote(&change.subject.title)
                .on_day(kind, change.at.date())
        });
        let quoted: Vec<Draft> = quoted.collect();
        let (one, many) = (
            "commit that marks itself as unfinished",
            "commits that mark themselves as unfinished",
        );
        let count = |draft: Draft| draft.count(open.len(), one, many);
        let drafts = vec![
            count(Draft::default().repository(repository).text(" holds "))
                .text(": ")
                .list(quoted.clone()),
            count(
                Draft::new("not done by its own words: ")
                    .repository(repository)
                    .text(" has "),
            )
            .text(", ")
            .list(quoted),
        ];
        let drafts = drafts
            .into_iter()
            .map(|draft| {
                draft
                    .on(repository, change)
                    .on_all(repository, open.iter().copied())
            })
            .collect();
        findings.push(Finding::new(AttentionKind::Unfinished, repository, drafts));
    }
    findings
}

/// Whether a change brings a new document: only that can be called candid; in other subjects the word means
/// something else.
fn adds_account(change: &Change<'_>) -> bool {
    let is_new = |file: &FileChange| {
        file_kind(&file.path) == FileKind::Document
            && file
                .lines
                .is_some_and(|lines| lines.added > 0 && lines.deleted == 0)
    };
    let title = change.subject.title.to_lowercase();
    let says = ACCOUNTS.iter().any(|word| title.contains(word));
    (says || change.nature == Nature::Document) && change.commit.files.iter().any(is_new)
}

/// Changes whose titles say something with their words.
fn marked<'c, 'a>(chronicle: &'c Chronicle<'a>, says: impl Fn(&[&str]) -> bool) -> Vec<&'c Change<'a>> {
    let holds = |change: &&Change<'_>| {
        let title = change.subject.title.to_lowercase();
        let words = title.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_')));
        says(&words.collect::<Vec<_>>())
    };
    chronicle.changes.iter().filter(holds).collect()
}
