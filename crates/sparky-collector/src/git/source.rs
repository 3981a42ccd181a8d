//! A local repository as a source.

use std::{path::Path, sync::Arc};

use async_trait::async_trait;
use git2::Config;
use sparky_common::model::{Repository, Visibility};

use super::{location::Location, means::Means, origin::Origin, read, walk::Limit};
use crate::{
    error::CollectError,
    source::{Collected, Scope, Source},
};

/// Reads a repository on this machine. Nothing in it is ever run or changed.
#[derive(Debug)]
pub struct GitSource {
    location: Arc<Location>,
    repository: Repository,
    means: Means,
}

impl GitSource {
    /// A repository under the name it was given.
    pub fn new(location: Location, repository: Repository, means: Means) -> Self {
        Self {
            location: location.into(),
            repository,
            means,
        }
    }

    /// What a repository calls itself: the origin in its configuration, if that names an owner.
    pub fn origin(location: &Location) -> Option<Origin> {
        let config = Config::open(&location.common_dir.join("config")).ok()?;
        Origin::parse(&config.get_string("remote.origin.url").ok()?)
    }

    /// A repository about which only its name is known.
    pub fn named(name: String, origin: Option<&Origin>) -> Repository {
        Repository {
            name,
            web_url: origin.map(|origin| origin.web_url.clone()),
            default_branch: None,
            visibility: Visibility::Unknown,
        }
    }

    fn folder(&self) -> &Path {
        self.location.folder()
    }
}

#[async_trait]
impl Source for GitSource {
    fn repository(&self) -> &Repository {
        &self.repository
    }

    fn describe(&self) -> String {
        self.folder().display().to_string()
    }

    async fn collect(&self, scope: &Scope, limit: &Limit) -> Result<Collected, CollectError> {
        let (location, repository, means) = (
            Arc::clone(&self.location),
            self.repository.clone(),
            self.means.clone(),
        );
        let (scope, limit) = (scope.clone(), limit.clone());
        let reading =
            tokio::task::spawn_blocking(move || read::read(&location, &repository, &scope, &limit, &means));
        Ok(reading.await??)
    }
}
