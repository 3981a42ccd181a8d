//! Files that appear whole or not at all.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use tempfile::{Builder, NamedTempFile};

const PREFIX: &str = ".sparky-";
const SUFFIX: &str = ".tmp";

/// Nobody stages for an hour: what is older was left by a killed process.
const ABANDONED_AFTER: Duration = Duration::from_secs(3600);

/// Content that is safely on disk beside its target. Dropping it removes it again.
pub(super) struct Staged {
    file: NamedTempFile,
    target: PathBuf,
}

/// Writes content beside a target, down to the disk.
pub(super) fn stage(target: &Path, content: &[u8]) -> io::Result<Staged> {
    let folder = folder_of(target);
    fs::create_dir_all(folder)?;
    sweep(folder)?;
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    // Temporary files are private by default; a report is as readable as the user's umask says.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    Ok(Staged {
        file,
        target: target.to_owned(),
    })
}

impl Staged {
    /// Takes the target's place.
    pub(super) fn place(self) -> io::Result<()> {
        self.file.persist(&self.target).map_err(|error| error.error)?;
        File::open(folder_of(&self.target))?.sync_all()
    }
}

fn folder_of(target: &Path) -> &Path {
    target.parent().unwrap_or(Path::new("."))
}

/// Removes what killed processes left in a folder.
fn sweep(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.as_encoded_bytes();
        if !(name.starts_with(PREFIX.as_bytes()) && name.ends_with(SUFFIX.as_bytes())) {
            continue;
        }
        // Another publisher may put its file in place between the listing and this look.
        let Ok(modified) = entry.metadata().and_then(|metadata| metadata.modified()) else {
            continue;
        };
        if SystemTime::now()
            .duration_since(modified)
            .is_ok_and(|age| age > ABANDONED_AFTER)
        {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_process_left_is_swept_and_what_is_fresh_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (old, fresh) = (
            folder.path().join(".sparky-old.tmp"),
            folder.path().join(".sparky-new.tmp"),
        );
        let long_ago = SystemTime::now() - 2 * ABANDONED_AFTER;
        File::create(&old).unwrap().set_modified(long_ago).unwrap();
        File::create(&fresh).unwrap();
        stage(&folder.path().join("a.md"), b"a").unwrap().place().unwrap();
        assert!(!old.exists() && fresh.exists());
        assert_eq!(fs::read(folder.path().join("a.md")).unwrap(), b"a");
    }

    #[test]
    fn what_is_staged_and_dropped_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        drop(stage(&folder.path().join("a.md"), b"a").unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
