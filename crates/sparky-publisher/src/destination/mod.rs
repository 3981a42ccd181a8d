//! A git repository as a destination: exactly once, whatever happens in between.
//!
//! The truth is what readers see: the remote's branch, or the local one where nothing is pushed. Every attempt looks
//! at it, plans the difference, commits that on top and sends it without ever overwriting. A lost reply, a crash or
//! a faster colleague therefore all end the same way: one looks again, and what is there already is not done twice.

mod attempt;
mod error;
mod lock;
mod steps;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sparky_common::{
    config::Destination,
    model::{PlannedChange, Receipt, ReceiptState},
};

use self::{attempt::Attempt, error::Cause, lock::Lock};
pub use self::{
    error::DestinationError,
    steps::{Interrupted, Step, Steps},
};
use crate::{
    edition::Edition,
    git::{Home, Plan, Sight, look, present},
    layout::{Page, Shelf},
    message::message,
    pace::Pace,
    receipts::{Key, Receipts},
};

/// One configured destination.
#[derive(Clone, Debug)]
pub struct GitDestination {
    settings: Destination,
    shelf: Shelf,
    /// The folder of the publisher's own state.
    state: PathBuf,
}

/// What a dry run found.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Planned or unchanged, for each document.
    pub receipts: Vec<Receipt>,
    /// Each file that would change.
    pub changes: Vec<PlannedChange>,
}

impl GitDestination {
    /// A destination whose clone and lock lie in `<data>/publish`.
    pub fn new(settings: Destination, data_dir: &Path) -> Self {
        Self {
            shelf: Shelf::of(&settings),
            settings,
            state: data_dir.join("publish"),
        }
    }

    /// The name in the configuration.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// Reports about private repositories go only where members alone read.
    fn admit(&self, edition: &Edition) -> Result<(), Cause> {
        if edition.set.private && !self.settings.private {
            return Err(Cause::Private(self.settings.name.clone()));
        }
        Ok(())
    }

    /// Makes the destination hold an edition, and says what is where. Blocks: call it from a thread that may.
    pub fn publish(
        &self,
        edition: &Edition,
        now: Timestamp,
        receipts: &mut Receipts,
        pace: &Pace,
        steps: &dyn Steps,
    ) -> Result<Vec<Receipt>, DestinationError> {
        self.admit(edition)?;
        let _lock = self.lock(pace)?;
        steps.reached(self.name(), Step::Locked).map_err(Cause::from)?;
        let home = self.home()?;
        let mut attempt = Attempt {
            destination: self,
            home: &home,
            edition,
            now,
            receipts,
            pace,
            steps,
        };
        Ok(attempt.repeat()?)
    }

    /// What publishing would do, byte for byte. Nothing that readers or users see changes.
    pub fn preview(
        &self,
        edition: &Edition,
        now: Timestamp,
        pace: &Pace,
    ) -> Result<Preview, DestinationError> {
        self.admit(edition)?;
        let _lock = self.lock(pace)?;
        let home = self.home()?;
        let sight = look(&home, pace).map_err(Cause::from)?;
        let (pages, plan) = self.plan(&home, &sight, edition)?;
        let message = message(&edition.set, &pages);
        let diffs = plan
            .diffs(&home.repository)
            .map_err(|source| objects("compare pages", &home, source))?;
        let planned = |(path, diff)| PlannedChange {
            destination: self.name().into(),
            path,
            diff,
            message: message.clone(),
        };
        let location = sight.tip.map(|tip| tip.to_string());
        let receipts = self.keys(&pages).into_iter().map(|key| {
            if plan.changes.iter().any(|page| page.path == key.path) {
                key.receipt(ReceiptState::Planned, None, now)
            } else {
                key.receipt(ReceiptState::Unchanged, location.clone(), now)
            }
        });
        Ok(Preview {
            receipts: receipts.collect(),
            changes: diffs.into_iter().map(planned).collect(),
        })
    }

    fn lock(&self, pace: &Pace) -> Result<Lock, Cause> {
        Ok(Lock::acquire(
            &self.state.join(format!("{}.lock", self.name())),
            pace,
        )?)
    }

    fn home(&self) -> Result<Home, Cause> {
        Ok(Home::open(&self.settings, &self.state.join(self.name()))?)
    }

    /// The pages that the destination should hold, and what of them it does not.
    fn plan(&self, home: &Home, sight: &Sight, edition: &Edition) -> Result<(Vec<Page>, Plan), Cause> {
        let failed = |source| objects("read the branch", home, source);
        let lying = present(&home.repository, sight.tip, &self.shelf).map_err(failed)?;
        let pages = self.shelf.pages(edition, &lying);
        let plan = Plan::new(&home.repository, sight.tip, pages.clone()).map_err(failed)?;
        Ok((pages, plan))
    }

    fn keys(&self, pages: &[Page]) -> Vec<Key> {
        let key = |page: &Page| {
            Some(Key {
                destination: self.name().into(),
                path: page.path.clone(),
                sha256: page.document.clone()?,
            })
        };
        pages.iter().filter_map(key).collect()
    }
}

fn objects(act: &'static str, home: &Home, source: git2::Error) -> Cause {
    Cause::Objects {
        act,
        repository: home.name.clone(),
        source,
    }
}
