//! Repositories that hold another's commits: forks, mirrors, one project under several names. Told once.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use sparky_common::model::{Evidence, RepositoryActivity, Sentence};

use super::{draft::Draft, voice::Voice};
use crate::effort::Chronicle;

/// The share of a repository's commits, in percent, that another must hold for the two to be told as one.
const MOSTLY: usize = 80;

/// On how many of the shared commits the sentence rests, in each of the two repositories.
const EVIDENCE: usize = 10;

/// A repository whose period mostly stands in another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Copy<'a> {
    /// The repository that is told instead.
    pub of: &'a str,
    /// The ids of the commits that both hold, newest first.
    pub shared: Vec<&'a str>,
    /// How many commits the copy has.
    pub commits: usize,
}

/// The copies among repositories, by name. The one with most commits is told, then the first by name. Takes time in
/// proportion to the commits.
pub(crate) fn copies<'a>(
    activities: impl Iterator<Item = &'a RepositoryActivity>,
) -> BTreeMap<&'a str, Copy<'a>> {
    let mut activities: Vec<&RepositoryActivity> = activities.collect();
    activities.sort_by_key(|one| (Reverse(one.commits.len()), &one.repository.name));
    let mut holders: HashMap<&str, &str> = HashMap::new();
    let mut copies = BTreeMap::new();
    for activity in activities {
        let name = activity.repository.name.as_str();
        // Merges are counted apart everywhere, so here as well.
        let commits = || activity.commits.iter().filter(|commit| !commit.is_merge());
        let ids = || commits().map(|commit| commit.oid.as_str());
        let mut held: BTreeMap<&str, usize> = BTreeMap::new();
        for holder in ids().filter_map(|id| holders.get(id)) {
            *held.entry(holder).or_default() += 1;
        }
        let most = held
            .into_iter()
            .max_by_key(|&(holder, shared)| (shared, Reverse(holder)));
        match most {
            Some((of, shared)) if shared * 100 >= ids().count() * MOSTLY => {
                let shared = ids().filter(|id| holders.get(id) == Some(&of)).collect();
                let commits = ids().count();
                copies.insert(name, Copy { of, shared, commits });
            }
            _ => {
                for id in ids() {
                    holders.entry(id).or_insert(name);
                }
            }
        }
    }
    copies
}

/// Takes the copies out of the accounts to tell.
pub(crate) fn apart<'a>(chronicles: &mut BTreeMap<&'a str, Chronicle<'a>>) -> BTreeMap<&'a str, Copy<'a>> {
    let copies = copies(chronicles.values().map(|chronicle| chronicle.activity));
    chronicles.retain(|name, _| !copies.contains_key(name));
    copies
}

/// The line of each copy: what it holds, and where that is told.
pub(super) fn lines(copies: &BTreeMap<&str, Copy<'_>>, voice: &mut Voice) -> Vec<(String, Sentence)> {
    let line = |(name, copy): (&&str, &Copy<'_>)| {
        let line = voice.must_say(&format!("{name} copy"), told(name, copy))?;
        Some(((*name).to_owned(), line))
    };
    copies.iter().filter_map(line).collect()
}

fn told(name: &str, copy: &Copy<'_>) -> Vec<Draft> {
    let this = || Draft::default().repository(name);
    let draft = if copy.shared.len() == copy.commits {
        this()
            .text(" holds the same ")
            .count(copy.commits, "commit", "commits")
            .text(" as ")
            .repository(copy.of)
    } else {
        this()
            .text(" shares ")
            .count(copy.shared.len(), "", "")
            .text(" of its ")
            .count(copy.commits, "commit", "commits")
            .text(" with ")
            .repository(copy.of)
            .text(", where they are told")
    };
    let commits = copy.shared.iter().take(EVIDENCE).flat_map(|oid| {
        [name, copy.of].map(|repository| Evidence::Commit {
            repository: repository.to_owned(),
            oid: (*oid).to_owned(),
        })
    });
    vec![commits.fold(draft, Draft::because)]
}
