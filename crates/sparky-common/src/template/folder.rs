//! Where a user's own templates lie.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::problem::{Problem, TemplateError};

/// A folder whose files replace built-in templates of the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    root: PathBuf,
    /// What the names of the templates begin with that the folder's files do not: `prompts/`.
    prefix: &'static str,
    /// Names whose files are not looked at.
    hidden: BTreeSet<String>,
}

impl Folder {
    /// A folder that holds every template under its whole name.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self::below(root, "")
    }

    /// A folder that holds those whose names begin with `prefix`, without it.
    pub fn below(root: impl Into<PathBuf>, prefix: &'static str) -> Self {
        Self {
            root: root.into(),
            prefix,
            hidden: BTreeSet::new(),
        }
    }

    /// The same as if the file of a template were not there.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.hidden.insert(name.to_owned());
        self
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the file of a template lies or would lie; nothing for names that lead out of the folder.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        let name = name.strip_prefix(self.prefix).unwrap_or(name);
        let is_plain =
            |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', '\0', ':']);
        let stays = name.split('/').all(is_plain);
        stays.then(|| self.root.join(name))
    }

    /// The text of a template's file; nothing where there is none.
    pub(super) fn read(&self, name: &str) -> Result<Option<(PathBuf, String)>, TemplateError> {
        let path = self.path(name).filter(|path| path.exists());
        let Some(path) = path.filter(|_| !self.hidden.contains(name)) else {
            return Ok(None);
        };
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Some((path, text))),
            Err(error) => Err(Problem::unreadable(&path, &error).into()),
        }
    }

    /// The names of all files that end like templates, in order.
    pub fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        gather(&self.root, self.prefix, 0, &mut names);
        names.sort();
        names
    }
}

/// How deep folders are searched.
const DEEPEST: usize = 3;

fn gather(folder: &Path, prefix: &str, depth: usize, names: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else {
            continue;
        };
        let path = entry.path();
        if path.is_dir() {
            if depth < DEEPEST {
                gather(&path, &format!("{prefix}{name}/"), depth + 1, names);
            }
        } else if name.ends_with(".j2") {
            names.push(format!("{prefix}{name}"));
        }
    }
}
