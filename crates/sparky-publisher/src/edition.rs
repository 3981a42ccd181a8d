//! The documents of a run with their bytes: what one act of publishing is about.

use std::path::{Component, Path};

use bytes::Bytes;
use sparky_common::{
    artifact::{ArtifactError, ArtifactStore},
    model::{ArtifactRef, Document, DocumentKind, DocumentSet},
};

/// The documents of a run, read and checked.
#[derive(Clone, Debug)]
pub struct Edition {
    /// What the generator made.
    pub set: DocumentSet,
    /// The content of each document, in the order of `set.documents`.
    pub contents: Vec<Bytes>,
}

/// Why there is nothing to publish.
#[derive(Debug, thiserror::Error)]
pub enum EditionError {
    /// The artifact store does not have what the task names.
    #[error("cannot read the documents to publish")]
    Read(#[from] ArtifactError),
    /// A document would be written outside the folder it is meant for.
    #[error("refusing the document path `{path}`: it must lie below the output folder")]
    Path {
        /// The path as the document set has it.
        path: String,
    },
}

impl Edition {
    /// Reads a document set and every document in it.
    pub async fn load(store: &ArtifactStore, artifact: &ArtifactRef) -> Result<Self, EditionError> {
        let set: DocumentSet = store.get_json(artifact).await?;
        let mut contents = Vec::with_capacity(set.documents.len());
        for document in &set.documents {
            if !stays_below(&document.path) {
                return Err(EditionError::Path {
                    path: document.path.clone(),
                });
            }
            contents.push(store.get(&document.artifact).await?);
        }
        Ok(Self { set, contents })
    }

    /// The files of the report and of its blog post, with their content: what people read on a site. Posts for networks
    /// and articles for other sites have no place there.
    pub fn pages(&self) -> impl Iterator<Item = (&Document, &Bytes)> {
        self.documents().filter(|(document, _)| {
            matches!(
                document.kind,
                DocumentKind::DailyDigest
                    | DocumentKind::WeeklyReport
                    | DocumentKind::MonthlyReview
                    | DocumentKind::BlogPost
            )
        })
    }

    /// The feeds whose links lead somewhere wherever the feed lies. Without `generator.site_url` they are relative to
    /// the output folder, where pages lie that no repository holds.
    pub fn feeds(&self) -> impl Iterator<Item = (&Document, &Bytes)> {
        let leads = |content: &Bytes| {
            let text = String::from_utf8_lossy(content);
            text.contains("href=\"http") || text.contains("<link>http")
        };
        self.documents()
            .filter(move |(document, content)| document.kind == DocumentKind::Feed && leads(content))
    }

    /// Every document with its content.
    pub fn documents(&self) -> impl Iterator<Item = (&Document, &Bytes)> {
        self.set.documents.iter().zip(&self.contents)
    }
}

/// Whether a relative path cannot leave the folder it is joined to, nor reach into a `.git`.
fn stays_below(path: &str) -> bool {
    let hidden = |part: &std::ffi::OsStr| part.as_encoded_bytes().starts_with(b".");
    !path.is_empty()
        && !path.contains(['\\', '\0'])
        && Path::new(path)
            .components()
            .all(|part| matches!(part, Component::Normal(name) if !hidden(name)))
}

#[cfg(test)]
mod tests {
    use super::stays_below;

    #[test]
    fn only_paths_below_the_folder_are_taken() {
        assert!(stays_below("weekly/2025-W46.evidence.json"));
        for path in [
            "",
            "/etc/passwd",
            "../up.md",
            "weekly/../../up.md",
            ".git/config",
            "a/.git/hooks/x",
            "a\\b",
        ] {
            assert!(!stays_below(path), "{path}");
        }
    }
}
