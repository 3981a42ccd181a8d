//! Where a value comes from.

use std::{fmt, path::PathBuf};

/// The layer that a value comes from, and where it stands there. A later variant wins over an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The defaults built in.
    Default,
    /// The configuration file.
    File {
        /// The file, as the user named it.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// The environment file that `SPARKY_ENV` names.
    EnvironmentFile {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// An environment variable.
    Variable(String),
    /// A flag of the command line.
    Flag(String),
}

impl Origin {
    /// The place of the layer among the layers; of two values the one of higher rank is in force.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Default => 0,
            Self::File { .. } => 1,
            Self::EnvironmentFile { .. } => 2,
            Self::Variable(_) => 3,
            Self::Flag(_) => 4,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } | Self::EnvironmentFile { path, line } => {
                write!(f, "from {}:{line}", path.display())
            }
            Self::Variable(name) => write!(f, "from variable {name}"),
            Self::Flag(name) => write!(f, "from flag {name}"),
        }
    }
}
