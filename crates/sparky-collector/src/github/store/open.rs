//! Items that are open, also those that nobody touched for long.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::params;

use super::{Kept, Store, StoreError, items::insert};
use crate::github::queries::Ask;

impl Store {
    /// How many kept items of a list are open.
    pub fn open_items(&self, repository: &str, ask: Ask) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM item WHERE repository = ?1 AND kind = ?2 AND open";
        let connection = self.lock();
        let count = || {
            let mut statement = connection.prepare_cached(sql)?;
            statement.query_row(params![repository, ask.noun()], |row| row.get::<_, i64>(0))
        };
        let count = count().map_err(StoreError::access("count what is open"))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Keeps what was read of the open items of a list. With `whole_before`, what is kept as open, did not change
    /// since then and is not in `listed` is gone on GitHub and goes here.
    pub fn keep_open(
        &self,
        repository: &str,
        ask: Ask,
        items: &[Kept],
        whole_before: Option<(Timestamp, &BTreeSet<&str>)>,
    ) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let mut write = || {
            let change = connection.transaction()?;
            if let Some((before, listed)) = whole_before {
                let sql = "SELECT id FROM item WHERE repository = ?1 AND kind = ?2 AND open AND at < ?3";
                let row = params![repository, ask.noun(), before.as_second()];
                let known: Vec<String> = change
                    .prepare_cached(sql)?
                    .query_map(row, |row| row.get(0))?
                    .collect::<Result<_, _>>()?;
                let sql = "DELETE FROM item WHERE repository = ?1 AND kind = ?2 AND id = ?3";
                for gone in known.iter().filter(|id| !listed.contains(id.as_str())) {
                    change
                        .prepare_cached(sql)?
                        .execute(params![repository, ask.noun(), gone])?;
                }
            }
            for item in items {
                insert(&change, repository, ask, item)?;
            }
            change.commit()
        };
        write().map_err(StoreError::access("keep what is open"))
    }
}
