//! How the command ends.

use std::process::ExitCode;

use sparky_common::model::RunStatus;

/// The exit status of the command. The numbers are part of its contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything was done.
    Succeeded,
    /// No result.
    Failed,
    /// The command line or the configuration is wrong.
    Usage,
    /// A result with something missing.
    Partial,
    /// A person must approve first.
    Held,
    /// Stopped by a signal.
    Interrupted,
}

impl From<RunStatus> for Exit {
    fn from(status: RunStatus) -> Self {
        match status {
            RunStatus::Succeeded => Self::Succeeded,
            RunStatus::Partial => Self::Partial,
            RunStatus::Held => Self::Held,
            RunStatus::Cancelled => Self::Interrupted,
            RunStatus::Failed
            | RunStatus::Pending
            | RunStatus::Collecting
            | RunStatus::Analyzing
            | RunStatus::Generating
            | RunStatus::Publishing => Self::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Succeeded => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Partial => 3,
            Exit::Held => 4,
            Exit::Interrupted => 130,
        })
    }
}
