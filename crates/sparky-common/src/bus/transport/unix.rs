//! What Unix sockets need around binding.

use std::{
    fs::{self, Permissions},
    io::{self, ErrorKind},
    os::unix::{
        fs::{FileTypeExt, PermissionsExt},
        net::UnixStream,
    },
    path::Path,
};

use super::TransportError;

/// Removes the socket file of a process that was killed. A file that somebody listens on stays, as does anything
/// that is no socket.
pub(super) fn remove_stale(path: &Path) -> Result<(), TransportError> {
    let is_socket = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata.file_type().is_socket(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    if !is_socket {
        return Err(
            io::Error::new(ErrorKind::AlreadyExists, "a file that is no socket is in the way").into(),
        );
    }
    match UnixStream::connect(path) {
        Ok(_) => Err(TransportError::Taken),
        Err(error) if error.kind() == ErrorKind::ConnectionRefused => Ok(fs::remove_file(path)?),
        Err(error) => Err(error.into()),
    }
}

/// Only the owner may connect.
pub(super) fn restrict(path: &Path) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(0o600))
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn only_a_dead_socket_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        remove_stale(&path).unwrap();

        let listener = UnixListener::bind(&path).unwrap();
        assert!(matches!(remove_stale(&path), Err(TransportError::Taken)));
        assert!(path.exists());

        drop(listener);
        remove_stale(&path).unwrap();
        assert!(!path.exists());

        fs::write(&path, "precious").unwrap();
        assert!(matches!(remove_stale(&path), Err(TransportError::Io(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    }
}
