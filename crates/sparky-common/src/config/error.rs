//! What can be wrong with a configuration.

use std::{error::Error, io, path::PathBuf};

use super::{excerpt::Excerpt, formats::Violation};

/// Everything that is wrong with a configuration. Its text shows each problem with its place and a way out.
#[derive(Debug)]
pub struct ConfigErrors {
    /// The problems, in the order of the layers and of the lines. Never empty.
    pub problems: Vec<Problem>,
}

impl Error for ConfigErrors {}

/// One thing that is wrong.
#[derive(Debug)]
pub struct Problem {
    /// What is wrong.
    pub kind: ProblemKind,
    /// The key it is about, such as `collector.parallel`; none where a file as a whole is meant.
    pub key: Option<String>,
    /// Where it stands.
    pub place: Place,
    /// What to do about it.
    pub help: Option<String>,
}

/// Where a problem stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a file.
    File {
        /// The file, as the user named it.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The character in the line, from 1.
        column: usize,
        /// The line.
        excerpt: Excerpt,
    },
    /// In an environment variable.
    Variable(String),
    /// In a flag of the command line.
    Flag(String),
    /// In what all layers say together.
    Everywhere,
}

/// What is wrong. The texts begin where the name of the key ends.
#[derive(Debug, thiserror::Error)]
pub enum ProblemKind {
    /// A file cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// `SPARKY_ENV` is not the plain name of a file.
    #[error("the environment must be a name of letters, digits, `-` and `_`")]
    EnvironmentName,
    /// Not TOML; also a key that is given twice.
    #[error("not valid TOML: {0}")]
    Syntax(String),
    /// No such section or option.
    #[error("unknown key")]
    UnknownKey,
    /// A table in a list lacks a key.
    #[error("missing key")]
    MissingKey,
    /// A value of another kind.
    #[error("must be {expected}, not {found}")]
    WrongType {
        /// What is asked for.
        expected: String,
        /// What is there.
        found: &'static str,
    },
    /// A number beyond the limits, or a word that is not among the allowed ones.
    #[error("must be {expected}")]
    OutOfRange {
        /// What is asked for.
        expected: String,
    },
    /// A value that breaks the rule of its option.
    #[error(transparent)]
    Rule(#[from] Violation),
    /// The key of the bus is empty.
    #[error("the key file {} is empty", .0.display())]
    EmptyKeyFile(PathBuf),
    /// There is no folder for data.
    #[error("no folder to keep data in: neither HOME nor XDG_DATA_HOME is set")]
    NoDataFolder,
    /// The checked values do not fit the types of the program.
    #[error("the checked configuration does not fit the program")]
    Unfit(#[source] toml::de::Error),
}
