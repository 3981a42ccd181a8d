//! What was found out about commits before: an embedded database in the data folder.
//!
//! It only saves time. What it cannot give is worked out again, and a database that is damaged or of another version is
//! thrown away and begun anew.

mod database;

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use database::{Database, DatabaseError};
use sparky_common::model::FileChange;
use tracing::warn;

/// A commit's id as bytes.
pub(crate) type Key = Vec<u8>;

/// The files of commits that were collected before.
#[derive(Debug)]
pub(crate) struct Memory {
    path: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    Closed,
    Open(Database),
    /// It cannot be used; everything is worked out anew.
    Absent,
}

impl Memory {
    /// The database of a data folder, opened when it is first needed.
    pub(crate) fn new(data_dir: &Path) -> Self {
        Self {
            path: data_dir.join("activity.db"),
            state: Mutex::new(State::Closed),
        }
    }

    /// The files of those commits that are known.
    pub(crate) fn recall(&self, commits: &[Key]) -> HashMap<Key, Vec<FileChange>> {
        self.with(|database| database.read(commits)).unwrap_or_default()
    }

    /// Keeps the files of commits.
    pub(crate) fn keep(&self, commits: &[(Key, &[FileChange])]) {
        if !commits.is_empty() {
            self.with(|database| database.write(commits));
        }
    }

    /// Uses the database; one that turns out damaged is begun anew, one that cannot be used is done without.
    fn with<T>(&self, act: impl Fn(&mut Database) -> Result<T, DatabaseError>) -> Option<T> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let error = match self.attempt(&mut state, &act) {
            Ok(value) => return value,
            Err(error) if error.is_damage() => {
                warn!(path = %self.path.display(), %error, "the activity database is damaged and begun anew");
                *state = State::Closed;
                match database::remove(&self.path).and_then(|()| self.attempt(&mut state, &act)) {
                    Ok(value) => return value,
                    Err(error) => error,
                }
            }
            Err(error) => error,
        };
        warn!(path = %self.path.display(), %error, "going on without the activity database");
        *state = State::Absent;
        None
    }

    fn attempt<T>(
        &self,
        state: &mut MutexGuard<'_, State>,
        act: impl Fn(&mut Database) -> Result<T, DatabaseError>,
    ) -> Result<Option<T>, DatabaseError> {
        if matches!(**state, State::Closed) {
            **state = State::Open(Database::open(&self.path)?);
        }
        match &mut **state {
            State::Open(database) => act(database).map(Some),
            State::Closed | State::Absent => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use sparky_common::model::Lines;

    use super::*;

    fn files(path: &str) -> Vec<FileChange> {
        let lines = Some(Lines { added: 1, deleted: 2 });
        vec![FileChange {
            path: path.into(),
            renamed_from: None,
            lines,
        }]
    }

    #[test]
    fn what_was_kept_is_recalled_by_whoever_comes_next() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (files("a"), files("b"));
        Memory::new(folder.path()).keep(&[(vec![1; 20], &a), (vec![2; 20], &b)]);
        let known = Memory::new(folder.path()).recall(&[vec![2; 20], vec![3; 20]]);
        assert_eq!(known, HashMap::from([(vec![2; 20], b)]));
    }

    #[test]
    fn a_damaged_database_is_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("activity.db");
        std::fs::write(&path, vec![7; 9000]).unwrap();
        let (memory, a) = (Memory::new(folder.path()), files("a"));
        assert!(memory.recall(&[vec![1; 20]]).is_empty());
        memory.keep(&[(vec![1; 20], &a)]);
        assert_eq!(memory.recall(&[vec![1; 20]]).len(), 1);
    }

    #[test]
    fn a_row_that_was_changed_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        let (memory, a) = (Memory::new(folder.path()), files("a"));
        memory.keep(&[(vec![1; 20], &a)]);
        let stranger = rusqlite::Connection::open(folder.path().join("activity.db")).unwrap();
        stranger
            .execute(
                "UPDATE files SET body = replace(body, '\"added\":1', '\"added\":9')",
                [],
            )
            .unwrap();
        assert!(memory.recall(&[vec![1; 20]]).is_empty());
    }

    #[test]
    fn without_a_place_everything_is_worked_out_anew() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), "").unwrap();
        let memory = Memory::new(&folder.path().join("file"));
        memory.keep(&[(vec![1; 20], &files("a"))]);
        assert!(memory.recall(&[vec![1; 20]]).is_empty());
    }
}
