//! What meters tell each other, so that all who ask as one login spend its points together.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use crate::{
    error::chain,
    github::{
        cache::CacheError,
        store::{Store, StoreError},
    },
};

/// Resets that differ by less are the same hour's, told with different delay.
const SAME_HOUR: SignedDuration = SignedDuration::from_secs(60);

/// After this long a request under way that nobody ended counts as ended: its process was killed.
pub const FORGOTTEN: SignedDuration = SignedDuration::from_mins(10);

/// Where a limit stands, as far as anyone has heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Points left until the reset.
    pub left: Option<u64>,
    /// When there are new ones.
    pub reset: Option<Timestamp>,
    /// Until when nothing may be sent.
    pub paused_until: Option<Timestamp>,
}

impl Standing {
    /// Hears where the points stand. Words overtake each other: within an hour the smallest number is the newest.
    pub fn hear(&mut self, left: Option<u64>, reset: Option<Timestamp>) {
        let (Some(left), Some(reset)) = (left, reset) else {
            return;
        };
        let same_hour = self
            .reset
            .is_some_and(|known| known.duration_since(reset).abs() < SAME_HOUR);
        if same_hour {
            self.left = Some(self.left.map_or(left, |known| known.min(left)));
        } else if self.reset.is_none_or(|known| known < reset) {
            (self.left, self.reset) = (Some(left), Some(reset));
        }
    }

    /// Hears of a pause.
    pub fn hear_pause(&mut self, until: Option<Timestamp>) {
        self.paused_until = self.paused_until.max(until);
    }

    /// Hears what another knows.
    pub fn hear_all(&mut self, other: &Self) {
        self.hear(other.left, other.reset);
        self.hear_pause(other.paused_until);
    }
}

/// A meter among those that share a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Who asks, with what it is paid.
    pub who: String,
    /// Which meter this is.
    pub meter: String,
}

/// What a meter tells.
#[derive(Clone, Copy, Debug, Default)]
pub struct Word {
    /// Where the limit stands.
    pub standing: Standing,
    /// Points that its requests under way will cost.
    pub under_way: u64,
}

/// What a meter hears.
#[derive(Clone, Copy, Debug, Default)]
pub struct Heard {
    /// Where the limit stands.
    pub standing: Standing,
    /// Points that requests of others under way will cost.
    pub elsewhere: u64,
}

/// Why meters cannot hear of each other.
#[derive(Debug, thiserror::Error)]
pub enum PurseError {
    /// The database fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The shared Redis fails.
    #[error(transparent)]
    Redis(#[from] CacheError),
}

/// Where meters hear of each other.
#[async_trait]
pub trait Purse: Send + Sync {
    /// Tells a word and hears those of the others, at once: of two meters that tell at the same time, one hears the
    /// other.
    async fn exchange(
        &self,
        share: &Share,
        resource: &str,
        word: Word,
        now: Timestamp,
    ) -> Result<Heard, PurseError>;
}

/// The first purse that answers: that of the fleet where one is configured, else that of the data folder.
pub struct Purses {
    fleet: Option<Arc<dyn Purse>>,
    folder: Arc<Store>,
    warned: AtomicBool,
}

impl Purses {
    /// A purse of the data folder, behind that of the fleet.
    pub fn new(fleet: Option<Arc<dyn Purse>>, folder: Arc<Store>) -> Self {
        Self {
            fleet,
            folder,
            warned: AtomicBool::new(false),
        }
    }

    /// Hears what there is to hear. Without any purse a meter goes on with what it knows itself.
    pub async fn exchange(&self, share: &Share, resource: &str, word: Word, now: Timestamp) -> Heard {
        if let Some(fleet) = &self.fleet {
            match fleet.exchange(share, resource, word, now).await {
                Ok(heard) => return heard,
                Err(error) => self.warn(&error),
            }
        }
        let folder = self.folder.exchange(share, resource, word, now).await;
        folder.unwrap_or_else(|error| {
            self.warn(&error);
            Heard::default()
        })
    }

    fn warn(&self, error: &PurseError) {
        if !self.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                error = chain(error),
                "cannot share the rate limit with other collectors"
            );
        }
    }
}
