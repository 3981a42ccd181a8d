//! One repository, read from front to back.

use git2::Oid;
use sparky_common::model::{Commit, Coverage, PastPeriod, Repository, RepositoryActivity};

use super::{
    commit::CommitText,
    details::{self, Names},
    gaps::Gaps,
    location::Location,
    mailmap::Mailmap,
    means::Means,
    numstat::Comparer,
    objects::{ObjectError, Objects, OpenError},
    refs::{RefError, Refs},
    tags, tree,
    walk::{self, Limit, Stopped, Visited},
};
use crate::source::{Collected, Scope};

/// Why nothing can be said about a repository.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Its references cannot be read.
    #[error("cannot read the references")]
    Refs(#[from] RefError),
    /// Its objects cannot be opened.
    #[error("cannot open the repository")]
    Open(#[from] OpenError),
    /// The newest commit cannot be read.
    #[error("cannot read the newest commit")]
    Tip(#[source] ObjectError),
    /// It was given up.
    #[error("the repository was given up")]
    Stopped(#[from] Stopped),
}

/// Reads what a scope asks for.
pub(super) fn read(
    location: &Location,
    repository: &Repository,
    scope: &Scope,
    limit: &Limit,
    means: &Means,
) -> Result<Collected, ReadError> {
    let refs = Refs::open(&location.git_dir, &location.common_dir)?;
    let head = refs.head()?;
    let repository = Repository {
        default_branch: head.branch,
        ..repository.clone()
    };
    let Some(tip) = head.oid else {
        let activity = RepositoryActivity {
            history_complete: true,
            past: empty_past(scope),
            ..RepositoryActivity::new(repository, Coverage::complete())
        };
        return Ok(Collected {
            activity,
            identities: Vec::new(),
        });
    };
    let objects = Objects::open(&location.common_dir.join("objects"))?;
    let tip_tree = root_tree(&objects, tip).map_err(ReadError::Tip)?;
    let mailmap = mailmap(&objects, tip_tree);
    let history = walk::walk(&objects, tip, &refs.shallow()?, scope.since(), limit)?;

    let mut gaps = Gaps::default();
    let mut names = Names::new(&mailmap);
    let (window, earlier): (Vec<_>, Vec<_>) = history
        .commits
        .into_iter()
        .partition(|commit| commit.seconds >= scope.window.start.as_second());
    let window = window
        .into_iter()
        .filter(|commit| scope.window.contains_seconds(commit.seconds))
        .collect();
    let comparer = Comparer {
        objects: &objects,
        trees: &history.trees,
        limit,
        means,
    };
    let commits = commits(&comparer, window, &mut names, &mut gaps)?;
    let past = past(&earlier, scope, &history.cut_off, &mut names, &mut gaps);
    let (releases, unreadable_tags) = tags::releases(&objects, &refs, scope.window, &mut names)?;
    gaps.cut_off(&history.cut_off, scope.window);
    gaps.unreadable("the history behind", "commit", &history.unreadable);
    gaps.unreadable("", "tag", &unreadable_tags);
    let activity = RepositoryActivity {
        commits,
        releases,
        history_complete: history.complete,
        past,
        ..RepositoryActivity::new(repository, gaps.into_coverage())
    };
    Ok(Collected {
        activity,
        identities: names.into_identities(),
    })
}

fn empty_past(scope: &Scope) -> Vec<PastPeriod> {
    let empty = |period| PastPeriod {
        period,
        commits: Vec::new(),
        authors: Vec::new(),
    };
    scope.past.iter().map(|(period, _)| empty(*period)).collect()
}

/// The commits of the window, newest first, then by id.
fn commits(
    comparer: &Comparer<'_>,
    mut window: Vec<Visited>,
    names: &mut Names<'_>,
    gaps: &mut Gaps,
) -> Result<Vec<Commit>, Stopped> {
    window.sort_by(|a, b| b.seconds.cmp(&a.seconds).then_with(|| a.oid.cmp(&b.oid)));
    let all_changes = comparer.numstat(&window)?;
    let mut commits = Vec::with_capacity(window.len());
    let mut unknown = Vec::new();
    for (visited, changes) in window.iter().zip(all_changes) {
        match details::record(visited, names) {
            Ok(commit) => commits.push(Commit {
                files: changes.files,
                lines_known: changes.unknown.is_none(),
                ..commit
            }),
            Err(error) => gaps.unreadable("", "commit", &[error]),
        }
        unknown.extend(changes.unknown);
    }
    gaps.unreadable("line counts of", "commit", &unknown);
    Ok(commits)
}

/// The earlier periods that the history reaches back to.
fn past(
    earlier: &[Visited],
    scope: &Scope,
    cut_off: &[i64],
    names: &mut Names<'_>,
    gaps: &mut Gaps,
) -> Vec<PastPeriod> {
    let mut past = empty_past(scope);
    let mut unreadable = Vec::new();
    for commit in earlier.iter().filter(|commit| commit.parents.len() < 2) {
        let holds =
            |(_, window): &(_, sparky_common::period::Window)| window.contains_seconds(commit.seconds);
        let Some(index) = scope.past.iter().position(holds) else {
            continue;
        };
        match details::author(commit, names) {
            Ok(author) => {
                past[index].commits.push(commit.oid.to_string());
                past[index].authors.push(author);
            }
            Err(error) => unreadable.push(error),
        }
    }
    gaps.unreadable("earlier", "commit", &unreadable);
    for period in &mut past {
        period.commits.sort_unstable();
        period.authors.sort_unstable();
        period.authors.dedup();
    }
    // What a shallow clone lost is unknown, not quiet.
    let known_from = cut_off.iter().max().copied().unwrap_or(i64::MIN);
    let known = scope
        .past
        .iter()
        .map(|(_, window)| window.start.as_second() > known_from);
    past.into_iter()
        .zip(known)
        .filter_map(|(period, known)| known.then_some(period))
        .collect()
}

fn root_tree(objects: &Objects, commit: Oid) -> Result<Oid, ObjectError> {
    Ok(CommitText::parse(commit, objects.commit(commit)?.data())?.tree)
}

/// The `.mailmap` at the root of a tree. Without a readable one nobody is renamed, as in git.
fn mailmap(objects: &Objects, tree: Oid) -> Mailmap {
    let found = tree::find(objects, tree, b".mailmap").ok().flatten();
    let blob = found
        .filter(|side| side.is_regular())
        .and_then(|side| objects.blob(side.oid).ok());
    blob.map(|blob| Mailmap::parse(&String::from_utf8_lossy(blob.data())))
        .unwrap_or_default()
}
