//! What is missing from a repository, in words.

use sparky_common::{
    model::{Coverage, Gap},
    period::Window,
};

use super::{details::instant, objects::ObjectError};
use crate::error::chain;

/// The gaps found while a repository is read.
#[derive(Debug, Default)]
pub(super) struct Gaps(Vec<Gap>);

impl Gaps {
    /// Objects that could not be read, with what that leaves unknown: `line counts of` 3 `commits`.
    pub(super) fn unreadable(&mut self, what: &str, unit: &str, errors: &[ObjectError]) {
        let Some(first) = errors.first() else { return };
        let number = errors.len();
        let plural = if number == 1 { "" } else { "s" };
        let what = format!("{what} {number} {unit}{plural}").trim_start().to_owned();
        self.0.push(Gap {
            what,
            why: chain(first),
        });
    }

    /// A shallow clone that begins inside or after the window.
    pub(super) fn cut_off(&mut self, dates: &[i64], window: Window) {
        let Some(latest) = dates
            .iter()
            .max()
            .copied()
            .filter(|date| *date >= window.start.as_second())
        else {
            return;
        };
        self.0.push(Gap {
            what: format!("commits before {}", instant(latest)),
            why: "the clone is shallow: its older history was never fetched (`git fetch --unshallow` does)"
                .into(),
        });
    }

    /// Complete if nothing is missing.
    pub(super) fn into_coverage(self) -> Coverage {
        if self.0.is_empty() {
            Coverage::complete()
        } else {
            Coverage::partial(self.0)
        }
    }
}
