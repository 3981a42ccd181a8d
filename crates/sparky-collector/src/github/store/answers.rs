//! Answers that are kept for a while.

use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError};
use crate::github::cache::{Cache, CacheError};

#[async_trait]
impl Cache for Store {
    async fn get(&self, key: &str, now: Timestamp) -> Result<Option<Vec<u8>>, CacheError> {
        let sql = "SELECT value FROM answer WHERE key = ?1 AND until > ?2";
        let connection = self.lock();
        let read = || {
            let mut statement = connection.prepare_cached(sql)?;
            statement
                .query_row(params![key, now.as_second()], |row| row.get(0))
                .optional()
        };
        Ok(read().map_err(StoreError::access("read a kept answer"))?)
    }

    async fn put(&self, key: &str, value: &[u8], until: Timestamp, now: Timestamp) -> Result<(), CacheError> {
        let connection = self.lock();
        let write = || {
            // What is over goes when something new comes: the table holds what was asked within its time.
            connection
                .prepare_cached("DELETE FROM answer WHERE until <= ?1")?
                .execute([now.as_second()])?;
            connection
                .prepare_cached("INSERT OR REPLACE INTO answer (key, value, until) VALUES (?1, ?2, ?3)")?
                .execute(params![key, value, until.as_second()])
        };
        write().map_err(StoreError::access("keep an answer for a while"))?;
        Ok(())
    }
}
