//! From typed errors to failures that travel.

use std::{error::Error, iter};

use crate::messages::TaskFailure;

impl TaskFailure {
    /// A failure with an error's whole chain of causes in one line.
    pub fn of(error: &(dyn Error + 'static), retryable: bool) -> Self {
        let causes = iter::successors(Some(error), |error| (*error).source());
        let chain: Vec<_> = causes.map(ToString::to_string).collect();
        Self {
            message: chain.join(": "),
            hint: None,
            retryable,
        }
    }

    /// The same failure with the next thing to try.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
