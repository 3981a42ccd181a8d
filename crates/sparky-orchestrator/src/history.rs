//! Looking at past runs where no orchestrator is running.

use std::path::Path;

use jiff::Timestamp;
use sparky_common::{
    artifact::{ArtifactError, ArtifactStore},
    messages::TaskFailure,
    model::{LeaseState, RunRecord},
};

use crate::{
    api::{contexts, wire::TaskContext},
    config::Folders,
    lease::is_gone,
    ledger::{Ledger, LedgerError, LedgerReader},
    record,
};

/// What a look at a data folder after trouble finds.
#[derive(Debug, Default)]
pub struct Recovery {
    /// What is wrong with the ledger; nothing where it is whole.
    pub damage: Vec<String>,
    /// The runs that have not ended, oldest first.
    pub unfinished: Vec<RunRecord>,
    /// Who has which lease, as far as its holder is not known to be dead.
    pub leases: Vec<LeaseState>,
}

/// Takes a lease of a data folder's ledger away from whoever has it, without an orchestrator.
///
/// # Errors
/// When nobody has it, or the ledger cannot be written.
pub fn break_lease(data: &Path, name: &str, by: &str) -> Result<LeaseState, TaskFailure> {
    let folders = Folders {
        data: data.to_owned(),
    };
    let ledger = Ledger::open(&folders.ledger(), Vec::new()).map_err(|error| error.failure())?;
    let broken = ledger
        .break_lease(name, by, Timestamp::now())
        .map_err(|error| error.failure())?;
    broken.ok_or_else(|| TaskFailure {
        message: format!("nobody holds the lease `{name}`"),
        hint: Some("`sparky leases list` shows the leases that there are".into()),
        retryable: false,
    })
}

/// The runs of a data folder, for reading only.
pub struct History {
    ledger: Option<LedgerReader>,
    folders: Folders,
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

impl HistoryError {
    /// The next thing to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Ledger(error) => Some(error.hint()),
            Self::Artifacts(_) => None,
        }
    }
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
            folders,
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

    /// The context of every task of a run, by its id or a period's newest.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn tasks(&self, run_or_period: &str) -> Result<Option<Vec<TaskContext>>, HistoryError> {
        let Some(ledger) = &self.ledger else {
            return Ok(None);
        };
        let Some(head) = ledger.find(run_or_period)? else {
            return Ok(None);
        };
        Ok(Some(contexts(&head.run, &ledger.events(&head.run)?)))
    }

    /// What stands in the way of going on, and what could.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn recovery(&self) -> Result<Recovery, HistoryError> {
        let Some(ledger) = &self.ledger else {
            return Ok(Recovery::default());
        };
        let mut recovery = Recovery {
            damage: ledger.damage()?,
            ..Recovery::default()
        };
        for head in ledger.unfinished()? {
            if let Err(error) = ledger.replay(&head.run) {
                recovery.damage.push(error.to_string());
            }
            recovery.unfinished.push(record::of_head(head));
        }
        let (now, folder) = (Timestamp::now(), self.folders.leases());
        let dead = |lease: &LeaseState| {
            lease
                .holder
                .as_ref()
                .is_some_and(|holder| is_gone(&folder, holder))
        };
        let leases = ledger.leases()?.into_iter();
        recovery.leases = leases
            .filter(|lease| lease.is_held(now) && !dead(lease))
            .collect();
        Ok(recovery)
    }

    /// Who has which lease.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub fn leases(&self) -> Result<Vec<LeaseState>, HistoryError> {
        match &self.ledger {
            Some(ledger) => Ok(ledger.leases()?),
            None => Ok(Vec::new()),
        }
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
