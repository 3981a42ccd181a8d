//! The files of an output folder.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use sparky_common::model::DocumentFormat;

/// Files by their path below the folder.
pub struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    /// Reads every file below a folder.
    pub fn below(folder: &Path) -> Self {
        let mut files = BTreeMap::new();
        let mut open = vec![PathBuf::new()];
        while let Some(below) = open.pop() {
            for entry in fs::read_dir(folder.join(&below)).unwrap() {
                let entry = entry.unwrap();
                let path = below.join(entry.file_name());
                if entry.file_type().unwrap().is_dir() {
                    open.push(path);
                } else {
                    let content = fs::read(entry.path()).unwrap();
                    files.insert(path.to_str().unwrap().to_owned(), content);
                }
            }
        }
        Self(files)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0
            .iter()
            .map(|(path, content)| (path.as_str(), content.as_slice()))
    }

    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }
}

/// The format of a file.
pub fn format(path: &str) -> DocumentFormat {
    sparky_generator::verify::format_of(path).unwrap_or_else(|| panic!("no format is known for {path}"))
}

/// How many files there are of each ending.
pub fn format_counts(files: &Files) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for path in files.paths() {
        *counts.entry(format(path).extension()).or_default() += 1;
    }
    counts
}
