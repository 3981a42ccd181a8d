//! The files of a commit, from the REST API: GraphQL knows only their sums.

use serde::Deserialize;
use serde_json::Value;
use sparky_common::model::{FileChange, Lines};

use crate::github::{
    error::GitHubError,
    facts::Facts,
    hub::GitHub,
    pump::{Asker, pump},
    queries::Ask,
    want::Want,
};

/// Files on a page.
const PAGE: usize = 100;

/// The most files that GitHub tells of one commit.
const MOST: usize = 3_000;

#[derive(Deserialize)]
struct CommitFiles {
    #[serde(default)]
    files: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    sha: Option<String>,
    filename: String,
    previous_filename: Option<String>,
    status: String,
    additions: u64,
    deletions: u64,
}

impl GitHub {
    /// The files of a commit, or why they are unknown. They are asked for once: a commit never changes.
    pub(super) async fn files(
        &self,
        facts: &Facts,
        oid: &str,
    ) -> Result<Result<Vec<FileChange>, String>, GitHubError> {
        if let Some(known) = self.store.files(oid)? {
            return Ok(Ok(known));
        }
        let question = format!("files of {oid} in {}", facts.id);
        let ttl = self.settings.cache.ttl;
        if let Some(known) = self.answers.get::<Vec<FileChange>>(&question, ttl).await {
            self.store.keep_files(oid, &known)?;
            return Ok(Ok(known));
        }
        let mut files = Vec::new();
        for page in 1.. {
            let path = format!(
                "repos/{}/commits/{oid}?per_page={PAGE}&page={page}",
                facts.name_with_owner
            );
            let answer = match self.client.get(&path).await {
                Ok(answer) => answer,
                Err(error @ GitHubError::Refused { .. }) => return Ok(Err(error.to_string())),
                Err(error) => return Err(error),
            };
            let told: Result<CommitFiles, _> = serde_json::from_value(answer.data);
            let told = match told {
                Ok(told) => told.files,
                Err(error) => return Ok(Err(error.to_string())),
            };
            files.extend(told);
            if !answer.more {
                break;
            }
        }
        if files.len() >= MOST {
            return Ok(Err(format!("GitHub tells no more than {MOST} files of a commit")));
        }
        let files = self.counted(facts, files).await?;
        self.store.keep_files(oid, &files)?;
        if self.settings.cache.url.is_some() {
            self.answers.put(&question, &files, ttl).await;
        }
        Ok(Ok(files))
    }

    /// Tells files without changed lines apart: binary ones have no line counts, others have none changed.
    async fn counted(&self, facts: &Facts, files: Vec<File>) -> Result<Vec<FileChange>, GitHubError> {
        let mut binary = Binary(vec![false; files.len()]);
        let silent = files
            .iter()
            .enumerate()
            .filter(|(_, file)| file.additions + file.deletions == 0);
        let wants = silent.filter_map(|(place, file)| {
            Some(Want::new(Ask::Blob, &facts.id, place).with("oid", file.sha.as_deref()?))
        });
        let wants = wants.collect();
        pump(
            &self.client,
            &self.sizes,
            self.settings.parallel,
            wants,
            &mut binary,
        )
        .await?;
        let mut files: Vec<_> = files
            .into_iter()
            .zip(binary.0)
            .map(|(file, binary)| file.change(binary))
            .collect();
        // Git's order is that of the bytes of paths.
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }
}

impl File {
    fn change(self, binary: bool) -> FileChange {
        let lines = Lines {
            added: self.additions,
            deleted: self.deletions,
        };
        let renamed_from = self.previous_filename.filter(|_| self.status == "renamed");
        FileChange {
            path: self.filename,
            renamed_from,
            lines: (!binary).then_some(lines),
        }
    }
}

/// Which files are binary, by their places.
struct Binary(Vec<bool>);

impl Asker for Binary {
    fn take(&mut self, want: Want, answer: Result<Value, String>) -> Vec<Want> {
        match answer {
            Ok(object) => self.0[want.stream] = object["file"]["isBinary"] == true,
            // A submodule's commit is no blob here: it counts as a file with no lines changed.
            Err(why) => tracing::debug!(why, "a file is not known to be binary"),
        }
        Vec::new()
    }
}
