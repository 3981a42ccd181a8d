//! Where GitHub's limits stand, for all meters that share the database.

use async_trait::async_trait;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, TransactionBehavior, params};

use super::{Store, StoreError};
use crate::github::meter::{FORGOTTEN, Heard, Purse, PurseError, Share, Standing, Word};

#[async_trait]
impl Purse for Store {
    async fn exchange(
        &self,
        share: &Share,
        resource: &str,
        word: Word,
        now: Timestamp,
    ) -> Result<Heard, PurseError> {
        let mut connection = self.lock();
        let mut exchange = || {
            let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let sql = "SELECT points, reset, paused FROM standing WHERE who = ?1 AND resource = ?2";
            let told = change
                .prepare_cached(sql)?
                .query_row(params![share.who, resource], read)
                .optional()?;
            let mut standing = told.unwrap_or_default();
            standing.hear_all(&word.standing);
            let sql = "INSERT OR REPLACE INTO standing (who, resource, points, reset, paused) VALUES (?1, ?2, ?3, ?4, ?5)";
            let row = params![
                share.who,
                resource,
                standing.left.map(points),
                standing.reset.map(seconds),
                standing.paused_until.map(seconds)
            ];
            change.prepare_cached(sql)?.execute(row)?;
            let sql = "INSERT OR REPLACE INTO under_way (who, resource, meter, points, at) VALUES (?1, ?2, ?3, ?4, ?5)";
            let row = params![
                share.who,
                resource,
                share.meter,
                points(word.under_way),
                now.as_second()
            ];
            change.prepare_cached(sql)?.execute(row)?;
            let sql = "SELECT coalesce(sum(points), 0) FROM under_way
                WHERE who = ?1 AND resource = ?2 AND meter <> ?3 AND at > ?4";
            let since = (now - FORGOTTEN).as_second();
            let others: i64 = change
                .prepare_cached(sql)?
                .query_row(params![share.who, resource, share.meter, since], |row| row.get(0))?;
            change.commit()?;
            Ok(Heard {
                standing,
                elsewhere: u64::try_from(others).unwrap_or(0),
            })
        };
        let heard = exchange().map_err(StoreError::access("share where the rate limit stands"));
        Ok(heard?)
    }
}

fn points(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Rounded up: nobody may believe that a wait is over before it is.
fn seconds(time: Timestamp) -> i64 {
    time.as_second() + i64::from(time.subsec_nanosecond() > 0)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Standing> {
    let time = |seconds: Option<i64>| seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    let left: Option<i64> = row.get(0)?;
    Ok(Standing {
        left: left.map(|left| u64::try_from(left).unwrap_or(0)),
        reset: time(row.get(1)?),
        paused_until: time(row.get(2)?),
    })
}
