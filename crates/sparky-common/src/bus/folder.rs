//! A place for Unix sockets that nobody else can enter.

use std::{
    fs::{self, DirBuilder, File},
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    time::Duration,
};

use uuid::Uuid;

use super::{Endpoint, EndpointError};

const PREFIX: &str = "sparky-";

/// A folder younger than this may be on its way to its lock.
const NEWBORN: Duration = Duration::from_secs(60);

/// A folder for the sockets of one process: mode 0700, removed when dropped, its path short enough for Unix sockets.
///
/// It is locked while its process lives, so that the next process can tell the folder of one that was killed and
/// remove it.
#[derive(Debug)]
pub struct PrivateFolder {
    path: PathBuf,
    _lock: File,
}

impl PrivateFolder {
    /// Makes a new folder in the system's temporary folder, or in `/tmp` where that one's path is too long.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn create() -> io::Result<Self> {
        /// Leaves room for a name of a socket in the address of a Unix socket.
        const LONGEST_PARENT: usize = 48;
        let parent = std::env::temp_dir();
        let parent = if parent.as_os_str().len() <= LONGEST_PARENT {
            parent
        } else {
            PathBuf::from("/tmp")
        };
        if let Err(error) = sweep(&parent, NEWBORN) {
            tracing::debug!(folder = %parent.display(), %error, "cannot remove what killed processes left");
        }
        let path = parent.join(format!("{PREFIX}{}", Uuid::now_v7().simple()));
        DirBuilder::new().mode(0o700).create(&path)?;
        let lock = File::open(&path)?;
        lock.lock()?;
        Ok(Self { path, _lock: lock })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The endpoint of a socket in it.
    ///
    /// # Errors
    /// [`EndpointError::PathTooLong`] for a long name.
    pub fn endpoint(&self, name: &str) -> Result<Endpoint, EndpointError> {
        Endpoint::ipc(&self.path.join(name))
    }
}

impl Drop for PrivateFolder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::debug!(path = %self.path.display(), %error, "cannot remove the folder of the sockets");
        }
    }
}

/// Removes the folders, older than `newborn`, whose processes are gone.
fn sweep(parent: &Path, newborn: Duration) -> io::Result<()> {
    for entry in fs::read_dir(parent)? {
        let entry = entry?;
        let name = entry.file_name();
        let ours = |name: &str| {
            name.strip_prefix(PREFIX)
                .is_some_and(|id| Uuid::try_parse(id).is_ok())
        };
        if name.to_str().is_some_and(ours) && abandoned(&entry, newborn) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Whether nobody holds a folder. One that cannot be looked at is another user's, or is going away.
fn abandoned(entry: &fs::DirEntry, newborn: Duration) -> bool {
    let old = entry.metadata().is_ok_and(|metadata| {
        metadata.is_dir()
            && metadata
                .modified()
                .is_ok_and(|at| at.elapsed().is_ok_and(|age| age >= newborn))
    });
    old && File::open(entry.path()).is_ok_and(|folder| folder.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn only_its_owner_can_enter_and_it_goes_away() {
        let folder = PrivateFolder::create().unwrap();
        let path = folder.path().to_owned();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        assert!(folder.endpoint("orchestrator-commands").is_ok());
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn the_folder_of_a_killed_process_is_swept() {
        let parent = tempfile::tempdir().unwrap();
        let folder = |name: String| {
            let path = parent.path().join(name);
            fs::create_dir(&path).unwrap();
            fs::write(path.join("commands"), "").unwrap();
            path
        };
        let id = || format!("{PREFIX}{}", Uuid::now_v7().simple());
        let (dead, alive, other) = (folder(id()), folder(id()), folder("sparky-notes".into()));
        let lock = File::open(&alive).unwrap();
        lock.lock().unwrap();

        sweep(parent.path(), NEWBORN).unwrap();
        assert!(dead.exists(), "it may be on its way to its lock");
        sweep(parent.path(), Duration::ZERO).unwrap();
        assert!(!dead.exists() && alive.exists() && other.exists());
    }
}
