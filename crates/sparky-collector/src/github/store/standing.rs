//! Where GitHub's limits stand, for all meters that share the database.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Row, params};

use super::{Store, StoreError};

/// After this long a request under way that nobody ended counts as ended: its process was killed.
const FORGOTTEN: SignedDuration = SignedDuration::from_mins(10);

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

/// A meter among those that share a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Who asks.
    pub who: String,
    /// Which meter this is.
    pub meter: String,
}

impl Store {
    /// Where a limit stands, and the points that requests of other meters under way will cost.
    pub fn standing(
        &self,
        share: &Share,
        resource: &str,
        now: Timestamp,
    ) -> Result<(Standing, u64), StoreError> {
        let connection = self.lock();
        let read = || {
            let sql = "SELECT points, reset, paused FROM standing WHERE who = ?1 AND resource = ?2";
            let standing = connection
                .prepare_cached(sql)?
                .query_row(params![share.who, resource], standing)
                .optional()?;
            let sql = "SELECT coalesce(sum(points), 0) FROM under_way
                WHERE who = ?1 AND resource = ?2 AND meter <> ?3 AND at > ?4";
            let since = (now - FORGOTTEN).as_second();
            let others: i64 = connection
                .prepare_cached(sql)?
                .query_row(params![share.who, resource, share.meter, since], |row| row.get(0))?;
            Ok((standing.unwrap_or_default(), u64::try_from(others).unwrap_or(0)))
        };
        read().map_err(StoreError::access("read where the rate limit stands"))
    }

    /// Tells the others where a limit stands.
    pub fn tell_standing(
        &self,
        share: &Share,
        resource: &str,
        standing: &Standing,
    ) -> Result<(), StoreError> {
        let sql = "INSERT OR REPLACE INTO standing (who, resource, points, reset, paused) VALUES (?1, ?2, ?3, ?4, ?5)";
        let left = standing.left.map(|left| i64::try_from(left).unwrap_or(i64::MAX));
        // Rounded up: nobody may believe that a wait is over before it is.
        let seconds = |time: Option<Timestamp>| {
            time.map(|time| time.as_second() + i64::from(time.subsec_nanosecond() > 0))
        };
        let row = params![
            share.who,
            resource,
            left,
            seconds(standing.reset),
            seconds(standing.paused_until)
        ];
        let told = self
            .lock()
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(row));
        told.map(|_| ())
            .map_err(StoreError::access("tell where the rate limit stands"))
    }

    /// Tells the others what requests under way will cost.
    pub fn tell_under_way(
        &self,
        share: &Share,
        resource: &str,
        points: u64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql =
            "INSERT OR REPLACE INTO under_way (who, resource, meter, points, at) VALUES (?1, ?2, ?3, ?4, ?5)";
        let points = i64::try_from(points).unwrap_or(i64::MAX);
        let row = params![share.who, resource, share.meter, points, now.as_second()];
        let told = self
            .lock()
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(row));
        told.map(|_| ())
            .map_err(StoreError::access("tell what is under way"))
    }
}

fn standing(row: &Row<'_>) -> rusqlite::Result<Standing> {
    let time = |seconds: Option<i64>| seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    let left: Option<i64> = row.get(0)?;
    Ok(Standing {
        left: left.map(|left| u64::try_from(left).unwrap_or(0)),
        reset: time(row.get(1)?),
        paused_until: time(row.get(2)?),
    })
}
