//! Files that change often, and files that change together.
//!
//! The strength of a pair is its Jaccard index: the commits that change both over the commits that change either.
//! Work is bounded: commits that touch more than `analysis.coupling_max_files` files say nothing about pairs, and
//! only files with `analysis.coupling_min_commits` commits can be in one (no pair is more frequent than its parts).

use std::{cmp::Reverse, collections::BTreeSet};

use foldhash::{HashMap, HashMapExt as _};
use sparky_common::{
    config::Analysis,
    model::{Coupling, HotSpot},
};

use crate::{
    facts::{Change, Facts, File, Touch, Tree},
    text::area::is_record,
};

/// Hot spots and pairs, each list capped.
pub(super) fn places(facts: &Facts<'_>, analysis: &Analysis) -> (Vec<HotSpot>, Vec<Coupling>) {
    let (mut spots, mut pairs) = (Vec::new(), Vec::new());
    for repository in &facts.repositories {
        let work = Work::read(&repository.tree, repository.of_people(&facts.people));
        let name = repository.name();
        spots.extend(work.hot_spots(name, analysis.max_patterns));
        pairs.extend(work.coupled(name, analysis));
    }
    spots.sort_by(|a, b| {
        (Reverse(a.commits), &a.path, &a.repository).cmp(&(Reverse(b.commits), &b.path, &b.repository))
    });
    spots.truncate(analysis.max_patterns);
    pairs.sort_by(strongest);
    (spots, apart(pairs, analysis.max_patterns))
}

/// What commits did to the files of a repository.
struct Work<'a> {
    tree: &'a Tree<'a>,
    /// What happened to each file, in the order of the tree.
    files: Vec<Changed>,
    /// The files of each commit that changed more than one.
    touched: Vec<&'a [Touch]>,
}

#[derive(Clone, Default)]
struct Changed {
    commits: u64,
    lines: u64,
    people: Vec<u32>,
}

impl<'a> Work<'a> {
    fn read(tree: &'a Tree<'a>, changes: impl Iterator<Item = Change<'a>>) -> Self {
        let mut work = Self {
            tree,
            files: vec![Changed::default(); tree.files.len()],
            touched: Vec::new(),
        };
        for change in changes {
            for touch in change.files {
                let file = &mut work.files[touch.file as usize];
                file.commits += 1;
                file.lines += touch.lines;
                // Few people change the same file.
                if !file.people.contains(&change.fact.author) {
                    file.people.push(change.fact.author);
                }
            }
            if change.files.len() > 1 {
                work.touched.push(change.files);
            }
        }
        work
    }

    fn named(&self) -> impl Iterator<Item = (&File<'a>, &Changed)> {
        self.tree.files.iter().zip(&self.files)
    }

    /// What changed more than once.
    fn hot_spots(&self, repository: &str, most: usize) -> Vec<HotSpot> {
        let hot = self
            .named()
            .filter(|(file, work)| work.commits > 1 && tells(file));
        let mut hot: Vec<(&File<'_>, &Changed)> = hot.collect();
        hot.sort_by_key(|(file, work)| (Reverse(work.commits), file.path));
        let spot = |(file, work): (&File<'_>, &Changed)| HotSpot {
            repository: repository.to_owned(),
            path: file.path.to_owned(),
            commits: work.commits,
            lines: work.lines,
            people: work.people.len() as u64,
        };
        hot.into_iter().take(most).map(spot).collect()
    }

    fn coupled(&self, repository: &str, analysis: &Analysis) -> Vec<Coupling> {
        let frequent: Vec<bool> = self
            .named()
            .map(|(file, work)| work.commits >= analysis.coupling_min_commits && tells(file))
            .collect();
        let mut together: HashMap<(u32, u32), u64> = HashMap::new();
        let mut files: Vec<u32> = Vec::new();
        for touched in self
            .touched
            .iter()
            .filter(|files| files.len() <= analysis.coupling_max_files)
        {
            files.clear();
            files.extend(touched.iter().map(|touch| touch.file));
            files.retain(|&place| frequent[place as usize]);
            files.sort_unstable();
            files.dedup();
            for (at, &left) in files.iter().enumerate() {
                for &right in &files[at + 1..] {
                    *together.entry((left, right)).or_default() += 1;
                }
            }
        }
        let pair = |((left, right), together): ((u32, u32), u64)| {
            let ends = [left as usize, right as usize];
            let either = ends.map(|place| self.files[place].commits).iter().sum::<u64>() - together;
            let mut paths = ends.map(|place| self.tree.files[place].path);
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
fn tells(file: &File<'_>) -> bool {
    !file.lock && !is_record(file.path)
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
