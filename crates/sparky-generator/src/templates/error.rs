//! What is wrong with a template, where, and what was probably meant.

use std::path::{Path, PathBuf};

use minijinja::ErrorKind;

/// Every filter, test and function of the engine that templates may use.
const ENGINE_NAMES: &[&str] = &[
    "abs",
    "attr",
    "batch",
    "bool",
    "capitalize",
    "count",
    "d",
    "default",
    "dictsort",
    "e",
    "escape",
    "first",
    "float",
    "format",
    "groupby",
    "indent",
    "int",
    "items",
    "join",
    "last",
    "length",
    "lines",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "pprint",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "safe",
    "select",
    "selectattr",
    "slice",
    "sort",
    "split",
    "string",
    "sum",
    "title",
    "trim",
    "unique",
    "upper",
    "zip",
    "defined",
    "undefined",
    "none",
    "divisibleby",
    "even",
    "odd",
    "startingwith",
    "endingwith",
    "range",
    "dict",
    "namespace",
];

/// Why a template cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The file cannot be read.
    #[error("cannot read the template `{}`", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
    /// A variable, filter, test or function that does not exist.
    #[error("{file}:{line}: there is no {what} `{name}`{}", suggestion(.nearest.as_deref()))]
    Unknown {
        /// The template's file, or its name where it is built in.
        file: String,
        /// The line, from 1.
        line: usize,
        /// `variable`, `filter`, `test` or `function`.
        what: &'static str,
        /// As the template writes it.
        name: String,
        /// What was probably meant.
        nearest: Option<String>,
    },
    /// Anything else that is wrong: syntax, or a value used in a way it does not allow.
    #[error("{file}:{line}: the template is wrong")]
    Wrong {
        /// The template's file, or its name where it is built in.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The cause, in the engine's words.
        #[source]
        source: Box<minijinja::Error>,
    },
}

/// Reads a template's file.
pub(super) fn read(path: &Path) -> Result<String, TemplateError> {
    std::fs::read_to_string(path).map_err(|source| TemplateError::Read {
        path: path.to_owned(),
        source,
    })
}

impl TemplateError {
    /// Names what the engine complains about.
    pub(super) fn of(file: &str, error: minijinja::Error) -> Self {
        let what = match error.kind() {
            ErrorKind::UnknownFilter => "filter",
            ErrorKind::UnknownTest => "test",
            ErrorKind::UnknownFunction => "function",
            _ => "",
        };
        let line = error.line().unwrap_or(1);
        // The engine says `filter foo is unknown`.
        let named = error
            .detail()
            .and_then(|detail| detail.split_whitespace().nth(1))
            .map(str::to_owned);
        match named.filter(|_| !what.is_empty()) {
            Some(name) => {
                let nearest = nearest(&name, ENGINE_NAMES);
                Self::Unknown {
                    file: file.to_owned(),
                    line,
                    what,
                    name,
                    nearest,
                }
            }
            None => Self::Wrong {
                file: file.to_owned(),
                line,
                source: error.into(),
            },
        }
    }

    /// A variable that no template receives.
    pub(super) fn unknown_variable(file: &str, source: &str, name: String, known: &[&str]) -> Self {
        let holds = |line: &str| {
            line.split(|character: char| !(character.is_alphanumeric() || character == '_'))
                .any(|word| word == name)
        };
        let line = source.lines().position(holds).map_or(1, |index| index + 1);
        let nearest = nearest(&name, known);
        Self::Unknown {
            file: file.to_owned(),
            line,
            what: "variable",
            name,
            nearest,
        }
    }
}

fn nearest(name: &str, known: &[&str]) -> Option<String> {
    let close = known
        .iter()
        .map(|known| (strsim::jaro_winkler(name, known), *known));
    close
        .filter(|(score, _)| *score > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known.to_owned())
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}
