//! One commit, described step by step.

use std::fs;

use crate::{
    RepositoryBuilder,
    git::{git_command, run},
};

/// A commit that is being described; [`make`](Self::make) makes it. Unless told otherwise Ada Lovelace writes it on
/// 2025-11-12 at noon UTC.
#[derive(Debug)]
#[must_use = "nothing is committed before `make`"]
pub struct CommitBuilder<'a> {
    repository: &'a RepositoryBuilder,
    message: Vec<u8>,
    author: (String, String),
    committer: Option<(String, String)>,
    authored_at: Option<String>,
    committed_at: String,
    merged: Option<String>,
    steps: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    Write { path: String, content: Vec<u8> },
    Remove { path: String },
    Rename { from: String, to: String },
    Submodule { path: String, oid: String },
}

impl<'a> CommitBuilder<'a> {
    pub(crate) fn new(repository: &'a RepositoryBuilder, message: &str) -> Self {
        Self {
            repository,
            message: message.into(),
            author: ("Ada Lovelace".into(), "ada@example.org".into()),
            committer: None,
            authored_at: None,
            committed_at: "2025-11-12T12:00:00Z".into(),
            merged: None,
            steps: Vec::new(),
        }
    }

    /// Who wrote it, and committed it unless [`committer`](Self::committer) says otherwise.
    pub fn author(mut self, name: &str, email: &str) -> Self {
        self.author = (name.into(), email.into());
        self
    }

    /// Who committed it.
    pub fn committer(mut self, name: &str, email: &str) -> Self {
        self.committer = Some((name.into(), email.into()));
        self
    }

    /// When it was committed, and written unless [`authored_at`](Self::authored_at) says otherwise: ISO 8601, or
    /// git's `@seconds +0000`.
    pub fn at(mut self, date: &str) -> Self {
        self.committed_at = date.into();
        self
    }

    /// When it was written.
    pub fn authored_at(mut self, date: &str) -> Self {
        self.authored_at = Some(date.into());
        self
    }

    /// The message as bytes, valid UTF-8 or not.
    pub fn message(mut self, message: impl Into<Vec<u8>>) -> Self {
        self.message = message.into();
        self
    }

    /// Writes a file.
    pub fn file(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.steps.push(Step::Write {
            path: path.into(),
            content: content.into(),
        });
        self
    }

    /// Removes a file.
    pub fn remove(mut self, path: &str) -> Self {
        self.steps.push(Step::Remove { path: path.into() });
        self
    }

    /// Moves a file.
    pub fn rename(mut self, from: &str, to: &str) -> Self {
        self.steps.push(Step::Rename {
            from: from.into(),
            to: to.into(),
        });
        self
    }

    /// Points a submodule at a commit.
    pub fn submodule(mut self, path: &str, oid: &str) -> Self {
        self.steps.push(Step::Submodule {
            path: path.into(),
            oid: oid.into(),
        });
        self
    }

    /// Merges another branch or commit, which becomes the second parent.
    pub fn merge(mut self, other: &str) -> Self {
        self.merged = Some(other.into());
        self
    }

    /// Makes the commit and gives its object id.
    ///
    /// # Panics
    /// When git refuses.
    pub fn make(self) -> String {
        if let Some(other) = &self.merged {
            self.run(&["merge", "--quiet", "--no-commit", "--no-ff", other], b"");
        }
        self.steps.iter().for_each(|step| self.apply_to_tree(step));
        self.run(&["add", "--all"], b"");
        self.steps.iter().for_each(|step| self.apply_to_index(step));
        let tree = self.run(&["write-tree"], b"");
        let mut arguments = vec!["commit-tree", "--no-gpg-sign", &tree, "-F", "-"];
        let head = self.head();
        let merged = self
            .merged
            .as_ref()
            .map(|other| self.run(&["rev-parse", other], b""));
        for parent in head.iter().chain(&merged) {
            arguments.extend(["-p", parent]);
        }
        let oid = self.run(&arguments, &self.message);
        self.run(&["update-ref", "HEAD", &oid], b"");
        if merged.is_some() {
            self.run(&["merge", "--quit"], b"");
        }
        oid
    }

    /// The commit that is checked out; nothing on an unborn branch.
    fn head(&self) -> Option<String> {
        let mut command = git_command(self.repository.path());
        let output = command
            .args(["rev-parse", "--verify", "--quiet", "HEAD"])
            .output()
            .expect("git runs");
        output
            .status
            .success()
            .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    fn apply_to_tree(&self, step: &Step) {
        let tree = self.repository.path();
        let make_room = |path: &str| {
            let file = tree.join(path);
            fs::create_dir_all(file.parent().unwrap_or(tree)).expect("a folder for the file");
            file
        };
        match step {
            Step::Write { path, content } => fs::write(make_room(path), content).expect("a file is written"),
            Step::Remove { path } => fs::remove_file(tree.join(path)).expect("a file is removed"),
            Step::Rename { from, to } => fs::rename(tree.join(from), make_room(to)).expect("a file is moved"),
            // `git add --all` would drop the entry of a submodule whose folder is missing.
            Step::Submodule { path, .. } => {
                fs::create_dir_all(tree.join(path)).expect("a folder for the submodule");
            }
        }
    }

    fn apply_to_index(&self, step: &Step) {
        if let Step::Submodule { path, oid } = step {
            self.run(
                &[
                    "update-index",
                    "--add",
                    "--cacheinfo",
                    &format!("160000,{oid},{path}"),
                ],
                b"",
            );
        }
    }

    fn run(&self, arguments: &[&str], input: &[u8]) -> String {
        let (name, email) = &self.author;
        let (committer_name, committer_email) = self.committer.as_ref().unwrap_or(&self.author);
        let mut command = git_command(self.repository.path());
        command
            .env("GIT_AUTHOR_NAME", name)
            .env("GIT_AUTHOR_EMAIL", email)
            .env(
                "GIT_AUTHOR_DATE",
                self.authored_at.as_ref().unwrap_or(&self.committed_at),
            )
            .env("GIT_COMMITTER_NAME", committer_name)
            .env("GIT_COMMITTER_EMAIL", committer_email)
            .env("GIT_COMMITTER_DATE", &self.committed_at)
            .args(arguments);
        String::from_utf8_lossy(&run(&mut command, input))
            .trim_end()
            .to_owned()
    }
}
