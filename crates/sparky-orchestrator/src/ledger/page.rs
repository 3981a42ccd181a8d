//! Listing runs page by page.

use jiff::Timestamp;
use rusqlite::types::Value;
use sparky_common::{
    model::{RunId, RunStatus},
    period::{Kind, Period},
};

use super::{Ledger, LedgerError, RunHead, read};

/// Which runs a page is taken from.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this kind only.
    pub kind: Option<Kind>,
    /// Of this period only.
    pub period: Option<Period>,
    /// In one of these states only; empty takes all.
    pub statuses: Vec<RunStatus>,
    /// Only the newest one of each period.
    pub newest_of_period: bool,
}

/// A place between two runs: pages go on after it, whatever has been added before it meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// When the run before it was asked for.
    pub created_at: Timestamp,
    /// The run before it.
    pub run: RunId,
}

impl Ledger {
    /// The runs after a place, newest first.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn page(
        &self,
        filter: &Filter,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<Vec<RunHead>, LedgerError> {
        let mut conditions = Vec::new();
        let mut values = Vec::new();
        let mut add = |sql: &str, value: Value| {
            values.push(value);
            conditions.push(sql.replace('#', &format!("?{}", values.len())));
        };
        if let Some(kind) = filter.kind {
            add("kind = #", kind.as_str().to_owned().into());
        }
        if let Some(period) = filter.period {
            add("period = #", period.to_string().into());
        }
        if let Some(place) = after {
            add("created_at <= #", place.created_at.as_microsecond().into());
            add("NOT (created_at = #", place.created_at.as_microsecond().into());
            add("run >= #)", place.run.clone().into());
        }
        let statuses: Vec<_> = filter
            .statuses
            .iter()
            .map(|status| format!("'{}'", status.as_str()))
            .collect();
        let statuses = statuses.join(", ");
        if !statuses.is_empty() {
            conditions.push(format!("status IN ({statuses})"));
        }
        if filter.newest_of_period {
            let among = if statuses.is_empty() {
                String::new()
            } else {
                format!("AND newer.status IN ({statuses})")
            };
            conditions.push(format!(
                "NOT EXISTS (SELECT 1 FROM runs AS newer WHERE newer.period = runs.period {among}
                 AND (newer.created_at, newer.run) > (runs.created_at, runs.run))"
            ));
        }
        values.push(i64::from(limit).into());
        let condition = if conditions.is_empty() {
            String::new()
        } else {
            format!("WHERE {}", conditions.join(" AND "))
        };
        let sql = format!(
            "{} {condition} ORDER BY created_at DESC, run DESC LIMIT ?{}",
            read::HEAD,
            values.len()
        );
        read::query(
            &self.connection(),
            &sql,
            rusqlite::params_from_iter(values),
            read::head,
        )
        .map_err(|error| LedgerError::of("list runs", &self.path, error))
    }
}
