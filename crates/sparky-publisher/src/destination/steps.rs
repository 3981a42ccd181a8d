//! The points between which a publication may be interrupted.

/// A point that publishing to a destination has reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// No other publisher of this fleet works on the destination.
    Locked,
    /// What is there now is known.
    Looked,
    /// The commit is made; nothing refers to it.
    Committed,
    /// The intention is recorded.
    Intended,
    /// Readers see it.
    Sent,
    /// Local branches follow.
    Settled,
    /// The receipts are written.
    Recorded,
}

impl Step {
    /// Every step in order.
    pub const ALL: [Self; 7] = [
        Self::Locked,
        Self::Looked,
        Self::Committed,
        Self::Intended,
        Self::Sent,
        Self::Settled,
        Self::Recorded,
    ];
}

/// The result is no longer wanted: stop where you are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("publishing was interrupted")]
pub struct Interrupted;

/// Hears of every step, and may stop the publication there. Whatever stops it, the next attempt ends in the same
/// state as if nothing had happened.
pub trait Steps: Send + Sync {
    /// A destination has reached a step.
    fn reached(&self, destination: &str, step: Step) -> Result<(), Interrupted>;
}
