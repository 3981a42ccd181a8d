//! One repository on GitHub as a source: commits from its mirror or the API, the rest from what was synced.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use sparky_common::{
    config::CommitsFrom,
    model::{Coverage, Gap, PastPeriod, Repository, RepositoryActivity},
};

use super::{error::GitHubError, facts::Facts, hub::GitHub, queries::Ask};
use crate::{
    error::CollectError,
    git::{Limit, Means},
    mirror::{MirrorSource, Mirrors},
    source::{Collected, Scope, Source},
};

/// A repository on GitHub.
pub struct GitHubSource {
    hub: Arc<GitHub>,
    facts: Facts,
    repository: Repository,
    gaps: Option<BTreeMap<Ask, String>>,
    mirrors: Mirrors,
    means: Means,
}

impl GitHubSource {
    /// A repository whose lists were synced, but for some gaps.
    pub(super) fn new(
        hub: Arc<GitHub>,
        facts: Facts,
        gaps: Option<BTreeMap<Ask, String>>,
        mirrors: Mirrors,
        means: Means,
    ) -> Self {
        let repository = facts.repository();
        Self {
            hub,
            facts,
            repository,
            gaps,
            mirrors,
            means,
        }
    }

    async fn commits(&self, scope: &Scope, limit: &Limit) -> Result<Collected, CollectError> {
        if self.facts.is_empty || self.facts.tip().is_none() {
            return Ok(empty(&self.repository, scope));
        }
        let settings = &self.hub.settings;
        if settings.commits == CommitsFrom::Api {
            return Ok(self.hub.commits(&self.facts, scope).await?);
        }
        let endpoints = &settings.endpoints;
        let app = |source| GitHubError::App {
            host: endpoints.host().to_owned(),
            source,
        };
        let credentials = self
            .hub
            .connection
            .git
            .credentials(endpoints)
            .await
            .map_err(app)?;
        let url = endpoints.clone_url(&self.facts.name_with_owner);
        let mirrors = self.mirrors.clone().with_credentials(credentials);
        let mirror = MirrorSource::new(mirrors, url.clone(), self.repository.clone(), self.means.clone());
        let outdated = self.refresh(&mirror, &url).await?;
        mirror.read(scope, limit, outdated).await
    }

    /// Fetches unless nothing was pushed since the last time.
    async fn refresh(&self, mirror: &MirrorSource, url: &str) -> Result<Option<Gap>, CollectError> {
        let state = self.facts.state();
        let store = &self.hub.store;
        if state.is_some()
            && mirror.holds_something()
            && store.fetched(url).map_err(GitHubError::from)? == state
        {
            return Ok(None);
        }
        let outdated = mirror.refresh().await?;
        if let (None, Some(state)) = (&outdated, state) {
            store.keep_fetched(url, &state).map_err(GitHubError::from)?;
        }
        Ok(outdated)
    }
}

#[async_trait]
impl Source for GitHubSource {
    fn repository(&self) -> &Repository {
        &self.repository
    }

    fn describe(&self) -> String {
        self.facts.url.clone()
    }

    async fn collect(&self, scope: &Scope, limit: &Limit) -> Result<Collected, CollectError> {
        let mut collected = self.commits(scope, limit).await?;
        let known = self
            .hub
            .activities(&self.facts, scope.window, self.gaps.as_ref())?;
        let activity = &mut collected.activity;
        // A release is what its tag announces: of the two only the release is told.
        activity
            .releases
            .retain(|tag| known.releases.iter().all(|release| release.tag != tag.tag));
        activity.releases.extend(known.releases);
        activity
            .releases
            .sort_by(|a, b| a.released_at.cmp(&b.released_at).then_with(|| a.tag.cmp(&b.tag)));
        activity.pull_requests = known.pull_requests;
        activity.issues = known.issues;
        activity.open_pull_requests = known.open_pull_requests;
        activity.open_issues = known.open_issues;
        if !known.gaps.is_empty() {
            let gaps = std::mem::take(&mut activity.coverage.gaps);
            activity.coverage = Coverage::partial([gaps, known.gaps].concat());
        }
        collected.identities.extend(known.identities);
        Ok(collected)
    }
}

/// A repository without commits.
fn empty(repository: &Repository, scope: &Scope) -> Collected {
    let period = |period| PastPeriod {
        period,
        commits: Vec::new(),
        authors: Vec::new(),
    };
    let activity = RepositoryActivity {
        history_complete: true,
        past: scope.past.iter().map(|(past, _)| period(*past)).collect(),
        ..RepositoryActivity::new(repository.clone(), Coverage::complete())
    };
    Collected {
        activity,
        identities: Vec::new(),
    }
}
