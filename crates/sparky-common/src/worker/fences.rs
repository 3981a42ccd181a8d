//! Who may give orders: the newest holder of each lease that was heard.

use std::collections::BTreeMap;

use crate::messages::{FencingToken, TaskFailure};

/// How many leases are remembered. Of those in use there are a handful.
const REMEMBERED: usize = 1024;

/// The latest epoch of each lease.
#[derive(Debug, Default)]
pub(super) struct Fences(BTreeMap<String, i64>);

impl Fences {
    /// Remembers a token, or refuses one whose lease was taken over since.
    pub(super) fn admit(&mut self, token: &FencingToken) -> Result<(), TaskFailure> {
        let latest = self.0.get(&token.lease).copied().unwrap_or(i64::MIN);
        if token.epoch < latest {
            return Err(superseded(token, latest));
        }
        if latest == i64::MIN && self.0.len() >= REMEMBERED {
            self.0.pop_first();
        }
        self.0.insert(token.lease.clone(), token.epoch);
        Ok(())
    }
}

/// What whoever still believes in an older lease is told.
pub fn superseded(token: &FencingToken, latest: i64) -> TaskFailure {
    TaskFailure {
        message: format!(
            "the lease `{}` was taken over: epoch {} is out of date, {latest} holds it",
            token.lease, token.epoch
        ),
        hint: Some("another orchestrator goes on with the run; `sparky leases list` shows which".into()),
        retryable: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(lease: &str, epoch: i64) -> FencingToken {
        FencingToken {
            lease: lease.into(),
            epoch,
        }
    }

    #[test]
    fn only_the_newest_holder_is_obeyed() {
        let mut fences = Fences::default();
        fences.admit(&token("weekly-2025-W46", 2)).unwrap();
        fences.admit(&token("weekly-2025-W46", 2)).unwrap();
        let refused = fences.admit(&token("weekly-2025-W46", 1)).unwrap_err();
        assert!(
            !refused.retryable && refused.message.contains("epoch 1 is out of date, 2 holds it"),
            "{refused:?}"
        );
        fences.admit(&token("weekly-2025-W45", 1)).unwrap();
        fences.admit(&token("weekly-2025-W46", 3)).unwrap();
        assert!(fences.admit(&token("weekly-2025-W46", 2)).is_err());
    }

    #[test]
    fn memory_is_bounded() {
        let mut fences = Fences::default();
        for number in 0..REMEMBERED + 10 {
            fences.admit(&token(&format!("{number:06}"), 1)).unwrap();
        }
        assert_eq!(fences.0.len(), REMEMBERED);
    }
}
