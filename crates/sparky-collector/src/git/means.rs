//! With what repositories are read.

use std::{collections::HashMap, path::Path, sync::Arc};

use git2::Oid;
use sparky_common::model::FileChange;

use crate::activity::Memory;

/// Threads to compare trees with, and the memory of what was compared before.
#[derive(Clone, Debug)]
pub struct Means {
    pub(super) threads: usize,
    memory: Option<Arc<Memory>>,
}

impl Means {
    /// Remembers in the activity database of a data folder.
    pub fn new(threads: usize, data_dir: &Path) -> Self {
        Self {
            threads,
            memory: Some(Arc::new(Memory::new(data_dir))),
        }
    }

    /// Works everything out anew.
    pub fn without_memory(threads: usize) -> Self {
        Self {
            threads,
            memory: None,
        }
    }

    /// The same with another number of threads.
    #[must_use]
    pub fn with_threads(&self, threads: usize) -> Self {
        Self {
            threads,
            ..self.clone()
        }
    }

    /// The files of those commits that were compared before.
    pub(super) fn recall(&self, commits: &[Oid]) -> HashMap<Oid, Vec<FileChange>> {
        let Some(memory) = self.memory.as_ref().filter(|_| !commits.is_empty()) else {
            return HashMap::new();
        };
        let keys: Vec<_> = commits.iter().map(|oid| oid.as_bytes().to_vec()).collect();
        let known = memory.recall(&keys).into_iter();
        known
            .filter_map(|(key, files)| Some((Oid::from_bytes(&key).ok()?, files)))
            .collect()
    }

    /// Remembers the files of commits.
    pub(super) fn keep<'a>(&self, commits: impl Iterator<Item = (Oid, &'a [FileChange])>) {
        if let Some(memory) = &self.memory {
            let commits: Vec<_> = commits
                .map(|(oid, files)| (oid.as_bytes().to_vec(), files))
                .collect();
            memory.keep(&commits);
        }
    }
}
