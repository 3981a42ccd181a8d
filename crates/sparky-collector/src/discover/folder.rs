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

/// Searches a folder, which may itself be a repository that others lie in. Repositories inside a repository that was
/// found are its own business; hidden folders are skipped unless they are bare repositories.
pub(super) fn repositories_below(start: &Path) -> Search {
    let mut search = Search::default();
    match fs::canonicalize(start) {
        Ok(folder) => {
            search.found.extend(Location::at(&folder));
            search.look_below(&folder);
        }
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
        } else if folder.join(".git").exists() {
            let path = folder.to_owned();
            self.errors.push((path.clone(), LocateError::NoRepository(path)));
        } else {
            self.look_below(folder);
        }
    }

    fn look_below(&mut self, folder: &Path) {
        if is_bare(folder) {
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
            if name == ".git" {
                continue;
            }
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

/// A bare repository's folder holds objects, not other repositories.
fn is_bare(folder: &Path) -> bool {
    Location::at(folder).is_some_and(|location| location.git_dir == folder)
}

#[cfg(test)]
mod tests {
    use sparky_testkit::git;

    use super::*;

    #[test]
    fn a_start_that_is_a_repository_is_taken_with_those_below_it() {
        let folder = tempfile::tempdir().unwrap();
        for path in [".", "group/inner", "plain.git"] {
            let flags = if path.ends_with(".git") {
                ["init", "--quiet", "--bare"]
            } else {
                ["init", "--quiet", "-q"]
            };
            fs::create_dir_all(folder.path().join(path)).unwrap();
            git(&folder.path().join(path), flags);
        }
        let search = repositories_below(folder.path());
        assert_eq!((search.found.len(), search.errors.len()), (3, 0), "{search:?}");
    }

    #[test]
    fn a_folder_that_only_looks_like_a_repository_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("broken/.git")).unwrap();
        let search = repositories_below(folder.path());
        assert!(search.found.is_empty());
        assert!(search.errors[0].1.to_string().contains("broken"), "{search:?}");
    }
}
