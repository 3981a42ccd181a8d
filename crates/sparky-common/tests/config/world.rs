//! A working folder with files, an environment and flags.

use std::{collections::BTreeMap, path::Path};

use sparky_common::config::{Config, Flag, LoadOptions, Loaded};
use tempfile::TempDir;

/// Where a test loads its configuration.
pub(crate) struct World {
    folder: TempDir,
    environment: BTreeMap<String, String>,
    file: Option<&'static str>,
    flags: Vec<Flag>,
}

impl World {
    /// An empty working folder and a user whose home is `/home/ada`.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self {
            folder,
            environment: BTreeMap::new(),
            file: None,
            flags: Vec::new(),
        }
        .set("HOME", "/home/ada")
    }

    /// With a file.
    pub(crate) fn with(self, path: &str, text: &str) -> Self {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().expect("inside the folder")).expect("a folder for the file");
        std::fs::write(path, text).expect("the file is written");
        self
    }

    /// With a variable.
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        self.environment.insert(name.into(), value.into());
        self
    }

    /// With a flag.
    pub(crate) fn flag(mut self, key: &str, value: &str, name: &str) -> Self {
        self.flags.push(Flag::new(key, value, name));
        self
    }

    /// With a file named by `--config`.
    pub(crate) fn config(mut self, file: &'static str) -> Self {
        self.file = Some(file);
        self
    }

    /// The working folder.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The configuration.
    #[track_caller]
    pub(crate) fn load(&self) -> Loaded {
        Config::load(&self.options()).unwrap_or_else(|errors| panic!("{errors}"))
    }

    /// What is wrong, as the user reads it; the working folder is written `<folder>`.
    #[track_caller]
    pub(crate) fn problems(&self) -> String {
        let errors = Config::load(&self.options()).expect_err("the configuration is refused");
        errors
            .to_string()
            .replace(&self.path().display().to_string(), "<folder>")
    }

    /// What it is loaded from.
    pub(crate) fn options(&self) -> LoadOptions {
        LoadOptions {
            file: self.file.map(Into::into),
            flags: self.flags.clone(),
            ..LoadOptions::new(self.environment.clone(), self.path())
        }
    }
}
