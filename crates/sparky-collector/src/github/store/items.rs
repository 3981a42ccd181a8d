//! Lists of a repository: their items, and how far they are known.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::Value;

use super::{Store, StoreError};
use crate::github::queries::Ask;

/// How far a list is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Everything that changed since then is kept.
    pub since: Timestamp,
    /// When it was asked for, by GitHub's clock.
    pub synced: Timestamp,
    /// The newest change.
    pub head: Option<Timestamp>,
    /// How long the whole list is.
    pub total: u64,
}

/// An item to keep.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its node id.
    pub id: String,
    /// What it is sorted by.
    pub at: Timestamp,
    /// Whether it is open.
    pub open: bool,
    /// What GitHub said.
    pub body: Value,
}

impl Store {
    /// How far a list is known; nothing before it was first read.
    pub fn known(&self, repository: &str, ask: Ask) -> Result<Option<Known>, StoreError> {
        let sql = "SELECT since, synced, head, total FROM stream WHERE repository = ?1 AND kind = ?2";
        let row = |row: &rusqlite::Row<'_>| {
            let time = |seconds: i64| Timestamp::from_second(seconds).unwrap_or(Timestamp::MIN);
            Ok(Known {
                since: time(row.get(0)?),
                synced: time(row.get(1)?),
                head: row.get::<_, Option<i64>>(2)?.map(time),
                total: u64::try_from(row.get::<_, i64>(3)?).unwrap_or(0),
            })
        };
        let connection = self.lock();
        let mut statement = connection
            .prepare_cached(sql)
            .map_err(StoreError::access("read how far a list is known"))?;
        let known = statement
            .query_row(params![repository, ask.noun()], row)
            .optional();
        known.map_err(StoreError::access("read how far a list is known"))
    }

    /// Whether an item is kept.
    pub fn holds(&self, repository: &str, ask: Ask, id: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM item WHERE repository = ?1 AND kind = ?2 AND id = ?3";
        let connection = self.lock();
        let mut statement = connection
            .prepare_cached(sql)
            .map_err(StoreError::access("look for an item"))?;
        statement
            .exists(params![repository, ask.noun(), id])
            .map_err(StoreError::access("look for an item"))
    }

    /// Keeps what was read of a list. With `whole_since`, what is kept since then and was not read again is gone on
    /// GitHub and goes here. With `known`, the list is from now on known so far; without, it is as unknown as before.
    pub fn keep(
        &self,
        repository: &str,
        ask: Ask,
        items: &[Kept],
        whole_since: Option<Timestamp>,
        known: Option<&Known>,
    ) -> Result<(), StoreError> {
        let failed = StoreError::access("keep what GitHub said");
        let mut connection = self.lock();
        let mut write = || {
            let change = connection.transaction()?;
            if let Some(since) = whole_since {
                let sql = "DELETE FROM item WHERE repository = ?1 AND kind = ?2 AND at >= ?3";
                change.execute(sql, params![repository, ask.noun(), since.as_second()])?;
            }
            for item in items {
                insert(&change, repository, ask, item)?;
            }
            if let Some(known) = known {
                let sql = "INSERT OR REPLACE INTO stream (repository, kind, since, synced, head, total)
                    VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
                let head = known.head.map(Timestamp::as_second);
                let total = i64::try_from(known.total).unwrap_or(i64::MAX);
                let since = known.since.as_second();
                change.execute(
                    sql,
                    params![
                        repository,
                        ask.noun(),
                        since,
                        known.synced.as_second(),
                        head,
                        total
                    ],
                )?;
            }
            change.commit()
        };
        write().map_err(failed)
    }

    /// The kept items of a list that changed since a time or are open, by id.
    pub fn items(&self, repository: &str, ask: Ask, since: Timestamp) -> Result<Vec<Value>, StoreError> {
        let sql =
            "SELECT body FROM item WHERE repository = ?1 AND kind = ?2 AND (at >= ?3 OR open) ORDER BY id";
        let connection = self.lock();
        let read = || {
            let mut statement = connection.prepare_cached(sql)?;
            let rows = statement.query_map(params![repository, ask.noun(), since.as_second()], |row| {
                row.get(0)
            })?;
            rows.collect::<Result<Vec<String>, _>>()
        };
        let bodies = read().map_err(StoreError::access("read what GitHub said"))?;
        let parse = |body: &String| serde_json::from_str(body);
        let content = |source| StoreError::Content {
            what: ask.noun().to_owned(),
            source,
        };
        bodies
            .iter()
            .map(parse)
            .collect::<Result<_, _>>()
            .map_err(content)
    }
}

/// Keeps an item.
pub(super) fn insert(
    change: &Transaction<'_>,
    repository: &str,
    ask: Ask,
    item: &Kept,
) -> rusqlite::Result<()> {
    let sql =
        "INSERT OR REPLACE INTO item (repository, kind, id, at, open, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let body = item.body.to_string();
    let row = params![
        repository,
        ask.noun(),
        item.id,
        item.at.as_second(),
        item.open,
        body
    ];
    change.prepare_cached(sql)?.execute(row).map(|_| ())
}
