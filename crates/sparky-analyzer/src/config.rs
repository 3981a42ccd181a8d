//! What the analyzer takes from the configuration.

use sparky_common::config::{Analysis, Config};

/// How findings are chosen and values judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// How many earlier periods must hold something before a comparison is drawn.
    pub min_history: usize,
    /// How many stories a weekly report tells at most.
    pub max_stories: usize,
    /// What is unusual, what is old, what weighs how much.
    pub analysis: Analysis,
}

impl From<&Config> for Options {
    fn from(config: &Config) -> Self {
        Self {
            min_history: config.analyzer.min_history,
            max_stories: config.analyzer.max_stories,
            analysis: config.analysis,
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            min_history: 3,
            max_stories: 5,
            analysis: Analysis::default(),
        }
    }
}
