//! Answers that were given before, so that the same question is asked once and a rerun gives the same bytes.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, OptionalExtension, params};

/// Why the cache cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use the cache of the model's answers")]
pub struct CacheError(#[from] rusqlite::Error);

/// A table of answers by the hash of model, prompt, schema and options. It can be thrown away at any time.
#[derive(Clone, Debug)]
pub struct Cache {
    connection: Arc<Mutex<Connection>>,
    most: u64,
}

impl Cache {
    /// Opens the file and makes it where it is missing. `most` answers are kept, the newest; 0 keeps none.
    ///
    /// # Errors
    /// The folder cannot be written, or the file is no database.
    pub fn open(file: &Path, most: u64) -> Result<Self, CacheError> {
        Self::prepare(Connection::open(file)?, most)
    }

    fn prepare(connection: Connection, most: u64) -> Result<Self, CacheError> {
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.execute_batch(
            "PRAGMA journal_mode = WAL;
             CREATE TABLE IF NOT EXISTS answers (
                 place  INTEGER PRIMARY KEY,
                 prompt TEXT NOT NULL UNIQUE,
                 answer TEXT NOT NULL
             ) STRICT;",
        )?;
        Ok(Self {
            connection: Arc::new(Mutex::new(connection)),
            most,
        })
    }

    /// The answer that was given to a prompt.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn find(&self, prompt: &str) -> Result<Option<String>, CacheError> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let mut find = connection.prepare_cached("SELECT answer FROM answers WHERE prompt = ?1")?;
        Ok(find.query_row([prompt], |row| row.get(0)).optional()?)
    }

    /// Keeps an answer; the first one to a prompt stays.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep(&self, prompt: &str, answer: &str) -> Result<(), CacheError> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let change = connection.transaction()?;
        change.execute(
            "INSERT INTO answers (prompt, answer) VALUES (?1, ?2) ON CONFLICT (prompt) DO NOTHING",
            params![prompt, answer],
        )?;
        change.execute(
            "DELETE FROM answers WHERE place <= (SELECT max(place) FROM answers) - ?1",
            [i64::try_from(self.most).unwrap_or(i64::MAX)],
        )?;
        Ok(change.commit()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_answers_stay_and_the_first_to_a_prompt_wins() -> Result<(), CacheError> {
        let cache = Cache::prepare(Connection::open_in_memory()?, 2)?;
        cache.keep("a", "1")?;
        cache.keep("b", "2")?;
        cache.keep("b", "other")?;
        cache.keep("c", "3")?;
        assert_eq!(cache.find("a")?, None);
        assert_eq!(cache.find("b")?.as_deref(), Some("2"));
        assert_eq!(cache.find("c")?.as_deref(), Some("3"));
        Ok(())
    }
}
