//! What the layers leave open: folders that are empty, and the key that stands in a file.

use std::path::{Component, Path, PathBuf};

use super::{
    error::{Place, Problem, ProblemKind},
    layers::{Layer, Setting},
    options::LoadOptions,
};

/// The folders of the user.
#[derive(Clone, Debug)]
pub(super) struct Folders {
    home: Option<PathBuf>,
    data: Option<PathBuf>,
}

impl Folders {
    /// Reads `HOME` and `XDG_DATA_HOME`; the latter only counts if it is absolute, as its specification says.
    pub(super) fn of(options: &LoadOptions) -> Self {
        let folder = |name| options.variable(name).map(PathBuf::from);
        let home = folder("HOME");
        let data = folder("XDG_DATA_HOME").filter(|path| path.is_absolute());
        let data = data.or_else(|| home.as_ref().map(|home| home.join(".local/share")));
        Self { home, data }
    }

    /// A path as it is used: `~/` is the home folder, a relative path starts at `base`, an empty one stays empty.
    pub(super) fn absolute(&self, path: &str, base: &Path) -> String {
        if path.is_empty() {
            return String::new();
        }
        let path = match (path.strip_prefix("~/"), &self.home) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => base.join(path),
        };
        let tidy: PathBuf = path
            .components()
            .filter(|part| *part != Component::CurDir)
            .collect();
        tidy.to_string_lossy().into_owned()
    }

    /// The same, unless the text is a URL or an address as `ssh` takes it (`host:path`).
    pub(super) fn absolute_unless_url(&self, text: &str, base: &Path) -> String {
        let before_colon = text.split_once(':').map(|(before, _)| before);
        let is_url =
            text.contains("://") || before_colon.is_some_and(|host| !host.is_empty() && !host.contains('/'));
        if is_url {
            text.to_owned()
        } else {
            self.absolute(text, base)
        }
    }
}

/// Fills the data folder and the output folder where they are empty.
pub(super) fn folders(layer: &mut Layer, folders: &Folders, problems: &mut Vec<Problem>) {
    let Some(data_dir) = layer.get_mut("storage.data_dir") else {
        return;
    };
    if is_empty(data_dir) {
        let Some(data) = &folders.data else {
            problems.push(Problem {
                kind: ProblemKind::NoDataFolder,
                key: Some("storage.data_dir".into()),
                place: Place::Everywhere,
                help: Some("set `storage.data_dir`".into()),
            });
            return;
        };
        data_dir.value = text(&data.join("sparky"));
    }
    let reports = Path::new(data_dir.value.as_str().unwrap_or_default()).join("reports");
    if let Some(out_dir) = layer
        .get_mut("storage.out_dir")
        .filter(|out_dir| is_empty(out_dir))
    {
        out_dir.value = text(&reports);
    }
}

/// Reads the key of the bus from its file, unless a later layer gives the key itself.
pub(super) fn bus_key(layer: &mut Layer, problems: &mut Vec<Problem>) {
    let Some(file) = layer.get("bus.key_file").filter(|file| !is_empty(file)).cloned() else {
        return;
    };
    let Some(key) = layer.get_mut("bus.key") else {
        return;
    };
    if key.origin.rank() > file.origin.rank() {
        return;
    }
    let path = PathBuf::from(file.value.as_str().unwrap_or_default());
    let (kind, help) = match std::fs::read_to_string(&path) {
        Ok(text) if !text.trim().is_empty() => {
            *key = Setting {
                value: text.trim().into(),
                ..file
            };
            return;
        }
        Ok(_) => (
            ProblemKind::EmptyKeyFile(path),
            "write the key into the file: one line of random text",
        ),
        Err(cause) => (
            ProblemKind::Unreadable { path, cause },
            "name a file that this user can read",
        ),
    };
    let problem = Problem {
        kind,
        key: Some("bus.key_file".into()),
        place: file.spot.place(),
        help: Some(help.into()),
    };
    problems.push(problem);
}

fn is_empty(setting: &Setting) -> bool {
    setting.value.as_str().is_some_and(str::is_empty)
}

fn text(path: &Path) -> toml::Value {
    path.to_string_lossy().into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folders() -> Folders {
        Folders::of(&LoadOptions::new(
            [("HOME".to_owned(), "/home/ada".to_owned())],
            "/work",
        ))
    }

    #[test]
    fn paths_start_where_they_are_written() {
        let absolute = |path| folders().absolute(path, Path::new("/etc/sparky"));
        assert_eq!(absolute("./repos"), "/etc/sparky/repos");
        assert_eq!(absolute("../repos"), "/etc/sparky/../repos");
        assert_eq!(absolute("~/repos"), "/home/ada/repos");
        assert_eq!(absolute("/repos"), "/repos");
        assert_eq!(absolute(""), "");
    }

    #[test]
    fn urls_are_no_paths() {
        let absolute = |text| folders().absolute_unless_url(text, Path::new("/w"));
        assert_eq!(absolute("https://example.org/a.git"), "https://example.org/a.git");
        assert_eq!(absolute("git@example.org:a/b.git"), "git@example.org:a/b.git");
        assert_eq!(absolute("./a:b"), "/w/a:b");
        assert_eq!(absolute("docs"), "/w/docs");
    }
}
