//! The source that reads a remote repository through its mirror.

use async_trait::async_trait;
use sparky_common::model::{Coverage, Gap, Repository};

use super::Mirrors;
use crate::{
    error::{CollectError, chain},
    git::{GitSource, Limit, LocateError, Location, Means, without_credentials},
    source::{Collected, Scope, Source},
};

/// Reads a remote repository through its mirror.
#[derive(Debug)]
pub(crate) struct MirrorSource {
    mirrors: Mirrors,
    url: String,
    repository: Repository,
    means: Means,
}

impl MirrorSource {
    /// A remote repository under the name it was given.
    pub(crate) fn new(mirrors: Mirrors, url: String, repository: Repository, means: Means) -> Self {
        Self {
            mirrors,
            url,
            repository,
            means,
        }
    }

    /// Brings the mirror up to date. Where that fails, what was fetched before is still worth reading: the gap says
    /// what it lacks.
    pub(crate) async fn refresh(&self) -> Result<Option<Gap>, CollectError> {
        match self.mirrors.update(&self.url).await {
            Ok(()) => Ok(None),
            Err(error) if self.holds_something() => Ok(Some(Gap {
                what: "what happened since the last fetch".into(),
                why: chain(&error),
            })),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads the mirror as it is.
    pub(crate) async fn read(
        &self,
        scope: &Scope,
        limit: &Limit,
        outdated: Option<Gap>,
    ) -> Result<Collected, CollectError> {
        let mirror = GitSource::new(self.location()?, self.repository.clone(), self.means.clone());
        let mut collected = mirror.collect(scope, limit).await?;
        if let Some(gap) = outdated {
            let known = std::mem::take(&mut collected.activity.coverage.gaps);
            collected.activity.coverage = Coverage::partial([vec![gap], known].concat());
        }
        Ok(collected)
    }

    /// Whether the mirror was ever fetched.
    pub(crate) fn holds_something(&self) -> bool {
        self.location().is_ok_and(|location| location.has_commits())
    }

    fn location(&self) -> Result<Location, LocateError> {
        let folder = self.mirrors.folder_of(&self.url);
        Location::at(&folder).ok_or(LocateError::NoRepository(folder))
    }
}

#[async_trait]
impl Source for MirrorSource {
    fn repository(&self) -> &Repository {
        &self.repository
    }

    fn describe(&self) -> String {
        without_credentials(&self.url)
    }

    async fn collect(&self, scope: &Scope, limit: &Limit) -> Result<Collected, CollectError> {
        let outdated = self.refresh().await?;
        self.read(scope, limit, outdated).await
    }
}
