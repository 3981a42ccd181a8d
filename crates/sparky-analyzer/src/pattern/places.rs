//! Files that change often, and files that change together.
//!
//! The strength of a pair is its Jaccard index: the commits that change both over the commits that change either.
//! Work is bounded: commits that touch more than `analysis.coupling_max_files` files say nothing about pairs, and
//! only files with `analysis.coupling_min_commits` commits can be in one (no pair is more frequent than its parts).

use std::{cmp::Reverse, collections::BTreeSet};

use foldhash::{HashMap, HashMapExt as _};
use sparky_common::{
    config::Analysis,
    model::{Commit, Coupling, HotSpot, Snapshot},
};

use crate::{
    counts::{self, Unique},
    text::area::{FileKind, file_kind, is_record},
};

/// Hot spots and pairs, each list capped.
pub(super) fn places(
    snapshot: &Snapshot,
    unique: &Unique<'_>,
    analysis: &Analysis,
) -> (Vec<HotSpot>, Vec<Coupling>) {
    let bots = counts::bots(snapshot);
    let (mut spots, mut pairs) = (Vec::new(), Vec::new());
    for (activity, commits) in unique.repositories() {
        let told = |(commit, first): &(&Commit, bool)| {
            *first && !commit.is_merge() && !bots.contains(commit.author.as_str())
        };
        let commits = commits.filter(told).map(|(commit, _)| commit);
        let tree = Tree::read(commits);
        let name = activity.repository.name.as_str();
        spots.extend(tree.hot_spots(name, analysis.max_patterns));
        pairs.extend(tree.coupled(name, analysis));
    }
    spots.sort_by(|a, b| {
        (Reverse(a.commits), &a.path, &a.repository).cmp(&(Reverse(b.commits), &b.path, &b.repository))
    });
    spots.truncate(analysis.max_patterns);
    pairs.sort_by(strongest);
    (spots, apart(pairs, analysis.max_patterns))
}

/// The files that some commits changed.
struct Tree<'a> {
    files: Vec<File<'a>>,
    /// The files of each commit that changed more than one.
    touched: Vec<Vec<u32>>,
}

struct File<'a> {
    path: &'a str,
    commits: u64,
    lines: u64,
    people: Vec<&'a str>,
}

impl<'a> Tree<'a> {
    fn read(commits: impl Iterator<Item = &'a Commit>) -> Self {
        let mut places: HashMap<&str, u32> = HashMap::new();
        let mut tree = Self {
            files: Vec::new(),
            touched: Vec::new(),
        };
        for commit in commits {
            let mut touched = Vec::with_capacity(commit.files.len());
            for file in &commit.files {
                let place = *places.entry(&file.path).or_insert_with(|| {
                    tree.files.push(File {
                        path: &file.path,
                        commits: 0,
                        lines: 0,
                        people: Vec::new(),
                    });
                    (tree.files.len() - 1) as u32
                });
                let known = &mut tree.files[place as usize];
                known.commits += 1;
                known.lines += file.lines.map_or(0, |lines| lines.added + lines.deleted);
                // Few people change the same file.
                if !known.people.contains(&commit.author.as_str()) {
                    known.people.push(&commit.author);
                }
                touched.push(place);
            }
            if touched.len() > 1 {
                tree.touched.push(touched);
            }
        }
        tree
    }

    /// What changed more than once.
    fn hot_spots(&self, repository: &str, most: usize) -> Vec<HotSpot> {
        let mut hot: Vec<&File<'_>> = self
            .files
            .iter()
            .filter(|file| file.commits > 1 && tells(file.path))
            .collect();
        hot.sort_by_key(|file| (Reverse(file.commits), file.path));
        let spot = |file: &File<'_>| HotSpot {
            repository: repository.to_owned(),
            path: file.path.to_owned(),
            commits: file.commits,
            lines: file.lines,
            people: file.people.len() as u64,
        };
        hot.into_iter().take(most).map(spot).collect()
    }

    fn coupled(&self, repository: &str, analysis: &Analysis) -> Vec<Coupling> {
        let frequent: Vec<bool> = self
            .files
            .iter()
            .map(|file| file.commits >= analysis.coupling_min_commits && tells(file.path))
            .collect();
        let mut together: HashMap<(u32, u32), u64> = HashMap::new();
        for touched in self
            .touched
            .iter()
            .filter(|files| files.len() <= analysis.coupling_max_files)
        {
            let mut files: Vec<u32> = touched
                .iter()
                .copied()
                .filter(|&place| frequent[place as usize])
                .collect();
            files.sort_unstable();
            files.dedup();
            for (at, &left) in files.iter().enumerate() {
                for &right in &files[at + 1..] {
                    *together.entry((left, right)).or_default() += 1;
                }
            }
        }
        let pair = |((left, right), together): ((u32, u32), u64)| {
            let (left, right) = (&self.files[left as usize], &self.files[right as usize]);
            let either = left.commits + right.commits - together;
            let mut paths = [left.path, right.path];
            paths.sort_unstable();
            Coupling {
                repository: repository.to_owned(),
                left: paths[0].to_owned(),
                right: paths[1].to_owned(),
                together,
                strength: (together as f64 / either as f64 * 1000.0).round() / 1000.0,
            }
        };
        let mut pairs: Vec<Coupling> = together
            .into_iter()
            .filter(|(_, together)| *together >= analysis.coupling_min_commits)
            .map(pair)
            .filter(|pair| pair.strength >= analysis.coupling_min_strength)
            .collect();
        pairs.sort_by(strongest);
        apart(pairs, analysis.max_patterns)
    }
}

/// Whether a file that changes often says something: lock files change with every dependency, records with every change.
fn tells(path: &str) -> bool {
    file_kind(path) != FileKind::Lock && !is_record(path)
}

/// The strongest first: commits in common times strength, so that a few coincidences do not outrank a habit.
fn strongest(a: &Coupling, b: &Coupling) -> std::cmp::Ordering {
    let weight = |pair: &Coupling| pair.together as f64 * pair.strength;
    weight(b)
        .total_cmp(&weight(a))
        .then_with(|| (&a.repository, &a.left, &a.right).cmp(&(&b.repository, &b.left, &b.right)))
}

/// Each file in its strongest pair only: four files that always change together would fill six rows.
fn apart(pairs: Vec<Coupling>, most: usize) -> Vec<Coupling> {
    let mut taken: BTreeSet<(String, String)> = BTreeSet::new();
    let mut free = |pair: &Coupling| {
        let ends = [&pair.left, &pair.right].map(|path| (pair.repository.clone(), path.clone()));
        let free = ends.iter().all(|end| !taken.contains(end));
        if free {
            taken.extend(ends);
        }
        free
    };
    pairs.into_iter().filter(|pair| free(pair)).take(most).collect()
}
