//! What Sparky collects, held against what `git log --numstat` says.

use std::path::Path;

use jiff::Timestamp;
use sparky_collector::{Collected, GitSource, Limit, Location, Means, Scope, Source};
use sparky_common::{model::Commit, period::Window};
use sparky_testkit::{NumstatCommit, NumstatRow};
use tokio_util::sync::CancellationToken;

/// A window that holds every commit.
pub fn all_time() -> Scope {
    Scope {
        window: Window {
            start: Timestamp::MIN,
            end: Timestamp::MAX,
        },
        past: Vec::new(),
    }
}

/// Collects a repository as the service would.
pub async fn collect(path: &Path, scope: &Scope) -> Collected {
    let location = Location::of(path).expect("a repository");
    let source = GitSource::new(
        location,
        GitSource::named("repository".into(), None),
        Means::without_memory(2),
    );
    let limit = Limit::new(CancellationToken::new(), 600);
    source
        .collect(scope, &limit)
        .await
        .expect("the repository can be read")
}

/// What a record says, in the shape of git's answer.
pub fn as_git_shows(commit: &Commit) -> NumstatCommit {
    let rows = commit.files.iter().map(|file| NumstatRow {
        path: file.path.clone(),
        renamed_from: file.renamed_from.clone(),
        lines: file.lines.map(|lines| (lines.added, lines.deleted)),
    });
    NumstatCommit {
        oid: commit.oid.clone(),
        parents: commit.parents as usize,
        seconds: commit.committed_at.as_second(),
        rows: rows.collect(),
    }
}

/// Git's commits of a window in Sparky's order: newest first, then by id.
pub fn in_window(mut commits: Vec<NumstatCommit>, window: Window) -> Vec<NumstatCommit> {
    commits.retain(|commit| window.contains_seconds(commit.seconds));
    commits.sort_by(|a, b| b.seconds.cmp(&a.seconds).then_with(|| a.oid.cmp(&b.oid)));
    commits
}

/// Collects all of a repository's history and compares each commit and each row; says how much was compared.
pub async fn compare(path: &Path) -> Result<(usize, usize), String> {
    let scope = all_time();
    let truth = in_window(sparky_testkit::numstat(path), scope.window);
    let activity = collect(path, &scope).await.activity;
    let ours: Vec<_> = activity.commits.iter().map(as_git_shows).collect();
    if let Some((ours, truth)) = ours.iter().zip(&truth).find(|(ours, truth)| ours != truth) {
        let row = ours.rows.iter().zip(&truth.rows).find(|(a, b)| a != b);
        return Err(format!(
            "{}: {} rows, git has {}; first difference {row:?} (known: {:?})",
            truth.oid,
            ours.rows.len(),
            truth.rows.len(),
            activity.coverage.gaps
        ));
    }
    if ours.len() != truth.len() {
        return Err(format!("{} commits, git has {}", ours.len(), truth.len()));
    }
    Ok((ours.len(), ours.iter().map(|commit| commit.rows.len()).sum()))
}
