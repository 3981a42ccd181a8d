//! What the publisher takes from the configuration.

use std::path::PathBuf;

use sparky_common::config::{Config, Destination};

use crate::pace::Patience;

/// Where documents go and where the publisher keeps its state.
#[derive(Clone, Debug)]
pub struct PublisherConfig {
    /// The output folder.
    pub out_dir: PathBuf,
    /// The data folder: receipts, locks and clones lie here.
    pub data_dir: PathBuf,
    /// The destinations of `--publish`.
    pub destinations: Vec<Destination>,
    /// How long to wait for others.
    pub patience: Patience,
}

/// Takes what was loaded: names are plain and unique, paths are inner ones, folders are filled in.
impl From<&Config> for PublisherConfig {
    fn from(config: &Config) -> Self {
        Self {
            out_dir: config.storage.out_dir.clone(),
            data_dir: config.storage.data_dir.clone(),
            destinations: config.publisher.destinations.clone(),
            patience: Patience::default(),
        }
    }
}
