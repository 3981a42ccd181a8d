//! Repairs and features that no tag holds yet.

use sparky_common::model::AttentionKind;

use super::Finding;
use crate::{
    effort::{Change, Chronicle, Nature},
    narrative::{draft::Draft, phrase::run},
};

/// A finding where something was repaired after the window's last release.
pub(super) fn findings(chronicle: &Chronicle<'_>) -> Vec<Finding> {
    let repository = chronicle.activity.repository.name.as_str();
    let Some(last) = chronicle.activity.releases.last() else {
        return Vec::new();
    };
    let after: Vec<&Change<'_>> = chronicle
        .changes
        .iter()
        .filter(|change| change.commit.committed_at > last.released_at && change.commit.oid != last.oid)
        .filter(|change| change.nature == Nature::Repair && !change.is_terse())
        .collect();
    if after.is_empty() {
        return Vec::new();
    }
    let done = run(repository, &after.iter().copied().take(2).collect::<Vec<_>>());
    let all = |draft: Draft| {
        draft
            .on_all(repository, after.iter().copied())
            .release(repository, &last.tag)
    };
    let drafts = vec![
        all(Draft::new("since "))
            .text(", ")
            .repository(repository)
            .text(" ")
            .then(done.clone())
            .text("; no later tag in this window holds that"),
        Draft::default()
            .repository(repository)
            .text(" ")
            .then(done)
            .text(" after ")
            .release(repository, &last.tag)
            .text(" was out"),
    ];
    vec![Finding::new(AttentionKind::Unreleased, repository, drafts)]
}
