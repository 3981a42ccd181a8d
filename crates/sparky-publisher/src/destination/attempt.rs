//! Look, plan, commit, send, record; and again where someone else was faster.

use git2::Oid;
use jiff::Timestamp;
use sparky_common::model::{Receipt, ReceiptState};

use super::{
    GitDestination,
    error::Cause,
    objects,
    steps::{Interrupted, Step, Steps},
};
use crate::{
    edition::Edition,
    git::{Author, Home, Plan, Sent, Sight, look, send, settle},
    layout::Page,
    message::message,
    pace::Pace,
    receipts::{Key, Receipts},
};

/// One act of publishing with everything it needs.
pub(super) struct Attempt<'a> {
    pub(super) destination: &'a GitDestination,
    pub(super) home: &'a Home,
    pub(super) edition: &'a Edition,
    pub(super) now: Timestamp,
    pub(super) receipts: &'a mut Receipts,
    pub(super) pace: &'a Pace,
    pub(super) steps: &'a dyn Steps,
}

impl Attempt<'_> {
    /// Tries until readers see it, it is refused, or patience ends.
    pub(super) fn repeat(&mut self) -> Result<Vec<Receipt>, Cause> {
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
        let new = new.into_iter().map(|key| (key, ReceiptState::Published));
        let old = old.into_iter().map(|key| (key, ReceiptState::Unchanged));
        let mut receipts = Vec::new();
        for (key, state) in new.chain(old) {
            receipts.push(self.record(key, state, &commit.to_string())?);
        }
        self.reached(Step::Recorded)?;
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
                    self.record(key, ReceiptState::Published, &location)?
                }
                Some(known) => Receipt {
                    state: ReceiptState::Unchanged,
                    ..known
                },
                None => self.record(key, ReceiptState::Unchanged, &tip.to_string())?,
            });
        }
        self.reached(Step::Recorded)?;
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

    fn record(&mut self, key: Key, state: ReceiptState, location: &str) -> Result<Receipt, Cause> {
        self.receipts
            .publish(std::slice::from_ref(&key), location, self.now)?;
        Ok(key.receipt(state, Some(location.into()), self.now))
    }

    fn reached(&self, step: Step) -> Result<(), Cause> {
        Ok(self.steps.reached(self.destination.name(), step)?)
    }
}
