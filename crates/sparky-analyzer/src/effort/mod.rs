//! From commits to efforts: what belongs together, in which order it happened, and where it turned.

pub(crate) mod change;
pub(crate) mod chronicle;
mod group;
mod reversal;
pub(crate) mod round;
pub(crate) mod theme;
pub(crate) mod turn;
mod worth;

pub(crate) use change::{Change, Nature};
pub(crate) use chronicle::{Chronicle, Effort, EffortKind};
pub(crate) use reversal::taken_back;
pub(crate) use worth::worth;
