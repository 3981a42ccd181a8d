//! A git repository as a destination: exactly once, whatever happens in between.
//!
//! The truth is what readers see: the remote's branch, or the local one where nothing is pushed. Every attempt looks
//! at it, plans the difference, commits that on top and sends it without ever overwriting. A lost reply, a crash or
//! a faster colleague therefore all end the same way: one looks again, and what is there already is not done twice.

mod error;
mod lock;
mod steps;

use std::path::{Path, PathBuf};

use git2::Oid;
use jiff::Timestamp;
use sparky_common::{
    config::Destination,
    model::{PlannedChange, Receipt, ReceiptState},
};

use self::{error::Cause, lock::Lock};
pub use self::{
    error::DestinationError,
    steps::{Interrupted, Step, Steps},
};
use crate::{
    edition::Edition,
    git::{Author, Home, Plan, Sent, Sight, look, present, send, settle},
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

    /// Makes the destination hold an edition, and says what is where. Blocks: call it from a thread that may.
    pub fn publish(
        &self,
        edition: &Edition,
        now: Timestamp,
        receipts: &mut Receipts,
        pace: &Pace,
        steps: &dyn Steps,
    ) -> Result<Vec<Receipt>, DestinationError> {
        let _lock = self.lock(pace)?;
        steps.reached(self.name(), Step::Locked).map_err(Cause::from)?;
        let home = self.home()?;
        let mut publication = Attempt {
            destination: self,
            home: &home,
            edition,
            now,
            receipts,
            pace,
            steps,
        };
        Ok(publication.repeat()?)
    }

    /// What publishing would do, byte for byte. Nothing that readers or users see changes.
    pub fn preview(
        &self,
        edition: &Edition,
        now: Timestamp,
        pace: &Pace,
    ) -> Result<Preview, DestinationError> {
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

/// One act of publishing with everything it needs.
struct Attempt<'a> {
    destination: &'a GitDestination,
    home: &'a Home,
    edition: &'a Edition,
    now: Timestamp,
    receipts: &'a mut Receipts,
    pace: &'a Pace,
    steps: &'a dyn Steps,
}

impl Attempt<'_> {
    /// Tries until readers see it, it is refused, or patience ends.
    fn repeat(&mut self) -> Result<Vec<Receipt>, Cause> {
        let attempts = self.pace.patience.attempts.max(1);
        let mut attempt = 1;
        loop {
            let trouble = match self.once() {
                Ok(Ok(receipts)) => return Ok(receipts),
                Ok(Err(trouble)) => trouble,
                Err(error) if error.may_pass() => error,
                Err(error) => return Err(error),
            };
            if attempt >= attempts {
                return Err(Cause::GaveUp {
                    attempts,
                    source: Box::new(trouble),
                });
            }
            tracing::info!(
                destination = self.destination.name(),
                attempt,
                "looking again: {trouble}"
            );
            if !self.pace.pause(self.pace.pause_after(attempt)) {
                return Err(Interrupted.into());
            }
            attempt += 1;
        }
    }

    /// One attempt; the inner error is a reason to look again.
    fn once(&mut self) -> Result<Result<Vec<Receipt>, Cause>, Cause> {
        let sight = look(self.home, self.pace)?;
        self.reached(Step::Looked)?;
        let (pages, plan) = self.destination.plan(self.home, &sight, self.edition)?;
        let keys = self.destination.keys(&pages);
        let changed = |key: &Key| plan.changes.iter().any(|page| page.path == key.path);
        if plan.changes.is_empty() {
            return self.found(&sight, keys).map(Ok);
        }
        let commit = self.commit(&plan, &pages)?;
        self.reached(Step::Committed)?;
        let (new, old): (Vec<_>, Vec<_>) = keys.into_iter().partition(changed);
        self.receipts.intend(&new, &commit.to_string(), self.now)?;
        self.reached(Step::Intended)?;
        match send(self.home, &sight, commit, &plan.changes, self.pace) {
            Sent::Visible => {}
            Sent::LookAgain(unsent) => return Ok(Err(unsent.into())),
            Sent::Refused(unsent) => return Err(unsent.into()),
        }
        self.reached(Step::Sent)?;
        self.settle(&sight, commit)?;
        let mut receipts = self.record(new, ReceiptState::Published, &commit.to_string())?;
        receipts.extend(self.record(old, ReceiptState::Unchanged, &commit.to_string())?);
        Ok(Ok(receipts))
    }

    /// Everything is there already: published now by us without our knowing, or long ago.
    fn found(&mut self, sight: &Sight, keys: Vec<Key>) -> Result<Vec<Receipt>, Cause> {
        let Some(tip) = sight.tip else {
            return Ok(Vec::new());
        };
        self.settle(sight, tip)?;
        let mut receipts = Vec::new();
        for key in keys {
            receipts.push(match self.receipts.find(&key)? {
                Some(Receipt {
                    state: ReceiptState::Intended,
                    location: Some(commit),
                    ..
                }) => {
                    let location = self.holder(&commit, tip);
                    self.record(vec![key], ReceiptState::Published, &location)?
                        .remove(0)
                }
                Some(known) => Receipt {
                    state: ReceiptState::Unchanged,
                    ..known
                },
                None => self
                    .record(vec![key], ReceiptState::Unchanged, &tip.to_string())?
                    .remove(0),
            });
        }
        Ok(receipts)
    }

    /// The commit that was intended if it is part of what readers see, else what they see.
    fn holder(&self, intended: &str, tip: Oid) -> String {
        let arrived = intended.parse().is_ok_and(|commit| {
            commit == tip
                || self
                    .home
                    .repository
                    .graph_descendant_of(tip, commit)
                    .unwrap_or(false)
        });
        if arrived { intended.into() } else { tip.to_string() }
    }

    fn commit(&self, plan: &Plan, pages: &[Page]) -> Result<Oid, Cause> {
        let settings = &self.destination.settings;
        let author = Author {
            name: &settings.author_name,
            email: &settings.author_email,
            at: self.now,
        };
        let message = message(&self.edition.set, pages);
        plan.commit(&self.home.repository, &author, &message)
            .map_err(|source| objects("make the commit", self.home, source))
    }

    /// Lets local branches follow. Readers have it already, so that a branch that cannot follow is no failure.
    fn settle(&self, sight: &Sight, tip: Oid) -> Result<(), Cause> {
        if let Err(error) = settle(self.home, sight, tip, self.pace) {
            let hint = error.hint().unwrap_or_default();
            let error: &dyn std::error::Error = &error;
            tracing::warn!(
                destination = self.destination.name(),
                error,
                hint,
                "the local branch stays behind"
            );
        }
        self.reached(Step::Settled)
    }

    fn record(&mut self, keys: Vec<Key>, state: ReceiptState, location: &str) -> Result<Vec<Receipt>, Cause> {
        self.receipts.publish(&keys, location, self.now)?;
        self.reached(Step::Recorded)?;
        Ok(keys
            .into_iter()
            .map(|key| key.receipt(state, Some(location.into()), self.now))
            .collect())
    }

    fn reached(&self, step: Step) -> Result<(), Cause> {
        Ok(self.steps.reached(self.destination.name(), step)?)
    }
}

fn objects(act: &'static str, home: &Home, source: git2::Error) -> Cause {
    Cause::Objects {
        act,
        repository: home.name.clone(),
        source,
    }
}
