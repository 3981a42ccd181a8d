//! Which repositories a collection is divided into. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sparky_common::model::SourceRef;

/// What the plan of a collection says. Holds nothing secret: repositories go by their names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CollectionPlan {
    /// What to call the organisation.
    pub organisation: String,
    /// Whether the period was over when the plan was made.
    pub over: bool,
    /// What leads nowhere, and why.
    pub missed: Vec<(String, String)>,
    /// What each part collects.
    pub parts: BTreeMap<String, Vec<Share>>,
}

/// Repositories that are found in the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Share {
    /// Who is asked for them; nothing for what git finds.
    pub owner: Option<SourceRef>,
    /// Their names.
    pub names: BTreeSet<String>,
}

/// Divides repositories into parts of almost the same number. What is found in the same way stays together as far as
/// that goes.
pub(crate) fn divide(found: &[Share], at_most: u32) -> BTreeMap<String, Vec<Share>> {
    let all: Vec<(&Option<SourceRef>, &String)> = found
        .iter()
        .flat_map(|share| share.names.iter().map(move |name| (&share.owner, name)))
        .collect();
    let count = all.len().min(at_most.max(1) as usize);
    let width = count.to_string().len();
    let mut parts = BTreeMap::new();
    for number in 0..count {
        let (from, to) = (all.len() * number / count, all.len() * (number + 1) / count);
        let mut shares: Vec<Share> = Vec::new();
        for (owner, name) in &all[from..to] {
            match shares.last_mut().filter(|share| share.owner == **owner) {
                Some(share) => {
                    share.names.insert((*name).clone());
                }
                None => shares.push(Share {
                    owner: (*owner).clone(),
                    names: BTreeSet::from([(*name).clone()]),
                }),
            }
        }
        parts.insert(format!("{:0width$}", number + 1), shares);
    }
    parts
}

#[cfg(test)]
mod tests {
    use sparky_common::model::Via;

    use super::*;

    fn share(owner: Option<&str>, names: &[&str]) -> Share {
        let owner = owner.map(|name| SourceRef::GitHub {
            name: name.into(),
            via: Via::Auto,
        });
        Share {
            owner,
            names: names.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn every_repository_is_in_one_part_and_parts_are_even() {
        let names: Vec<String> = (0..10).map(|number| format!("r{number:02}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let found = [share(None, &names[..7]), share(Some("acme"), &names[7..])];
        for at_most in 1..15 {
            let parts = divide(&found, at_most);
            assert_eq!(parts.len(), 10.min(at_most as usize));
            let sizes: Vec<usize> = parts
                .values()
                .map(|part| part.iter().map(|share| share.names.len()).sum())
                .collect();
            assert_eq!(sizes.iter().sum::<usize>(), 10);
            assert!(
                sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1,
                "{sizes:?}"
            );
            assert!(parts.keys().map(String::len).collect::<BTreeSet<_>>().len() == 1);
        }
    }

    #[test]
    fn what_is_found_in_the_same_way_is_asked_for_together() {
        let found = [
            share(None, &["a", "b"]),
            share(Some("acme"), &["acme/c", "acme/d"]),
        ];
        let parts = divide(&found, 2);
        assert_eq!(parts["1"], [share(None, &["a", "b"])]);
        assert_eq!(parts["2"], [share(Some("acme"), &["acme/c", "acme/d"])]);
        assert_eq!(divide(&[], 6).len(), 0);
    }
}
