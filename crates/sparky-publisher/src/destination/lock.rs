//! One publisher at a time works on a destination.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::pace::Pace;

/// How often a lock that someone else holds is tried.
const RETRY: Duration = Duration::from_millis(50);

/// Why a destination cannot be worked on now.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LockError {
    #[error("cannot use the lock file `{}`", .path.display())]
    File {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("another publisher has been busy with this destination for {} s", .waited.as_secs())]
    Busy { waited: Duration },
    #[error("waiting for another publisher was cancelled")]
    Cancelled,
}

/// The right to work on a destination. The operating system takes it back however its holder ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the lock, within the bounds of patience.
    pub(crate) fn acquire(path: &Path, pace: &Pace) -> Result<Self, LockError> {
        let failed = |source| LockError::File {
            path: path.to_owned(),
            source,
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(failed)?;
        let mut waited = Duration::ZERO;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::Error(source)) => return Err(failed(source)),
                Err(TryLockError::WouldBlock) if waited >= pace.patience.lock => {
                    return Err(LockError::Busy { waited });
                }
                Err(TryLockError::WouldBlock) if pace.pause(RETRY) => waited += RETRY,
                Err(TryLockError::WouldBlock) => return Err(LockError::Cancelled),
            }
        }
    }
}
