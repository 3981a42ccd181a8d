//! A real repository in a temporary folder.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::{
    CommitBuilder,
    git::{git, git_command, run},
};

/// A repository with a working tree on the branch `main`, made commit by commit with the real `git`.
/// It disappears when it is dropped.
///
/// ```
/// let repository = sparky_testkit::RepositoryBuilder::new("demo");
/// let oid = repository.commit("feat: begin").at("2025-11-12T10:00:00Z").file("a.txt", "one\n").make();
/// repository.tag("v1.0.0", &oid);
/// assert_eq!(repository.git(["rev-list", "--count", "HEAD"]), "1");
/// ```
#[derive(Debug)]
pub struct RepositoryBuilder {
    /// Holds the repository and everything derived from it.
    root: TempDir,
    path: PathBuf,
}

impl RepositoryBuilder {
    /// An empty repository in a folder of this name; `HEAD` names the unborn branch `main`.
    pub fn new(name: &str) -> Self {
        let root = tempfile::tempdir().expect("a temporary folder");
        let path = root.path().join(name);
        std::fs::create_dir_all(&path).expect("a folder for the repository");
        git(&path, ["init", "--quiet"]);
        Self { root, path }
    }

    /// The working tree's folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The temporary folder around the repository, where its clones lie too.
    pub fn root(&self) -> &Path {
        self.root.path()
    }

    /// Begins a commit on the branch that is checked out.
    pub fn commit(&self, message: &str) -> CommitBuilder<'_> {
        CommitBuilder::new(self, message)
    }

    /// Runs `git` in the repository and gives what it prints.
    pub fn git<const N: usize>(&self, arguments: [&str; N]) -> String {
        git(&self.path, arguments)
    }

    /// Checks out a new branch at a commit.
    pub fn branch(&self, name: &str, at: &str) {
        self.git(["checkout", "--quiet", "-f", "-B", name, at]);
    }

    /// Checks out a branch that exists.
    pub fn switch(&self, name: &str) {
        self.git(["checkout", "--quiet", "-f", name]);
    }

    /// A lightweight tag.
    pub fn tag(&self, name: &str, oid: &str) {
        self.git(["tag", "--no-sign", name, oid]);
    }

    /// An annotated tag made by Ada at a time.
    pub fn annotated_tag(&self, name: &str, oid: &str, at: &str) {
        let mut command = git_command(&self.path);
        command
            .env("GIT_COMMITTER_NAME", "Ada Lovelace")
            .env("GIT_COMMITTER_EMAIL", "ada@example.org")
            .env("GIT_COMMITTER_DATE", at)
            .args(["tag", "--no-sign", "--annotate", "--message", name, name, oid]);
        run(&mut command, b"");
    }

    /// The URL of the remote `origin`, as a clone would have it.
    pub fn origin(&self, url: &str) {
        self.git(["config", "remote.origin.url", url]);
    }

    /// Writes a commit object byte by byte, however strange, and moves the branch to it.
    pub fn raw_commit(&self, content: &[u8]) -> String {
        let mut command = git_command(&self.path);
        command.args(["hash-object", "-t", "commit", "-w", "--stdin", "--literally"]);
        let oid = String::from_utf8(run(&mut command, content))
            .expect("an object id")
            .trim()
            .to_owned();
        self.git(["update-ref", "HEAD", &oid]);
        oid
    }

    /// Overwrites the file of a loose object, so that reading it fails.
    pub fn corrupt(&self, oid: &str) {
        let file = self.object_file(oid);
        std::fs::remove_file(&file).expect("the object is loose");
        std::fs::write(file, b"this is no object").expect("the object can be replaced");
    }

    /// Removes the file of a loose object, as if it had never been fetched.
    pub fn lose(&self, oid: &str) {
        std::fs::remove_file(self.object_file(oid)).expect("the object is loose");
    }

    fn object_file(&self, oid: &str) -> PathBuf {
        self.path.join(".git/objects").join(&oid[..2]).join(&oid[2..])
    }
}
