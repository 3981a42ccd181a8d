//! Which changed options a service takes while it runs, pure.

use std::collections::BTreeSet;

/// The options that a service reads: of those that change it takes some at once, and others need a restart. A name is an option
/// (`bus.key`) or a section with its dot (`bus.`); the longest name that fits decides, and what fits none is of no concern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Taken at once.
    pub live: Vec<&'static str>,
    /// Taken at the next start.
    pub fixed: Vec<&'static str>,
}

/// What becomes of changed options.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sorted {
    /// Taken at once.
    pub live: BTreeSet<String>,
    /// Taken at the next start.
    pub fixed: BTreeSet<String>,
}

impl Reach {
    /// What every service reads at its start, besides `telemetry.log`, which it takes at once.
    pub(super) fn of_every_service() -> Self {
        Self {
            live: vec!["telemetry.log"],
            fixed: vec![
                "storage.",
                "bus.",
                "http.",
                "telemetry.",
                "shutdown.",
                // The days of runs that are under way.
                "organisation.time_zone",
            ],
        }
    }

    /// What either reads; what one cannot take at once needs a restart.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.live.extend(other.live);
        self.fixed.extend(other.fixed);
        self
    }

    /// Sorts changed options.
    pub fn sort(&self, changed: &BTreeSet<String>) -> Sorted {
        let mut sorted = Sorted::default();
        for key in changed {
            let fit = |names: &[&str]| {
                let fitting = names.iter().filter(|name| fits(name, key));
                fitting.map(|name| name.len()).max()
            };
            match (fit(&self.live), fit(&self.fixed)) {
                (None, None) => {}
                (live, fixed) if live > fixed => {
                    sorted.live.insert(key.clone());
                }
                _ => {
                    sorted.fixed.insert(key.clone());
                }
            }
        }
        sorted
    }
}

fn fits(name: &str, key: &str) -> bool {
    if name.ends_with('.') {
        key.starts_with(name)
    } else {
        key == name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_decides_and_a_restart_wins() {
        let reach = Reach::of_every_service().and(Reach {
            live: vec!["orchestrator.", "schedules.", "api.tokens"],
            fixed: vec!["orchestrator.lease_seconds", "api."],
        });
        let changed = [
            "telemetry.log",
            "telemetry.format",
            "orchestrator.attempts",
            "orchestrator.lease_seconds",
            "api.tokens",
            "api.hosts",
            "collector.parallel",
        ];
        let sorted = reach.sort(&changed.map(str::to_owned).into());
        let names = |keys: &BTreeSet<String>| keys.iter().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(
            names(&sorted.live),
            "api.tokens orchestrator.attempts telemetry.log"
        );
        assert_eq!(
            names(&sorted.fixed),
            "api.hosts orchestrator.lease_seconds telemetry.format"
        );
    }
}
