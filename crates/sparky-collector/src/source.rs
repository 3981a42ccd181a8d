//! What every source of activity gives.

use async_trait::async_trait;
use sparky_common::{
    model::{Repository, RepositoryActivity},
    period::{Period, Window},
};

use crate::{error::CollectError, git::Limit, people::Identity};

/// What is asked of a source.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The instants of the period.
    pub window: Window,
    /// The periods before it with their instants, oldest first.
    pub past: Vec<(Period, Window)>,
}

impl Scope {
    /// The first instant of interest, in seconds since the Unix epoch.
    pub fn since(&self) -> i64 {
        self.past
            .iter()
            .map(|(_, window)| window.start)
            .chain([self.window.start])
            .min()
            .map_or(0, jiff::Timestamp::as_second)
    }
}

/// What a source found. Its activities name people by [`Identity::key`].
#[derive(Debug)]
pub struct Collected {
    /// What happened, and what is missing.
    pub activity: RepositoryActivity,
    /// Everyone whom the activity names.
    pub identities: Vec<Identity>,
}

/// One repository that activity can be collected from.
#[async_trait]
pub trait Source: Send + Sync {
    /// The repository as far as it is known before it is read.
    fn repository(&self) -> &Repository;

    /// Where the activity comes from, for people: a folder, or a URL without credentials.
    fn describe(&self) -> String;

    /// Collects. What is missing is part of the result; an error means that nothing can be said.
    async fn collect(&self, scope: &Scope, limit: &Limit) -> Result<Collected, CollectError>;
}
