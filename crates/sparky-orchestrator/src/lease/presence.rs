//! A lock file that tells whether a process of this machine lives: the system frees it with the process.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
};

use sparky_common::model::Holder;

use super::{
    LeaseError,
    holder::{host, this_process},
};

/// This process's lock, for as long as it lives.
#[derive(Debug)]
pub(super) struct Presence {
    folder: PathBuf,
    pub(super) holder: Holder,
    /// Locked; closing it frees it.
    _lock: File,
}

impl Presence {
    /// Makes the lock.
    pub(super) fn announce(folder: &Path) -> Result<Self, LeaseError> {
        let holder = this_process();
        let path = file(folder, &holder);
        let failed = |source| LeaseError::File {
            path: path.clone(),
            source,
        };
        std::fs::create_dir_all(folder).map_err(failed)?;
        sweep(folder);
        // Under its name only once it is locked: nobody must find it free.
        let making = path.with_extension("new");
        let lock = File::create_new(&making).map_err(failed)?;
        lock.lock().map_err(failed)?;
        std::fs::rename(&making, &path).map_err(failed)?;
        Ok(Self {
            folder: folder.to_owned(),
            holder,
            _lock: lock,
        })
    }

    /// Whether a process is known to be dead. Of one on another machine nothing is known.
    pub(super) fn is_gone(&self, other: &Holder) -> bool {
        is_gone(&self.folder, other)
    }
}

/// Whether a holder is known to be dead, by the lock files in a folder. Of one on another machine nothing is known.
pub fn is_gone(folder: &Path, other: &Holder) -> bool {
    if other.host != host() {
        return false;
    }
    let path = file(folder, other);
    match OpenOptions::new().write(true).open(&path) {
        Ok(lock) => match lock.try_lock() {
            Ok(()) => {
                forget(&path);
                true
            }
            Err(TryLockError::WouldBlock) => false,
            Err(TryLockError::Error(error)) => {
                tracing::debug!(%error, "cannot tell whether a holder of a lease lives");
                false
            }
        },
        // Whoever ends in good order, and whoever finds a dead one, removes the file.
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        forget(&file(&self.folder, &self.holder));
    }
}

/// Removes the locks of the dead.
fn sweep(folder: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let locks = entries.map(|entry| entry.path());
    for path in locks.filter(|path| path.extension().is_some_and(|ending| ending == "lock")) {
        if File::open(&path).is_ok_and(|lock| lock.try_lock().is_ok()) {
            forget(&path);
        }
    }
}

fn file(folder: &Path, holder: &Holder) -> PathBuf {
    folder.join(format!("{}.lock", holder.id))
}

fn forget(path: &Path) {
    if let Err(error) = std::fs::remove_file(path) {
        tracing::debug!(%error, "a lock file stays behind");
    }
}
