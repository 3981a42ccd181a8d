//! Answers that are asked for again and again, kept for a while: in the database of the data folder, or in a Redis
//! that collectors on several nodes share.
//!
//! Invariant: a cache saves requests and never changes a result. What it cannot tell for certain counts as not kept.

mod key;
mod redis;
mod seal;

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use serde::{Serialize, de::DeserializeOwned};

pub use self::{key::Asked, redis::RedisLink};
use super::{clock::Clock, store::StoreError};
use crate::error::chain;

/// The largest value that is kept, in bytes.
pub const LARGEST: usize = 1 << 20;

/// Why a cache cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// The database fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The URL of the Redis is none. It is not repeated: it may hold a password.
    #[error("`github.cache_url` is not the URL of a Redis")]
    Url,
    /// Redis fails.
    #[error("cannot use the Redis of `github.cache_url`")]
    Redis(#[source] ::redis::RedisError),
    /// Redis does not answer in time.
    #[error("the Redis of `github.cache_url` does not answer in {seconds} s")]
    Slow {
        /// How long it was waited.
        seconds: u64,
    },
    /// Redis failed a moment ago and is left alone for a while.
    #[error("the Redis of `github.cache_url` is left alone after a failure")]
    Resting,
}

/// Keeps values under keys for a while.
#[async_trait]
pub trait Cache: Send + Sync {
    /// The value of a key, unless its time is over.
    async fn get(&self, key: &str, now: Timestamp) -> Result<Option<Vec<u8>>, CacheError>;

    /// Keeps a value until a time.
    async fn put(&self, key: &str, value: &[u8], until: Timestamp, now: Timestamp) -> Result<(), CacheError>;
}

/// Answers of one host to one login.
pub struct Answers {
    cache: Arc<dyn Cache>,
    clock: Arc<dyn Clock>,
    asked: Asked,
    warned: AtomicBool,
}

impl Answers {
    /// Answers that a cache keeps.
    pub fn new(cache: Arc<dyn Cache>, clock: Arc<dyn Clock>, asked: Asked) -> Self {
        Self {
            cache,
            clock,
            asked,
            warned: AtomicBool::new(false),
        }
    }

    /// The kept answer to a question. Kept answers may be as old as `ttl`; with zero none is.
    pub async fn get<T: DeserializeOwned>(&self, question: &str, ttl: Duration) -> Option<T> {
        if ttl.is_zero() {
            return None;
        }
        let key = self.asked.key(question);
        let now = self.clock.now();
        let sealed = match self.cache.get(&key, now).await {
            Ok(sealed) => sealed?,
            Err(error) => {
                self.warn(&error);
                return None;
            }
        };
        let body = seal::open(&key, &sealed, now, later(now, ttl)).and_then(|body| {
            let parsed = serde_json::from_slice(body);
            parsed.map_err(|_| seal::Broken::Garbage)
        });
        match body {
            Ok(value) => Some(value),
            Err(seal::Broken::Over) => None,
            Err(broken) => {
                self.warn(&broken);
                None
            }
        }
    }

    /// Keeps an answer for `ttl`. What is too large is not kept.
    pub async fn put<T: Serialize>(&self, question: &str, answer: &T, ttl: Duration) {
        let body = serde_json::to_vec(answer).expect("plain data becomes JSON");
        if ttl.is_zero() || body.len() > LARGEST {
            return;
        }
        let key = self.asked.key(question);
        let now = self.clock.now();
        let until = later(now, ttl);
        let sealed = seal::seal(&key, &body, until);
        if let Err(error) = self.cache.put(&key, &sealed, until, now).await {
            self.warn(&error);
        }
    }

    /// Says once what is wrong: everything goes on, with more requests.
    fn warn(&self, error: &dyn std::error::Error) {
        if !self.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(error = chain(error), "the cache of GitHub's answers is not used");
        }
    }
}

fn later(now: Timestamp, ttl: Duration) -> Timestamp {
    let ttl = SignedDuration::try_from(ttl).unwrap_or(SignedDuration::MAX);
    now.checked_add(ttl).unwrap_or(Timestamp::MAX)
}
