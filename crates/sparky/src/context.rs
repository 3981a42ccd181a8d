//! The configuration in force for a command.

use std::path::PathBuf;

use anyhow::{Context as _, anyhow};
use jiff::tz::TimeZone;
use sparky_common::{
    artifact::ArtifactStore,
    config::{Config, Flag, LoadOptions, Loaded, Origin},
};

use crate::{
    cli::{FleetArgs, ModelArgs},
    error::CommandError,
};

/// What every command is given.
#[derive(Debug)]
pub struct Context {
    file: Option<PathBuf>,
    verbose: u8,
}

impl Context {
    /// From the flags that stand before or after any command.
    pub fn new(file: Option<PathBuf>, verbose: u8) -> Self {
        Self { file, verbose }
    }

    /// Where the configuration is loaded from, with a command's own flags on top.
    pub fn options(&self, flags: Vec<Flag>) -> Result<LoadOptions, CommandError> {
        let mut options = LoadOptions::from_process()
            .context("cannot read the environment of this process")
            .map_err(CommandError::failed)?;
        options.file.clone_from(&self.file);
        options.flags = flags;
        Ok(options)
    }

    /// Loads the configuration with a command's own flags on top.
    pub fn load(&self, flags: Vec<Flag>) -> Result<Loaded, CommandError> {
        loaded(&self.options(flags)?)
    }

    /// Loads the configuration of a command that lives for one run: what the services say stays quiet unless
    /// someone asked for it.
    pub fn load_quiet(&self, flags: Vec<Flag>) -> Result<Config, CommandError> {
        let Loaded {
            mut config, origins, ..
        } = self.load(flags)?;
        let chosen = origins
            .get("telemetry.log")
            .is_some_and(|origin| *origin != Origin::Default);
        match self.verbose {
            0 if chosen => {}
            0 => config.telemetry.log = "off".into(),
            1 => config.telemetry.log = "info".into(),
            _ => config.telemetry.log = "debug".into(),
        }
        Ok(config)
    }
}

/// The configuration that is loaded from there.
pub fn loaded(options: &LoadOptions) -> Result<Loaded, CommandError> {
    Config::load(options).map_err(CommandError::usage)
}

/// The organisation's time zone, which the configuration has checked.
pub fn zone(config: &Config) -> Result<TimeZone, CommandError> {
    TimeZone::get(&config.organisation.time_zone)
        .with_context(|| anyhow!("cannot use the time zone `{}`", config.organisation.time_zone))
        .map_err(CommandError::usage)
}

/// The artifact store in the data folder.
pub fn store(config: &Config) -> Result<ArtifactStore, CommandError> {
    ArtifactStore::open(&config.storage.data_dir).map_err(|error| {
        CommandError::failed(error).hint("choose another data folder with --data-dir or storage.data_dir")
    })
}

/// The flags that say where things lie and who writes, as options of the configuration.
pub fn flags(fleet: &FleetArgs, model: Option<&ModelArgs>) -> Vec<Flag> {
    let folder = |key, value: &Option<PathBuf>, name| {
        value
            .as_ref()
            .map(|folder| Flag::new(key, folder.display().to_string(), name))
    };
    [
        folder("storage.data_dir", &fleet.data_dir, "--data-dir"),
        folder("storage.out_dir", &fleet.out, "--out"),
        model
            .and_then(|model| model.model.as_ref())
            .map(|model| Flag::new("llm.model", model, "--model")),
    ]
    .into_iter()
    .flatten()
    .collect()
}
