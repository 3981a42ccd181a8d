//! What the analyzer takes from the configuration.

use sparky_common::config::Config;

/// How findings are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many earlier periods must hold something before a comparison is drawn.
    pub min_history: usize,
    /// How many stories a weekly report tells at most.
    pub max_stories: usize,
}

impl From<&Config> for Options {
    fn from(config: &Config) -> Self {
        Self {
            min_history: config.analyzer.min_history,
            max_stories: config.analyzer.max_stories,
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            min_history: 3,
            max_stories: 5,
        }
    }
}
