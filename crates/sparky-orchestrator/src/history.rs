//! Looking at past runs where no orchestrator is running.

use std::path::Path;

use jiff::Timestamp;
use sparky_common::{
    artifact::{ArtifactError, ArtifactStore},
    model::RunRecord,
};

use crate::{
    config::Folders,
    ledger::{LedgerError, LedgerReader},
    record,
};

/// The runs of a data folder, for reading only.
pub struct History {
    ledger: Option<LedgerReader>,
    store: ArtifactStore,
}

/// Why the history cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The artifact store.
    #[error(transparent)]
    Artifacts(#[from] ArtifactError),
}

impl History {
    /// Opens the history of a data folder. A folder without runs has an empty one.
    ///
    /// # Errors
    /// When there is a ledger that cannot be read.
    pub fn open(data: &Path) -> Result<Self, HistoryError> {
        let folders = Folders {
            data: data.to_owned(),
        };
        Ok(Self {
            ledger: LedgerReader::open(&folders.ledger())?,
            store: ArtifactStore::open(data)?,
        })
    }

    /// The newest runs, newest first, without gates and documents.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn list(&self, limit: u32) -> Result<Vec<RunRecord>, HistoryError> {
        let Some(ledger) = &self.ledger else {
            return Ok(Vec::new());
        };
        Ok(ledger.list(limit)?.into_iter().map(record::of_head).collect())
    }

    /// Everything about a run, by its id or a period's newest.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub async fn show(&self, run_or_period: &str) -> Result<Option<RunRecord>, HistoryError> {
        let Some(ledger) = &self.ledger else {
            return Ok(None);
        };
        let Some(head) = ledger.find(run_or_period)? else {
            return Ok(None);
        };
        let (state, _) = ledger.replay(&head.run)?;
        Ok(Some(
            record::complete(&state, Timestamp::now(), &self.store).await,
        ))
    }
}
