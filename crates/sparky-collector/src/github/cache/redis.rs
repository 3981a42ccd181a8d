//! A Redis that collectors share. When it fails it is left alone for a while, so that a slow one costs little time.

use std::{future::Future, time::Duration};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use redis::{
    AsyncConnectionConfig, Client, ErrorKind, FromRedisValue, Pipeline, RedisError,
    aio::MultiplexedConnection,
};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::{Cache, CacheError, LARGEST, seal};

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long Redis is left alone after a failure.
const REST: SignedDuration = SignedDuration::from_secs(30);

/// What URLs of a Redis begin with.
const SCHEMES: [&str; 3] = ["redis://", "rediss://", "redis+unix://"];

/// A connection that is made when it is first needed, and again after a rest.
pub struct RedisLink {
    client: Client,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    connection: Option<MultiplexedConnection>,
    resting_until: Option<Timestamp>,
}

impl RedisLink {
    /// A link to the Redis at a URL, without connecting to it.
    pub fn new(url: &SecretString) -> Result<Self, CacheError> {
        let url = url.expose_secret().trim();
        if !SCHEMES.iter().any(|scheme| url.starts_with(scheme)) {
            return Err(CacheError::Url);
        }
        Ok(Self {
            client: Client::open(url).map_err(|_| CacheError::Url)?,
            state: Mutex::default(),
        })
    }

    /// Sends commands as one, and gives their answers.
    pub(in crate::github) async fn send<T: FromRedisValue>(
        &self,
        commands: &Pipeline,
        now: Timestamp,
    ) -> Result<T, CacheError> {
        let mut state = self.state.lock().await;
        if state.resting_until.is_some_and(|until| now < until) {
            return Err(CacheError::Resting);
        }
        let connected = match state.connection.clone() {
            Some(connection) => Ok(connection),
            None => in_time(self.connect()).await,
        };
        // What is connected serves all at once; only connecting happens one by one.
        state.connection = connected.as_ref().ok().cloned();
        state.resting_until = connected.is_err().then(|| now + REST);
        drop(state);
        let mut connection = connected?;
        let answer = in_time(commands.query_async(&mut connection)).await;
        if answer.is_err() {
            let mut state = self.state.lock().await;
            *state = State {
                connection: None,
                resting_until: Some(now + REST),
            };
        }
        answer
    }

    async fn connect(&self) -> Result<MultiplexedConnection, RedisError> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        self.client
            .get_multiplexed_async_connection_with_config(&config)
            .await
    }
}

async fn in_time<T>(answer: impl Future<Output = Result<T, RedisError>>) -> Result<T, CacheError> {
    let slow = || CacheError::Slow {
        seconds: PATIENCE.as_secs(),
    };
    match tokio::time::timeout(PATIENCE, answer).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) if error.kind() == ErrorKind::Io && error.is_timeout() => Err(slow()),
        Ok(Err(error)) => Err(CacheError::Redis(error)),
        Err(_) => Err(slow()),
    }
}

#[async_trait]
impl Cache for RedisLink {
    async fn get(&self, key: &str, now: Timestamp) -> Result<Option<Vec<u8>>, CacheError> {
        // A range, so that a value of any size costs no more memory than one of ours.
        let most = LARGEST + seal::HEAD;
        let (value,): (Vec<u8>,) = self
            .send(redis::pipe().getrange(key, 0, most as isize), now)
            .await?;
        Ok((!value.is_empty()).then_some(value))
    }

    async fn put(&self, key: &str, value: &[u8], until: Timestamp, now: Timestamp) -> Result<(), CacheError> {
        let seconds = u64::try_from(until.duration_since(now).as_secs())
            .unwrap_or(0)
            .max(1);
        self.send(redis::pipe().set_ex(key, value, seconds).ignore(), now)
            .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_urls_of_a_redis_are_taken_and_none_is_repeated() {
        let new = |url: &str| RedisLink::new(&url.to_owned().into());
        for url in [
            "redis://cache:6379",
            "rediss://:canary@cache/0",
            "redis+unix:///run/redis.sock",
        ] {
            assert!(new(url).is_ok(), "{url}");
        }
        for url in [
            "",
            "http://cache",
            "redis://",
            "cache:6379",
            "rediss://user:canary@:x",
        ] {
            let error = new(url).err().unwrap();
            assert!(!format!("{error:?} {error}").contains("canary"), "{url}");
        }
    }
}
