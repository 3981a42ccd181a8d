//! Which files are read.

use std::path::{Path, PathBuf};

use crate::config::{
    error::{Place, Problem, ProblemKind},
    options::LoadOptions,
};

/// The configuration file that is read where none is named.
const USUAL: &str = "sparky.toml";

/// A file to read.
#[derive(Clone, Debug)]
pub(in crate::config) struct Chosen {
    pub(in crate::config) level: Level,
    /// The file as the user knows it, for messages.
    pub(in crate::config) named: PathBuf,
    /// Where it is.
    pub(in crate::config) path: PathBuf,
    /// What asked for it.
    pub(in crate::config) asked_by: Option<Place>,
    /// What to do where it cannot be read.
    pub(in crate::config) help: &'static str,
}

/// The layer of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::config) enum Level {
    File,
    Environment,
}

/// The files to read, lowest layer first.
pub(in crate::config) fn choose(options: &LoadOptions, problems: &mut Vec<Problem>) -> Vec<Chosen> {
    let file = configuration_file(options);
    let environment = environment_file(options, file.as_ref(), problems);
    // The named file may be the environment file itself.
    let environment = environment.filter(|chosen| file.as_ref().is_none_or(|file| file.path != chosen.path));
    file.into_iter().chain(environment).collect()
}

fn configuration_file(options: &LoadOptions) -> Option<Chosen> {
    let chosen = |named: &Path, asked_by, help| Chosen {
        level: Level::File,
        named: named.to_owned(),
        path: options.working_dir.join(named),
        asked_by,
        help,
    };
    if let Some(file) = &options.file {
        let asked_by = Place::Flag("--config".into());
        return Some(chosen(
            file,
            Some(asked_by),
            "name a file that exists, or leave the flag out",
        ));
    }
    if let Some(file) = options.variable("SPARKY_CONFIG") {
        let asked_by = Place::Variable("SPARKY_CONFIG".into());
        return Some(chosen(
            Path::new(file),
            Some(asked_by),
            "name a file that exists, or unset the variable",
        ));
    }
    let usual = chosen(
        Path::new(USUAL),
        None,
        "make the file readable, or name another with `--config`",
    );
    // A broken link or an unreadable file is there too: reading it says what is wrong.
    usual.path.symlink_metadata().is_ok().then_some(usual)
}

fn environment_file(
    options: &LoadOptions,
    file: Option<&Chosen>,
    problems: &mut Vec<Problem>,
) -> Option<Chosen> {
    let name = options.variable("SPARKY_ENV")?;
    let asked_by = Place::Variable("SPARKY_ENV".into());
    if !name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    {
        let help = Some("for example `production`, which reads `production.toml`".to_owned());
        problems.push(Problem {
            kind: ProblemKind::EnvironmentName,
            key: None,
            place: asked_by,
            help,
        });
        return None;
    }
    let folder = match file {
        Some(file) => file.named.parent().unwrap_or(Path::new("")),
        None => Path::new("config"),
    };
    let named = folder.join(format!("{name}.toml"));
    Some(Chosen {
        level: Level::Environment,
        path: options.working_dir.join(&named),
        named,
        asked_by: Some(asked_by),
        help: "the environment file stands beside the configuration file, or in `config/` where there is none",
    })
}
