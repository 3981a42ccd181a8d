//! What a configuration is loaded from.

use std::{collections::BTreeMap, fmt, io, path::PathBuf};

/// Where to look for the layers of a configuration.
#[derive(Clone)]
pub struct LoadOptions {
    /// The configuration file that the user named (`--config`).
    pub file: Option<PathBuf>,
    /// The environment variables.
    pub environment: BTreeMap<String, String>,
    /// The folder where relative paths of variables and flags start.
    pub working_dir: PathBuf,
    /// Options given on the command line.
    pub flags: Vec<Flag>,
}

/// One option given on the command line.
///
/// For an option that holds a list each flag gives one element, taken as it is: repeat the flag for more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// The option it sets, such as `storage.data_dir`.
    pub key: String,
    /// The value as typed.
    pub value: String,
    /// The flag as the user knows it, such as `--data-dir`.
    pub name: String,
}

impl Flag {
    /// A flag that sets `key`.
    pub fn new(key: impl Into<String>, value: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            value: value.into(),
            name: name.into(),
        }
    }
}

impl LoadOptions {
    /// Options with this environment and working folder, without a named file or flags.
    pub fn new(
        environment: impl IntoIterator<Item = (String, String)>,
        working_dir: impl Into<PathBuf>,
    ) -> Self {
        Self {
            file: None,
            environment: environment.into_iter().collect(),
            working_dir: working_dir.into(),
            flags: Vec::new(),
        }
    }

    /// Options from the environment and the working folder of this process.
    ///
    /// # Errors
    /// The working folder is gone or out of reach.
    pub fn from_process() -> io::Result<Self> {
        let readable = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        let environment = std::env::vars_os().map(|(name, value)| (readable(name), readable(value)));
        Ok(Self::new(environment, std::env::current_dir()?))
    }

    /// A variable that is set and not empty.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        self.environment
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}

/// Names the variables without their values: some are secrets, and most are none of ours.
impl fmt::Debug for LoadOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoadOptions")
            .field("file", &self.file)
            .field("environment", &self.environment.keys())
            .field("working_dir", &self.working_dir)
            .field("flags", &self.flags)
            .finish()
    }
}
