//! Errors as the user of the command sees them: what failed, why, and the next thing to try.

use std::fmt;

use sparky_common::{bus::BusError, config::ConfigErrors, messages::TaskFailure};
use sparky_orchestrator::OrchestratorError;

use crate::exit::Exit;

/// An error that ends the command.
#[derive(Debug)]
pub struct CommandError {
    exit: Exit,
    error: anyhow::Error,
    hint: Option<String>,
}

impl CommandError {
    /// The command line or the configuration is wrong.
    pub fn usage(error: impl Into<anyhow::Error>) -> Self {
        Self {
            exit: Exit::Usage,
            error: error.into(),
            hint: None,
        }
    }

    /// Something did not work.
    pub fn failed(error: impl Into<anyhow::Error>) -> Self {
        Self {
            exit: Exit::Failed,
            error: error.into(),
            hint: None,
        }
    }

    /// The same error with the next thing to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The exit status.
    pub fn exit(&self) -> Exit {
        self.exit
    }
}

impl From<TaskFailure> for CommandError {
    /// A failure that no retry can mend is a mistake in what was asked for.
    fn from(failure: TaskFailure) -> Self {
        let exit = if failure.retryable {
            Exit::Failed
        } else {
            Exit::Usage
        };
        Self {
            exit,
            hint: failure.hint.clone(),
            error: failure.into(),
        }
    }
}

impl From<OrchestratorError> for CommandError {
    fn from(error: OrchestratorError) -> Self {
        Self {
            hint: error.hint(),
            ..Self::failed(error)
        }
    }
}

impl From<BusError> for CommandError {
    fn from(error: BusError) -> Self {
        Self {
            hint: error.hint(),
            ..Self::failed(error)
        }
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let style = anstyle::Style::new().bold();
        let red = style.fg_color(Some(anstyle::AnsiColor::Red.into()));
        if self.error.is::<ConfigErrors>() {
            // Names each of its problems itself.
            return write!(f, "{}", self.error);
        }
        write!(f, "{red}error:{red:#} {}", self.error)?;
        for cause in self.error.chain().skip(1) {
            write!(f, "\n  caused by: {cause}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n{style}hint:{style:#} {hint}")?;
        }
        Ok(())
    }
}
