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

/// What lies in working trees and is no source: built and downloaded things.
const NOT_OURS: [&str; 2] = ["target", "node_modules"];

/// Searches a folder, which may itself be a repository that others lie in. Hidden folders are skipped unless they are
/// bare repositories. Inside a working tree only what has its own `.git` folder is a repository of its own: a `.git`
/// file leads back to a repository that has this as a submodule or as a further working tree.
pub(super) fn repositories_below(start: &Path) -> Search {
    let mut search = Search::default();
    match fs::canonicalize(start) {
        Ok(folder) => {
            search.found.extend(Location::at(&folder));
            let inside = !search.found.is_empty();
            search.look_below(&folder, inside);
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
    fn look_into(&mut self, folder: &Path, inside: bool) {
        let own = !inside || !folder.join(".git").is_file();
        if let Some(location) = Location::at(folder).filter(|_| own) {
            self.found.push(location);
            self.look_below(folder, true);
        } else if folder.join(".git").exists() && !inside {
            let path = folder.to_owned();
            self.errors.push((path.clone(), LocateError::NoRepository(path)));
        } else {
            self.look_below(folder, inside);
        }
    }

    /// Looks below a folder, which may lie inside a working tree.
    fn look_below(&mut self, folder: &Path, inside: bool) {
        if is_bare(folder) {
            return;
        }
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = match entries {
            Ok(entries) => entries,
            // A working tree may hold folders of other users that are no concern of its history.
            Err(_) if inside => return,
            Err(error) => return self.fail(folder, error),
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            let name = entry.file_name();
            if name == ".git" || (inside && NOT_OURS.iter().any(|other| name == *other)) {
                continue;
            }
            let hidden = name.as_encoded_bytes().starts_with(b".");
            // A link may lead back up: it is taken if it leads to a repository, and not followed further.
            let followed = entry.file_type().is_ok_and(|kind| kind.is_dir()) && !hidden;
            if followed {
                self.look_into(&path, inside);
            } else if !inside && (!hidden || name.as_encoded_bytes().ends_with(b".git")) && path.is_dir() {
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

    #[test]
    fn repositories_inside_working_trees_are_found_and_submodules_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        for path in [
            "outer",
            "outer/deep/inner",
            "outer/target/built",
            "outer/node_modules/other",
            "origin",
        ] {
            fs::create_dir_all(at(path)).unwrap();
            git(&at(path), ["init", "--quiet"]);
        }
        let commit = [
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@b",
            "commit",
            "--quiet",
            "--allow-empty",
            "-mx",
        ];
        git(&at("origin"), commit);
        git(&at("outer"), commit);
        let url = at("origin").display().to_string();
        git(
            &at("outer"),
            [
                "-c",
                "protocol.file.allow=always",
                "submodule",
                "--quiet",
                "add",
                &url,
                "sub",
            ],
        );
        git(&at("outer"), ["worktree", "add", "--quiet", "--detach", "tree"]);
        let search = repositories_below(folder.path());
        assert!(search.errors.is_empty(), "{search:?}");
        let root = fs::canonicalize(folder.path()).unwrap();
        let mut found: Vec<_> = search
            .found
            .iter()
            .map(|location| {
                location
                    .git_dir
                    .strip_prefix(&root)
                    .unwrap()
                    .display()
                    .to_string()
            })
            .collect();
        found.sort();
        assert_eq!(found, ["origin/.git", "outer/.git", "outer/deep/inner/.git"]);
    }
}
