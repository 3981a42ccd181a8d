//! Rename detection that finds what git finds.
//!
//! A port of the part of git's `diffcore-rename.c` that `git log` uses: equal contents first, then files that keep a
//! unique base name and three quarters of their content, then the best pairs among all that are left.

use std::collections::{BTreeMap, HashMap, hash_map::Entry};

use git2::Oid;

use super::{
    lines::is_binary,
    objects::{ObjectError, Objects},
    similarity::{Fingerprint, MAX_SCORE, sizes_rule_out},
    tree::{Pair, Side},
};

/// Half of the content must be the same.
const MINIMUM: u64 = MAX_SCORE / 2;

/// What a file with a unique base name must reach.
const MINIMUM_BY_NAME: u64 = MINIMUM + (MAX_SCORE - MINIMUM) / 2;

/// Beyond a matrix of this size squared git only looks for equal contents and base names (`diff.renameLimit`).
const LIMIT: usize = 1000;

/// How many equal sources git looks at for one destination.
const EQUAL_SOURCES: usize = 100;

/// How many sources are remembered for one destination.
const CANDIDATES: usize = 4;

/// Replaces deletions and additions that belong together by renames.
///
/// Where a content is needed and absent, the renames that need no content have been found.
pub(super) fn detect(objects: &Objects, pairs: &mut Vec<Pair>) -> Result<(), ObjectError> {
    let mut renames = Renames::new(objects, pairs);
    if renames.sources.is_empty() || renames.destinations.is_empty() {
        return Ok(());
    }
    renames.match_equal();
    let result = renames.match_base_names().and_then(|()| renames.match_best());
    renames.apply();
    result
}

struct Source {
    pair: usize,
    side: Side,
    used: bool,
}

struct Destination {
    pair: usize,
    side: Side,
    source: Option<usize>,
}

struct Renames<'a> {
    objects: &'a Objects,
    pairs: &'a mut Vec<Pair>,
    sources: Vec<Source>,
    destinations: Vec<Destination>,
    fingerprints: HashMap<Oid, Fingerprint>,
    sizes: HashMap<Oid, u64>,
}

impl<'a> Renames<'a> {
    fn new(objects: &'a Objects, pairs: &'a mut Vec<Pair>) -> Self {
        let (mut sources, mut destinations) = (Vec::new(), Vec::new());
        for (pair, change) in pairs.iter().enumerate() {
            match (change.old, change.new) {
                (Some(side), None) => sources.push(Source {
                    pair,
                    side,
                    used: false,
                }),
                (None, Some(side)) => destinations.push(Destination {
                    pair,
                    side,
                    source: None,
                }),
                _ => {}
            }
        }
        Self {
            objects,
            pairs,
            sources,
            destinations,
            fingerprints: HashMap::new(),
            sizes: HashMap::new(),
        }
    }

    fn source_path(&self, source: usize) -> &[u8] {
        &self.pairs[self.sources[source].pair].path
    }

    fn destination_path(&self, destination: usize) -> &[u8] {
        &self.pairs[self.destinations[destination].pair].path
    }

    fn pair_up(&mut self, source: usize, destination: usize) {
        self.sources[source].used = true;
        self.destinations[destination].source = Some(source);
    }

    fn match_equal(&mut self) {
        let mut by_content: HashMap<Oid, Vec<usize>> = HashMap::new();
        for (index, source) in self.sources.iter().enumerate() {
            by_content.entry(source.side.oid).or_default().push(index);
        }
        for destination in 0..self.destinations.len() {
            let side = self.destinations[destination].side;
            let equal = by_content.get(&side.oid).into_iter().flatten().copied();
            let mut best = None;
            let free = equal.filter(|source| {
                let source = &self.sources[*source];
                // Links and submodules must agree in kind; files may differ in their permissions.
                !source.used
                    && (source.side.mode == side.mode || source.side.is_regular() && side.is_regular())
            });
            for source in free.take(EQUAL_SOURCES) {
                if same_base_name(self.source_path(source), self.destination_path(destination)) {
                    best = Some(source);
                    break;
                }
                best = best.or(Some(source));
            }
            if let Some(source) = best {
                self.pair_up(source, destination);
            }
        }
    }

    fn match_base_names(&mut self) -> Result<(), ObjectError> {
        let sources = self.open_sources();
        let unique_sources = unique(
            sources
                .iter()
                .map(|index| (base_name(self.source_path(*index)), *index)),
        );
        let destinations = self.open_destinations();
        let unique_destinations = unique(
            destinations
                .iter()
                .map(|index| (base_name(self.destination_path(*index)), *index)),
        );
        let mut both: Vec<(usize, usize)> = unique_sources
            .iter()
            .filter_map(|(name, source)| Some(((*source)?, (*unique_destinations.get(name)?)?)))
            .collect();
        both.sort_unstable();
        for (source, destination) in both {
            if self.score(source, destination, MINIMUM_BY_NAME)? >= MINIMUM_BY_NAME {
                self.pair_up(source, destination);
            }
        }
        Ok(())
    }

    fn match_best(&mut self) -> Result<(), ObjectError> {
        let (sources, destinations) = (self.open_sources(), self.open_destinations());
        if sources.len().saturating_mul(destinations.len()) > LIMIT * LIMIT {
            return Ok(());
        }
        let mut candidates = Vec::new();
        for destination in destinations {
            let mut best = Best::default();
            for &source in &sources {
                let score = self.score(source, destination, MINIMUM)?;
                let same_name = same_base_name(self.source_path(source), self.destination_path(destination));
                best.offer(Candidate {
                    score,
                    same_name,
                    source,
                    destination,
                });
            }
            candidates.extend(
                best.0
                    .into_iter()
                    .flatten()
                    .filter(|candidate| candidate.score >= MINIMUM),
            );
        }
        candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.rank()));
        for Candidate {
            source, destination, ..
        } in candidates
        {
            if !self.sources[source].used && self.destinations[destination].source.is_none() {
                self.pair_up(source, destination);
            }
        }
        Ok(())
    }

    fn open_sources(&self) -> Vec<usize> {
        (0..self.sources.len())
            .filter(|index| !self.sources[*index].used)
            .collect()
    }

    fn open_destinations(&self) -> Vec<usize> {
        (0..self.destinations.len())
            .filter(|index| self.destinations[*index].source.is_none())
            .collect()
    }

    fn score(&mut self, source: usize, destination: usize, minimum: u64) -> Result<u64, ObjectError> {
        let (old, new) = (self.sources[source].side, self.destinations[destination].side);
        if !old.is_regular() || !new.is_regular() {
            return Ok(0);
        }
        if sizes_rule_out(self.size(old.oid)?, self.size(new.oid)?, minimum) {
            return Ok(0);
        }
        self.load(old.oid)?;
        self.load(new.oid)?;
        Ok(self.fingerprints[&old.oid].score(&self.fingerprints[&new.oid]))
    }

    fn size(&mut self, oid: Oid) -> Result<u64, ObjectError> {
        match self.sizes.entry(oid) {
            Entry::Occupied(known) => Ok(*known.get()),
            Entry::Vacant(place) => Ok(*place.insert(self.objects.size(oid)?)),
        }
    }

    fn load(&mut self, oid: Oid) -> Result<(), ObjectError> {
        if let Entry::Vacant(place) = self.fingerprints.entry(oid) {
            let blob = self.objects.blob(oid)?;
            place.insert(Fingerprint::of(blob.data(), is_binary(blob.data())));
        }
        Ok(())
    }

    fn apply(self) {
        for Destination { pair, source, .. } in &self.destinations {
            if let Some(source) = source {
                let Source { pair: from, side, .. } = self.sources[*source];
                let path = self.pairs[from].path.clone();
                self.pairs[*pair].old = Some(side);
                self.pairs[*pair].renamed_from = Some(path);
            }
        }
        let moved: std::collections::HashSet<_> = self
            .sources
            .iter()
            .filter(|source| source.used)
            .map(|source| source.pair)
            .collect();
        let mut index = 0;
        self.pairs.retain(|_| {
            index += 1;
            !moved.contains(&(index - 1))
        });
    }
}

/// A source for a destination.
#[derive(Clone, Copy)]
struct Candidate {
    score: u64,
    same_name: bool,
    source: usize,
    destination: usize,
}

impl Candidate {
    fn rank(&self) -> (u64, bool) {
        (self.score, self.same_name)
    }
}

/// The best sources of one destination, in the places in which git keeps them: the place decides among equals.
#[derive(Default)]
struct Best([Option<Candidate>; CANDIDATES]);

impl Best {
    fn offer(&mut self, candidate: Candidate) {
        let rank = |place: &Option<Candidate>| place.as_ref().map(Candidate::rank);
        let mut worst = 0;
        for place in 1..CANDIDATES {
            if rank(&self.0[place]) < rank(&self.0[worst]) {
                worst = place;
            }
        }
        if rank(&self.0[worst]) < Some(candidate.rank()) {
            self.0[worst] = Some(candidate);
        }
    }
}

fn base_name(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or(path)
}

fn same_base_name(old: &[u8], new: &[u8]) -> bool {
    base_name(old) == base_name(new)
}

/// Each name with its index, or with nothing where it stands several times.
fn unique<'n>(names: impl Iterator<Item = (&'n [u8], usize)>) -> BTreeMap<&'n [u8], Option<usize>> {
    let mut indexes = BTreeMap::new();
    for (name, index) in names {
        indexes
            .entry(name)
            .and_modify(|known| *known = None)
            .or_insert(Some(index));
    }
    indexes
}
