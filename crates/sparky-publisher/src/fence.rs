//! Publishing in nobody's name but the newest holder's of a lease.
//!
//! The worker's desk refuses commands of an older holder than it has heard, but it hears only its own. So every publisher of a data
//! folder looks in the receipts, which they share, before each step that leads to something readers see: one that was
//! frozen with a task and wakes up after another one has done it finds a later epoch there, and touches nothing.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use sparky_common::messages::{FencingToken, TaskFailure};

use crate::receipts::{Receipts, ReceiptsError};

/// In whose name a task publishes.
pub(crate) struct Fence {
    receipts: Arc<Path>,
    tokens: Vec<FencingToken>,
    refused: Mutex<Option<TaskFailure>>,
}

impl Fence {
    /// The holder of these leases, among those that the receipts know of.
    pub(crate) fn new(receipts: Arc<Path>, tokens: Vec<FencingToken>) -> Self {
        Self {
            receipts,
            tokens,
            refused: Mutex::default(),
        }
    }

    /// Whether nobody has taken over. Remembers this holder, and why it was refused. Blocks.
    ///
    /// # Errors
    /// When the receipts cannot be read or written.
    pub(crate) fn holds(&self) -> Result<bool, ReceiptsError> {
        if self.tokens.is_empty() {
            return Ok(true);
        }
        let later = Receipts::open(&self.receipts)?.admit(&self.tokens)?;
        let held = later.is_none();
        if let Some((token, latest)) = later {
            let failure = sparky_common::worker::superseded(&token, latest);
            *self.refused.lock().unwrap_or_else(PoisonError::into_inner) = Some(failure);
        }
        Ok(held)
    }

    /// Why it was refused, if it was.
    pub(crate) fn refusal(&self) -> Option<TaskFailure> {
        self.refused
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}
