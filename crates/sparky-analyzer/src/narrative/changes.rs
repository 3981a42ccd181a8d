//! The changes of a repository one by one: for the list of what no story tells.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashSet},
};

use sparky_common::{
    model::{ChangeInsight, ChangeKind, Evidence, FileChange, Sentence, Span},
    period::Kind,
};

use super::{Desk, account::account, draft::Draft, fold::Chore, phrase::person};
use crate::{
    effort::{Change, Chronicle, Nature},
    text::{
        area::{FileKind, area, file_kind},
        body,
    },
};

/// How many entries all repositories have together, and how many each may have at least.
const MOST: usize = 400;
const FEWEST: usize = 5;

/// The largest share of one repository.
const MOST_OF_ONE: usize = 180;

/// From how many chores of one sort on they are told as one, in a repository with enough else to tell.
const FOLDED_FROM: usize = 3;

/// The changes of one repository.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// Most consequential first, upkeep last.
    pub told: Vec<ChangeInsight>,
    /// How many the cap left out.
    pub more: u64,
}

/// The changes of every repository, by name.
pub(crate) fn changes(desk: &Desk<'_>) -> BTreeMap<String, Changes> {
    let active = desk
        .chronicles
        .values()
        .filter(|chronicle| !chronicle.changes.is_empty());
    let most = (MOST / active.count().max(1)).clamp(FEWEST, MOST_OF_ONE);
    desk.chronicles
        .iter()
        .map(|(name, chronicle)| ((*name).to_owned(), of_repository(desk, chronicle, most)))
        .collect()
}

/// From how many changes on a repository has enough to tell without its chores one by one.
fn enough(kind: Kind) -> usize {
    match kind {
        Kind::Daily => 16,
        Kind::Weekly => 45,
        Kind::Monthly => 120,
    }
}

fn of_repository(desk: &Desk<'_>, chronicle: &Chronicle<'_>, most: usize) -> Changes {
    let (mut single, folded) = parted(chronicle, enough(desk.kind()));
    let mut changes = Changes::default();
    single.sort_by_key(|&i| consequence(chronicle, i));
    for kind in [
        ChangeKind::Development,
        ChangeKind::Repair,
        ChangeKind::Support,
        ChangeKind::Upkeep,
    ] {
        let of_kind: Vec<usize> = single
            .iter()
            .copied()
            .filter(|&i| kind_of(&chronicle.changes[i]) == kind)
            .collect();
        // A flood of one kind leaves room for the others.
        let room = (most / 2).max(1);
        changes.more += of_kind.len().saturating_sub(room) as u64;
        changes.told.extend(
            of_kind
                .into_iter()
                .take(room)
                .filter_map(|i| entry(desk, chronicle, i)),
        );
    }
    let index = desk.repository_index(&chronicle.activity.repository.name);
    for (chore, members) in folded {
        let pointer = format!("/repositories/{index}/changes/{}/changes", changes.told.len());
        let entry = chore
            .sentence(chronicle, &members, pointer)
            .map(|sentence| ChangeInsight {
                kind: ChangeKind::Upkeep,
                changes: members.len() as u64,
                sentence,
                detail: None,
                account: Vec::new(),
            });
        changes.told.extend(entry);
    }
    changes
}

/// Changes that stand for themselves, and chores that are told together.
fn parted(chronicle: &Chronicle<'_>, enough: usize) -> (Vec<usize>, BTreeMap<Chore, Vec<usize>>) {
    let committed: HashSet<&str> = chronicle
        .changes
        .iter()
        .filter(|change| !change.commit.is_merge())
        .map(|change| change.subject.title.as_str())
        .collect();
    let mut single = Vec::new();
    let mut folded: BTreeMap<Chore, Vec<usize>> = BTreeMap::new();
    for (i, change) in chronicle.changes.iter().enumerate() {
        // A merge that is called like the commit it brings says nothing more.
        if change.commit.is_merge() && committed.contains(change.subject.title.as_str()) {
            continue;
        }
        match Chore::of(change) {
            Some(chore) => folded.entry(chore).or_default().push(i),
            None => single.push(i),
        }
    }
    folded.retain(|_, members| {
        let alone = members.len() < FOLDED_FROM || chronicle.changes.len() < enough;
        let (lone, together): (Vec<usize>, Vec<usize>) = members.drain(..).partition(|&i| {
            alone
                && !chronicle.changes[i].by_program
                && Chore::of(&chronicle.changes[i]) != Some(Chore::Unsaid)
        });
        single.extend(lone);
        *members = together;
        !members.is_empty()
    });
    (single, folded)
}

fn kind_of(change: &Change<'_>) -> ChangeKind {
    match change.nature {
        Nature::Birth | Nature::Revert | Nature::Removal | Nature::Build | Nature::Change => {
            ChangeKind::Development
        }
        Nature::Repair => ChangeKind::Repair,
        Nature::Document | Nature::Test => ChangeKind::Support,
        // What a release brings is news; the commit that sets its version is not.
        Nature::Upkeep | Nature::Release => ChangeKind::Upkeep,
    }
}

/// What sorts changes within their kind: what breaks others first, then what is new, then the largest.
fn consequence(chronicle: &Chronicle<'_>, i: usize) -> (bool, Nature, Reverse<u64>, usize) {
    let change = &chronicle.changes[i];
    let nature = match change.nature {
        Nature::Removal => Nature::Change,
        nature => nature,
    };
    (!change.subject.breaking, nature, Reverse(change.lines), i)
}

fn entry(desk: &Desk<'_>, chronicle: &Chronicle<'_>, i: usize) -> Option<ChangeInsight> {
    let change = &chronicle.changes[i];
    Some(ChangeInsight {
        kind: kind_of(change),
        changes: 1,
        sentence: sentence(desk, chronicle, i)?,
        detail: detail(chronicle, change),
        account: if desk.kind() == Kind::Daily {
            Vec::new()
        } else {
            account(&chronicle.activity.repository.name, change)
        },
    })
}

/// The subject, where it is found, who wrote it, when, and what it touched.
fn sentence(desk: &Desk<'_>, chronicle: &Chronicle<'_>, i: usize) -> Option<Sentence> {
    let change = &chronicle.changes[i];
    let repository = chronicle.activity.repository.name.as_str();
    let mut draft = Draft::default().quote(&change.subject.title).text(" (");
    for &number in change.subject.references.iter().take(2) {
        let repository = repository.to_owned();
        draft = draft
            .span(Span::Reference {
                repository: repository.clone(),
                number,
            })
            .because(Evidence::Reference { repository, number })
            .text(", ");
    }
    draft = draft
        .span(Span::Commit {
            repository: repository.to_owned(),
            oid: change.commit.oid.clone(),
        })
        .text(")")
        .on(repository, change);
    let author = chronicle.credits[i].and_then(|id| person(desk, id));
    if let Some(author) = author.filter(|_| desk.is_shared()) {
        draft = draft.text(", by ").person(author);
    }
    place(
        draft.on_day(desk.clock(chronicle), change.at.date()),
        &change.commit.files,
    )
    .end()
}

/// Where a change went, with its size; lock files only where there is nothing else.
fn place(draft: Draft, files: &[FileChange]) -> Draft {
    let written: Vec<&FileChange> = files
        .iter()
        .filter(|file| file_kind(&file.path) != FileKind::Lock)
        .collect();
    let files = if written.is_empty() {
        files.iter().collect()
    } else {
        written
    };
    let draft = match files.as_slice() {
        [] => return draft,
        [one] => draft.text(": ").code(&one.path),
        many => {
            let draft = draft.text(": ").count(many.len(), "file", "files").text(" in ");
            match common_folder(many) {
                Some(folder) => draft.code(folder),
                None => areas(draft, many),
            }
        }
    };
    let sum = |lines: fn(&sparky_common::model::Lines) -> u64| {
        let known = files.iter().filter_map(|file| file.lines.as_ref());
        usize::try_from(known.map(lines).sum::<u64>()).unwrap_or(usize::MAX)
    };
    match (sum(|lines| lines.added), sum(|lines| lines.deleted)) {
        (0, 0) => draft,
        (0, deleted) => draft.text(", ").count(deleted, "line deleted", "lines deleted"),
        (added, 0) => draft.text(", ").count(added, "line added", "lines added"),
        (added, deleted) => draft
            .text(", ")
            .count(added, "line added", "lines added")
            .text(" and ")
            .count(deleted, "deleted", "deleted"),
    }
}

/// The deepest folder that holds all files; nothing where that is the root.
fn common_folder<'f>(files: &[&'f FileChange]) -> Option<&'f str> {
    let folder = |file: &&'f FileChange| file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut common = files.first().map(folder)?;
    for file in files {
        while !common.is_empty() && !is_within(&file.path, common) {
            common = common.rsplit_once('/').map_or("", |(folder, _)| folder);
        }
    }
    (!common.is_empty()).then_some(common)
}

fn is_within(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.starts_with('/'))
}

/// The two areas with most of the files.
fn areas(draft: Draft, files: &[&FileChange]) -> Draft {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for file in files {
        *counts.entry(area(&file.path)).or_default() += 1;
    }
    let mut names: Vec<(&str, usize)> = counts.into_iter().collect();
    names.sort_by_key(|&(name, count)| (Reverse(count), name));
    let more = names.len() > 2;
    let shown = names.into_iter().take(2);
    let mut items: Vec<Draft> = shown.map(|(name, _)| Draft::default().code(name)).collect();
    if more {
        items.push(Draft::new("elsewhere"));
    }
    draft.list(items)
}

/// The reason a message gives, or its first sentence.
fn detail(chronicle: &Chronicle<'_>, change: &Change<'_>) -> Option<Sentence> {
    // The body of a merge begins with its title.
    if change.commit.body.is_empty() || change.commit.is_merge() {
        return None;
    }
    let body = body::read(&change.commit.body);
    let draft = match (&body.reason, &body.quote) {
        (Some(reason), _) => Draft::new("why: ").quote(reason),
        (None, Some(quote)) => Draft::new("its message: ").quote(quote),
        (None, None) => return None,
    };
    draft.on(&chronicle.activity.repository.name, change).end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn common(paths: &[&str]) -> Option<String> {
        let files: Vec<FileChange> = paths
            .iter()
            .map(|path| FileChange {
                path: (*path).to_owned(),
                renamed_from: None,
                lines: None,
            })
            .collect();
        common_folder(&files.iter().collect::<Vec<_>>()).map(str::to_owned)
    }

    #[test]
    fn files_lie_in_the_deepest_folder_that_holds_them_all() {
        let folder = common(&["tokio/src/net/tcp.rs", "tokio/src/net/unix/mod.rs"]);
        assert_eq!(folder.as_deref(), Some("tokio/src/net"));
        assert_eq!(common(&["src/a.rs", "src-gen/b.rs"]), None);
        assert_eq!(common(&["README.md", "src/a.rs"]), None);
    }
}
