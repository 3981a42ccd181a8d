//! Commits from the API, where there is no mirror: the same records that a mirror gives.
//!
//! History, tags and the mailmap come in a few GraphQL requests. The API tells the files of a commit one commit at a
//! time, which costs a REST request each, once: what is known of a commit never changes.

mod files;
mod history;

use futures::{FutureExt, StreamExt, TryStreamExt, stream};
use sparky_common::model::{Commit, Coverage, FileChange, Gap, PastPeriod, Release, RepositoryActivity};

use self::history::{CommitRecord, History, TagRecord};
use super::{error::GitHubError, facts::Facts, hub::GitHub, pump::pump};
use crate::{
    git::{Mailmap, Names, co_authors, split_message},
    source::{Collected, Scope},
};

impl GitHub {
    /// The commits of a repository, with the periods before and the tags of the window.
    pub(super) async fn commits(&self, facts: &Facts, scope: &Scope) -> Result<Collected, GitHubError> {
        let mut history = self.history(facts, scope).await?;
        let mailmap = Mailmap::parse(&history.told.mailmap);
        let mut names = Names::new(&mailmap);
        let (window, earlier) = history.split(scope);
        let mut gaps = history.gaps();
        let files = self.files_of(facts, &window).await?;
        let mut commits = Vec::new();
        let mut unknown = Vec::new();
        for (record, files) in window.iter().zip(files) {
            let mut commit = commit(record, &mut names);
            match files {
                Ok(files) => commit.files = files,
                Err(why) => {
                    commit.lines_known = false;
                    unknown.push(why);
                }
            }
            commits.push(commit);
        }
        if let Some(why) = unknown.first() {
            gaps.push(Gap {
                what: match unknown.len() {
                    1 => "line counts of 1 commit".to_owned(),
                    count => format!("line counts of {count} commits"),
                },
                why: why.clone(),
            });
        }
        let releases = history
            .told
            .tags
            .iter()
            .filter_map(|tag| release(tag, scope, &mut names))
            .collect();
        let coverage = if gaps.is_empty() {
            Coverage::complete()
        } else {
            Coverage::partial(gaps)
        };
        let activity = RepositoryActivity {
            commits,
            releases,
            history_complete: history.is_complete(),
            past: past(&earlier, scope, &mut names),
            ..RepositoryActivity::new(facts.repository(), coverage)
        };
        Ok(Collected {
            activity,
            identities: names.into_identities(),
        })
    }

    /// What is told of a repository's history; where nothing was pushed since the last time, as it was told then.
    async fn history(&self, facts: &Facts, scope: &Scope) -> Result<History, GitHubError> {
        let mut history = History::new(facts, scope);
        let state = history.state(facts);
        if let Some(state) = &state
            && let Some(told) = self.store.history(&facts.id, state)?
        {
            history.told = told;
            return Ok(history);
        }
        let wants = history.wants();
        pump(
            &self.client,
            &self.sizes,
            self.settings.parallel,
            wants,
            &mut history,
        )
        .await?;
        if let Some(state) = state.filter(|_| history.is_whole()) {
            self.store.keep_history(&facts.id, &state, &history.told)?;
        }
        Ok(history)
    }

    /// The files of commits in their order, or why they are unknown. Merges have none.
    async fn files_of(
        &self,
        facts: &Facts,
        commits: &[CommitRecord],
    ) -> Result<Vec<Result<Vec<FileChange>, String>>, GitHubError> {
        // Boxed: futures that borrow are not `Send` enough.
        let asked: Vec<_> = commits
            .iter()
            .map(|commit| self.files_unless_merge(facts, commit).boxed())
            .collect();
        stream::iter(asked)
            .buffered(self.settings.parallel)
            .try_collect()
            .await
    }

    async fn files_unless_merge(
        &self,
        facts: &Facts,
        commit: &CommitRecord,
    ) -> Result<Result<Vec<FileChange>, String>, GitHubError> {
        if commit.is_merge() {
            Ok(Ok(Vec::new()))
        } else {
            self.files(facts, &commit.oid).await
        }
    }
}

fn commit(record: &CommitRecord, names: &mut Names<'_>) -> Commit {
    let (subject, body) = split_message(&record.message);
    Commit {
        oid: record.oid.clone(),
        author: names.note(&record.author.name, &record.author.email),
        committer: names.note(&record.committer.name, &record.committer.email),
        authored_at: record.authored_date,
        committed_at: record.committed_date,
        co_authors: co_authors(&body)
            .map(|(name, email)| names.note(name, email))
            .collect(),
        subject,
        body,
        parents: record.parents.total_count,
        files: Vec::new(),
        lines_known: true,
    }
}

/// A tag that was made in the window, as the git source tells it.
fn release(tag: &TagRecord, scope: &Scope, names: &mut Names<'_>) -> Option<Release> {
    let (oid, released_at, tagger) = tag.made()?;
    let inside = scope.window.start <= released_at && released_at < scope.window.end;
    inside.then(|| Release {
        tag: tag.name.clone(),
        oid: oid.to_owned(),
        author: tagger.map(|tagger| names.note(&tagger.name, &tagger.email)),
        released_at,
    })
}

fn past(earlier: &[CommitRecord], scope: &Scope, names: &mut Names<'_>) -> Vec<PastPeriod> {
    let period = |(period, window): &(_, sparky_common::period::Window)| {
        let inside = |commit: &&CommitRecord| {
            !commit.is_merge() && window.start <= commit.committed_date && commit.committed_date < window.end
        };
        let mut commits = Vec::new();
        let mut authors = Vec::new();
        for commit in earlier.iter().filter(inside) {
            commits.push(commit.oid.clone());
            authors.push(names.note(&commit.author.name, &commit.author.email));
        }
        commits.sort_unstable();
        authors.sort_unstable();
        authors.dedup();
        PastPeriod {
            period: *period,
            commits,
            authors,
        }
    };
    scope.past.iter().map(period).collect()
}
