//! A Redis of its own for one test: the real server, on a socket in a temporary folder.

use std::{
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use redis::Connection;
use sparky_collector::github::CacheSettings;
use sparky_testkit::eventually;
use tempfile::TempDir;

pub struct RedisServer {
    process: Child,
    folder: TempDir,
}

impl RedisServer {
    /// Starts one; nothing where it is not installed, which is told.
    pub async fn start() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let started = Command::new("redis-server")
            .args([
                "--port",
                "0",
                "--save",
                "",
                "--appendonly",
                "no",
                "--unixsocket",
                "redis.sock",
            ])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .spawn();
        let Ok(process) = started else {
            sparky_testkit::skip("`redis-server`");
            return None;
        };
        let server = Self { process, folder };
        eventually("Redis answers", async || {
            let mut connection = server.try_connection()?;
            redis::cmd("PING").query::<String>(&mut connection).ok()
        })
        .await;
        Some(server)
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("redis.sock")
    }

    /// Settings of a collector that shares it.
    pub fn settings(&self) -> CacheSettings {
        settings(&format!("redis+unix://{}", self.socket().display()))
    }

    fn try_connection(&self) -> Option<Connection> {
        let url = format!("redis+unix://{}", self.socket().display());
        redis::Client::open(url).ok()?.get_connection().ok()
    }

    /// A connection to look at what is there.
    pub fn connection(&self) -> Connection {
        self.try_connection().unwrap()
    }

    /// Every key, and what is kept under it.
    pub fn everything(&self) -> Vec<(String, Vec<u8>)> {
        let mut connection = self.connection();
        let keys: Vec<String> = redis::cmd("KEYS").arg("*").query(&mut connection).unwrap();
        let mut dump = |key: String| {
            let kind: String = redis::cmd("TYPE").arg(&key).query(&mut connection).unwrap();
            let value = match kind.as_str() {
                "hash" => {
                    let fields: Vec<Vec<u8>> =
                        redis::cmd("HGETALL").arg(&key).query(&mut connection).unwrap();
                    fields.concat()
                }
                _ => redis::cmd("GET").arg(&key).query(&mut connection).unwrap(),
            };
            (key, value)
        };
        keys.into_iter().map(&mut dump).collect()
    }

    /// Ends it at once, as a crash would.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

/// Settings of a collector that shares the Redis at a URL.
pub fn settings(url: &str) -> CacheSettings {
    CacheSettings {
        url: Some(url.to_owned().into()),
        ttl: Duration::from_hours(1),
        discovery: Duration::ZERO,
    }
}
