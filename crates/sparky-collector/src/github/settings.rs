//! What is taken from the configuration.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use secrecy::{ExposeSecret, SecretString};
use sparky_common::config::{CommitsFrom, Config};

use super::{cache::RedisLink, discover::Policy, endpoints::Endpoints, error::GitHubError};

/// The settings of GitHub as a source, checked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the host is.
    pub endpoints: Endpoints,
    /// The token; nothing where none is configured.
    pub token: Option<SecretString>,
    /// The file of the token; nothing where none is configured.
    pub token_file: Option<PathBuf>,
    /// The App; nothing where none is configured.
    pub app: Option<App>,
    /// Which repositories are taken.
    pub policy: Policy,
    /// Where commits come from.
    pub commits: CommitsFrom,
    /// Requests at once.
    pub parallel: usize,
    /// How long an answer may take.
    pub timeout: Duration,
    /// How often a request is tried.
    pub attempts: usize,
    /// The longest wait for a limit.
    pub longest_wait: Duration,
    /// Items of one list at most.
    pub most: usize,
    /// The folder of the databases, one per host.
    pub folder: PathBuf,
    /// How answers are kept.
    pub cache: CacheSettings,
}

/// How answers are kept that are asked for again and again.
#[derive(Clone, Debug)]
pub struct CacheSettings {
    /// The Redis that collectors share; nothing for the database of the data folder.
    pub url: Option<SecretString>,
    /// How long facts of accounts and commits are kept.
    pub ttl: Duration,
    /// How long lists of repositories are kept.
    pub discovery: Duration,
}

impl Default for CacheSettings {
    fn default() -> Self {
        Self {
            url: None,
            ttl: Duration::from_hours(1),
            discovery: Duration::ZERO,
        }
    }
}

/// A GitHub App as it is configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// Its id or client id.
    pub id: String,
    /// The file of its key.
    pub key_file: PathBuf,
    /// Its installation; nothing for the one on the owner that is collected.
    pub installation: Option<u64>,
}

impl Settings {
    /// github.com without a login, for those who do not ask it.
    pub fn without_login(data_dir: &Path) -> Self {
        Self {
            endpoints: Endpoints::of_github(),
            token: None,
            token_file: None,
            app: None,
            policy: Policy {
                forks: true,
                archived: true,
                private: true,
            },
            commits: CommitsFrom::Mirror,
            parallel: 6,
            timeout: Duration::from_secs(30),
            attempts: 5,
            longest_wait: Duration::from_secs(1_200),
            most: 10_000,
            folder: folder(data_dir),
            cache: CacheSettings::default(),
        }
    }

    /// Takes GitHub's part of a configuration.
    pub fn new(config: &Config) -> Result<Self, GitHubError> {
        let github = &config.github;
        let set = |path: &PathBuf| (!path.as_os_str().is_empty()).then(|| path.clone());
        let app = (!github.app_id.is_empty()).then(|| App {
            id: github.app_id.clone(),
            key_file: github.app_key_file.clone(),
            installation: Some(github.app_installation).filter(|number| *number > 0),
        });
        let cache = CacheSettings {
            url: Some(github.cache_url.clone()).filter(|url| !url.expose_secret().trim().is_empty()),
            ttl: Duration::from_secs(github.cache_ttl_seconds),
            discovery: Duration::from_secs(github.cache_discovery_seconds),
        };
        if let Some(url) = &cache.url {
            RedisLink::new(url)?;
        }
        Ok(Self {
            endpoints: Endpoints::new(&github.host, &github.api_url, &github.git_url)?,
            token: Some(github.token.clone()).filter(|token| !token.expose_secret().trim().is_empty()),
            token_file: set(&github.token_file),
            app,
            policy: Policy {
                forks: github.forks,
                archived: github.archived,
                private: github.private,
            },
            commits: config.collector.commits,
            parallel: github.parallel.max(1),
            timeout: Duration::from_secs(github.request_timeout_seconds.max(1)),
            attempts: github.attempts.max(1),
            longest_wait: Duration::from_secs(github.max_wait_seconds),
            most: github.max_items.max(1),
            folder: folder(&config.storage.data_dir),
            cache,
        })
    }
}

/// Where the databases of hosts are.
fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("github")
}
