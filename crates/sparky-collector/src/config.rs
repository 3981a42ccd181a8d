//! What the collector takes from the configuration.

use std::path::PathBuf;

use jiff::tz::TimeZone;
use sparky_common::{
    config::Config,
    model::{SourceRef, Via},
};

use crate::{
    discover::{Selection, SelectionError},
    github::{self, GitHubError},
    people::{BotPatternError, Bots},
};

/// Why the configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The time zone is unknown.
    #[error("`organisation.time_zone` = `{name}` is no time zone")]
    TimeZone {
        /// What the configuration says.
        name: String,
        /// The cause.
        #[source]
        source: jiff::Error,
    },
    /// A pattern over repository names is malformed.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// A pattern over programs is malformed.
    #[error(transparent)]
    Bots(#[from] BotPatternError),
    /// GitHub cannot be asked as it is configured.
    #[error(transparent)]
    GitHub(#[from] GitHubError),
}

/// The collector's settings, checked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The configured name of the organisation; nothing to derive one.
    pub organisation: Option<String>,
    /// The IANA name of the time zone.
    pub time_zone: String,
    /// The time zone.
    pub zone: TimeZone,
    /// The configured sources.
    pub sources: Vec<SourceRef>,
    /// Which repositories are in scope.
    pub selection: Selection,
    /// Which identities are programs.
    pub bots: Bots,
    /// How many repositories are read at a time.
    pub parallel: usize,
    /// Seconds after which one repository is given up.
    pub repository_timeout_seconds: u64,
    /// How many earlier periods are counted.
    pub past_periods: usize,
    /// GitHub as a source.
    pub github: github::Settings,
    /// Where the activity database and the mirrors are.
    pub data_dir: PathBuf,
}

impl Settings {
    /// Takes the collector's part of a configuration.
    pub fn new(config: &Config) -> Result<Self, ConfigError> {
        let (organisation, collector) = (&config.organisation, &config.collector);
        let zone = TimeZone::get(&organisation.time_zone).map_err(|source| ConfigError::TimeZone {
            name: organisation.time_zone.clone(),
            source,
        })?;
        let paths = collector.repositories.iter().cloned().map(SourceRef::Path);
        let folders = collector.folders.iter().cloned().map(SourceRef::Folder);
        let owners = config.github.owners.iter().cloned();
        let owners = owners.map(|name| SourceRef::GitHub { name, via: Via::Auto });
        let urls = collector.urls.iter().cloned().map(SourceRef::Url);
        Ok(Self {
            organisation: Some(organisation.name.clone()).filter(|name| !name.is_empty()),
            time_zone: organisation.time_zone.clone(),
            zone,
            sources: paths.chain(folders).chain(urls).chain(owners).collect(),
            selection: Selection::new(&collector.include, &collector.exclude)?,
            bots: Bots::new(&collector.bots)?,
            parallel: collector.parallel.max(1),
            repository_timeout_seconds: collector.repository_timeout_seconds,
            past_periods: collector.past_periods,
            github: github::Settings::new(config)?,
            data_dir: config.storage.data_dir.clone(),
        })
    }
}
