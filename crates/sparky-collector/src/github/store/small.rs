//! Tables of a key and a value.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, params};
use serde::{Serialize, de::DeserializeOwned};

use super::{Store, StoreError};
use crate::github::record::Who;

/// Where page sizes are kept.
const PAGES: &str = "pages";

/// What the keys of histories begin with.
const HISTORY: &str = "history ";

/// What the keys of mirrors begin with.
const FETCHED: &str = "fetched ";

impl Store {
    /// Keeps accounts as they are called now.
    pub fn keep_actors<'a>(&self, actors: impl IntoIterator<Item = &'a Who>) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let write = || {
            let change = connection.transaction()?;
            for actor in actors {
                let Some(id) = &actor.id else { continue };
                let body = serde_json::to_string(actor).expect("plain data becomes JSON");
                change
                    .prepare_cached("INSERT OR REPLACE INTO actor (id, body) VALUES (?1, ?2)")?
                    .execute(params![id, body])?;
            }
            change.commit()
        };
        write().map_err(StoreError::access("keep accounts"))
    }

    /// An account as it was called last.
    pub fn actor(&self, id: &str) -> Result<Option<Who>, StoreError> {
        self.read("SELECT body FROM actor WHERE id = ?1", id, "an account")
    }

    /// Keeps the account behind an address.
    pub fn keep_address(&self, email: &str, actor: &Who) -> Result<(), StoreError> {
        self.write(
            "INSERT OR REPLACE INTO address (email, actor) VALUES (?1, ?2)",
            email,
            actor,
        )
    }

    /// The account behind an address, if it is known.
    pub fn address(&self, email: &str) -> Result<Option<Who>, StoreError> {
        self.read("SELECT actor FROM address WHERE email = ?1", email, "an address")
    }

    /// Keeps the files of a commit.
    pub fn keep_files<T: Serialize>(&self, oid: &str, files: &T) -> Result<(), StoreError> {
        self.write(
            "INSERT OR REPLACE INTO files (oid, body) VALUES (?1, ?2)",
            oid,
            files,
        )
    }

    /// The files of a commit, if they are known.
    pub fn files<T: DeserializeOwned>(&self, oid: &str) -> Result<Option<T>, StoreError> {
        self.read(
            "SELECT body FROM files WHERE oid = ?1",
            oid,
            "the files of a commit",
        )
    }

    /// Remembers the state in which a mirror was fetched.
    pub fn keep_fetched(&self, url: &str, state: &str) -> Result<(), StoreError> {
        let key = format!("{FETCHED}{url}");
        self.write(
            "INSERT OR REPLACE INTO memo (key, value) VALUES (?1, ?2)",
            &key,
            &state,
        )
    }

    /// The state in which a mirror was fetched last.
    pub fn fetched(&self, url: &str) -> Result<Option<String>, StoreError> {
        self.read(
            "SELECT value FROM memo WHERE key = ?1",
            &format!("{FETCHED}{url}"),
            "a mirror",
        )
    }

    /// Keeps the history of a repository as it was told in a state: the newest takes the place of the one before.
    pub fn keep_history<T: Serialize>(
        &self,
        repository: &str,
        state: &str,
        history: &T,
    ) -> Result<(), StoreError> {
        self.write(
            "INSERT OR REPLACE INTO memo (key, value) VALUES (?1, ?2)",
            &format!("{HISTORY}{repository}"),
            &(state, history),
        )
    }

    /// The history of a repository, if it was told in that state.
    pub fn history<T: DeserializeOwned>(
        &self,
        repository: &str,
        state: &str,
    ) -> Result<Option<T>, StoreError> {
        let kept: Option<(String, T)> = self.read(
            "SELECT value FROM memo WHERE key = ?1",
            &format!("{HISTORY}{repository}"),
            "a history",
        )?;
        Ok(kept
            .filter(|(known, _)| known == state)
            .map(|(_, history)| history))
    }

    /// Keeps page sizes for the next collection.
    pub fn keep_pages(&self, pages: &BTreeMap<String, u32>) -> Result<(), StoreError> {
        self.write(
            "INSERT OR REPLACE INTO memo (key, value) VALUES (?1, ?2)",
            PAGES,
            pages,
        )
    }

    /// The page sizes of the last collection.
    pub fn pages(&self) -> Result<BTreeMap<String, u32>, StoreError> {
        let pages = self.read("SELECT value FROM memo WHERE key = ?1", PAGES, "page sizes")?;
        Ok(pages.unwrap_or_default())
    }

    fn write<T: Serialize>(&self, sql: &str, key: &str, value: &T) -> Result<(), StoreError> {
        let value = serde_json::to_string(value).expect("plain data becomes JSON");
        let written = self.lock().execute(sql, params![key, value]);
        written
            .map(|_| ())
            .map_err(StoreError::access("keep what GitHub said"))
    }

    fn read<T: DeserializeOwned>(&self, sql: &str, key: &str, what: &str) -> Result<Option<T>, StoreError> {
        let text: Option<String> = {
            let connection = self.lock();
            let row = connection.query_row(sql, [key], |row| row.get(0)).optional();
            row.map_err(StoreError::access("read what GitHub said"))?
        };
        let content = |source| StoreError::Content {
            what: what.to_owned(),
            source,
        };
        text.map(|text| serde_json::from_str(&text))
            .transpose()
            .map_err(content)
    }
}
