//! A place for Unix sockets that nobody else can enter.

use std::{
    fs::DirBuilder,
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use uuid::Uuid;

use super::{Endpoint, EndpointError};

/// A folder for the sockets of one process: mode 0700, removed when dropped, its path short enough for Unix sockets.
#[derive(Debug)]
pub struct PrivateFolder {
    path: PathBuf,
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
        let path = parent.join(format!("sparky-{}", Uuid::now_v7().simple()));
        DirBuilder::new().mode(0o700).create(&path)?;
        Ok(Self { path })
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
        if let Err(error) = std::fs::remove_dir_all(&self.path) {
            tracing::debug!(path = %self.path.display(), %error, "cannot remove the folder of the sockets");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn only_its_owner_can_enter_and_it_goes_away() {
        let folder = PrivateFolder::create().unwrap();
        let path = folder.path().to_owned();
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o700
        );
        assert!(folder.endpoint("orchestrator-commands").is_ok());
        drop(folder);
        assert!(!path.exists());
    }
}
