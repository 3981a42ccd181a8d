//! All destinations, one after the other: one that fails never stops the others.

use std::{path::Path, sync::Arc};

use jiff::Timestamp;
use sparky_common::model::{PlannedChange, Receipt};

use crate::{
    destination::{DestinationError, GitDestination, Steps},
    edition::Edition,
    pace::Pace,
    receipts::{Receipts, ReceiptsError},
};

/// Publishes to every destination.
pub(crate) struct Press {
    pub(crate) destinations: Arc<[GitDestination]>,
    /// The database of receipts.
    pub(crate) receipts: Arc<Path>,
    pub(crate) pace: Pace,
    pub(crate) now: Timestamp,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Yield {
    pub(crate) receipts: Vec<Receipt>,
    pub(crate) planned: Vec<PlannedChange>,
    /// The destinations that failed, and why, with the way out.
    pub(crate) failures: Vec<(String, String)>,
}

impl Press {
    /// Publishes, or shows what publishing would do. Blocks.
    pub(crate) fn run(&self, edition: &Edition, dry_run: bool, steps: &dyn Steps) -> Yield {
        let mut result = Yield::default();
        for destination in self.destinations.iter() {
            let outcome = if dry_run {
                self.preview(destination, edition, &mut result)
            } else {
                self.publish(destination, edition, steps, &mut result)
            };
            if let Err(error) = outcome {
                let reason = explain(&error);
                tracing::warn!(
                    destination = destination.name(),
                    reason,
                    "a destination was not published to"
                );
                result.failures.push((destination.name().into(), reason));
            }
        }
        result
    }

    fn publish(
        &self,
        destination: &GitDestination,
        edition: &Edition,
        steps: &dyn Steps,
        result: &mut Yield,
    ) -> Result<(), DestinationError> {
        let mut receipts = self.open_receipts()?;
        let made = destination.publish(edition, self.now, &mut receipts, &self.pace, steps)?;
        result.receipts.extend(made);
        Ok(())
    }

    fn preview(
        &self,
        destination: &GitDestination,
        edition: &Edition,
        result: &mut Yield,
    ) -> Result<(), DestinationError> {
        let preview = destination.preview(edition, self.now, &self.pace)?;
        result.receipts.extend(preview.receipts);
        result.planned.extend(preview.changes);
        Ok(())
    }

    fn open_receipts(&self) -> Result<Receipts, ReceiptsError> {
        Receipts::open(&self.receipts)
    }
}

/// An error with its causes and the next thing to try, in one line.
fn explain(error: &DestinationError) -> String {
    let causes = std::iter::successors(Some(error as &dyn std::error::Error), |&error| error.source());
    let causes: Vec<String> = causes.map(ToString::to_string).collect();
    match error.hint() {
        Some(hint) => format!("{} ({hint})", causes.join(": ")),
        None => causes.join(": "),
    }
}
