//! Other shapes of the same repository.

use std::path::PathBuf;

use crate::{RepositoryBuilder, git};

impl RepositoryBuilder {
    /// A bare clone `<name>.git` beside the repository.
    pub fn bare_clone(&self, name: &str) -> PathBuf {
        self.clone_as(&format!("{name}.git"), &["--bare"])
    }

    /// A clone with a working tree that holds only the newest `depth` commits of each line.
    pub fn shallow_clone(&self, name: &str, depth: u32) -> PathBuf {
        self.clone_as(name, &["--no-local", &format!("--depth={depth}")])
    }

    /// A bare clone without file contents, as `git clone --filter=blob:none` makes it.
    pub fn partial_clone(&self, name: &str) -> PathBuf {
        self.git(["config", "uploadpack.allowFilter", "true"]);
        self.clone_as(
            &format!("{name}.git"),
            &["--no-local", "--bare", "--filter=blob:none"],
        )
    }

    /// A linked worktree on a new branch.
    pub fn worktree(&self, name: &str) -> PathBuf {
        let folder = self.root().join(name);
        self.git([
            "worktree",
            "add",
            "--quiet",
            "-b",
            name,
            &folder.to_string_lossy(),
        ]);
        folder
    }

    fn clone_as(&self, name: &str, options: &[&str]) -> PathBuf {
        let folder = self.root().join(name);
        let (from, to) = (self.path().to_string_lossy(), folder.to_string_lossy());
        let mut arguments = vec!["clone", "--quiet"];
        arguments.extend(options);
        arguments.extend([&*from, &*to]);
        git(self.root(), arguments);
        folder
    }
}
