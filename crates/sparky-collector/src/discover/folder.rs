//! Every repository below a folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::git::{LocateError, Location};

/// What a search found, and where it could not look.
#[derive(Debug, Default)]
pub(super) struct Search {
    /// The repositories, by path.
    pub found: Vec<Location>,
    /// The folders that cannot be read, and a start that holds no repository at all.
    pub errors: Vec<(PathBuf, LocateError)>,
}

/// Searches a folder. Repositories inside a repository are its own business; hidden folders are skipped unless they
/// are bare repositories.
pub(super) fn repositories_below(start: &Path) -> Search {
    let mut search = Search::default();
    match fs::canonicalize(start) {
        Ok(folder) => search.look_into(&folder),
        Err(error) => search.fail(start, error),
    }
    if search.found.is_empty() && search.errors.is_empty() {
        search
            .errors
            .push((start.to_owned(), LocateError::NoneBelow(start.to_owned())));
    }
    search
}

impl Search {
    fn look_into(&mut self, folder: &Path) {
        if let Some(location) = Location::at(folder) {
            self.found.push(location);
            return;
        }
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => return self.fail(folder, error),
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let name = entry.file_name();
            let hidden = name.as_encoded_bytes().starts_with(b".");
            // A link may lead back up: it is taken if it leads to a repository, and not followed further.
            let followed = entry.file_type().is_ok_and(|kind| kind.is_dir()) && !hidden;
            if followed {
                self.look_into(&path);
            } else if (!hidden || name.as_encoded_bytes().ends_with(b".git")) && path.is_dir() {
                self.found.extend(Location::at(&path));
            }
        }
    }

    fn fail(&mut self, path: &Path, source: io::Error) {
        let path = path.to_owned();
        let error = match source.kind() {
            io::ErrorKind::NotFound => LocateError::Missing(path.clone()),
            _ => LocateError::Unreadable {
                path: path.clone(),
                source,
            },
        };
        self.errors.push((path, error));
    }
}
