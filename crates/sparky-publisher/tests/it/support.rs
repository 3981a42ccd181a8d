//! A desk to publish from, and repositories to publish to.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use bytes::Bytes;
use jiff::Timestamp;
use sparky_common::{
    config::{Destination, Layout},
    model::{
        ArtifactRef, Document, DocumentFormat, DocumentKind, DocumentSet, Receipt, ReceiptState, Sha256,
    },
    period::Period,
};
use sparky_publisher::{
    destination::{DestinationError, GitDestination, Interrupted, Preview, Step, Steps},
    edition::Edition,
    pace::{Pace, Patience},
    receipts::Receipts,
};
use sparky_testkit::{RepositoryBuilder, git};
use tempfile::TempDir;

/// The data folder of a publisher and the means to wait.
pub(crate) struct Desk {
    folder: TempDir,
    runtime: tokio::runtime::Runtime,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            runtime,
        }
    }

    pub(crate) fn data(&self) -> &Path {
        self.folder.path()
    }

    fn pace(&self, patience: Patience) -> Pace {
        let _entered = self.runtime.enter();
        Pace::new(patience, tokio_util::sync::CancellationToken::new())
    }

    pub(crate) fn receipts(&self) -> Receipts {
        Receipts::open(&self.data().join("receipts.db")).expect("receipts")
    }

    pub(crate) fn publish(
        &self,
        destination: &Destination,
        edition: &Edition,
    ) -> Result<Vec<Receipt>, DestinationError> {
        self.publish_watched(destination, edition, &Undisturbed)
    }

    pub(crate) fn publish_watched(
        &self,
        destination: &Destination,
        edition: &Edition,
        steps: &dyn Steps,
    ) -> Result<Vec<Receipt>, DestinationError> {
        GitDestination::new(destination.clone(), self.data()).publish(
            edition,
            now(),
            &mut self.receipts(),
            &self.pace(patience()),
            steps,
        )
    }

    pub(crate) fn publish_with(
        &self,
        patience: Patience,
        destination: &Destination,
        edition: &Edition,
    ) -> Result<Vec<Receipt>, DestinationError> {
        let destination = GitDestination::new(destination.clone(), self.data());
        destination.publish(
            edition,
            now(),
            &mut self.receipts(),
            &self.pace(patience),
            &Undisturbed,
        )
    }

    pub(crate) fn preview(
        &self,
        destination: &Destination,
        edition: &Edition,
    ) -> Result<Preview, DestinationError> {
        GitDestination::new(destination.clone(), self.data()).preview(edition, now(), &self.pace(patience()))
    }
}

/// Waits that no test notices.
pub(crate) fn patience() -> Patience {
    Patience {
        lock: Duration::from_secs(20),
        command: Duration::from_secs(60),
        attempts: 3,
        pause: Duration::from_millis(1),
    }
}

pub(crate) fn now() -> Timestamp {
    "2025-11-17T08:00:00Z".parse().expect("a time")
}

/// A destination for a repository on this machine.
pub(crate) fn destination(repository: &Path, layout: Layout) -> Destination {
    Destination {
        name: "docs".into(),
        layout,
        repository: repository.display().to_string(),
        branch: String::new(),
        path: String::new(),
        push: true,
        private: false,
        author_name: "Sparky".into(),
        author_email: "sparky@localhost".into(),
    }
}

/// An edition in every format whose Markdown says `text`.
pub(crate) fn edition(period: &str, text: &str) -> Edition {
    let period: Period = period.parse().expect("a period");
    let files = [
        (
            DocumentFormat::Markdown,
            format!("---\ntitle: \"{period}\"\n---\n\n{text}\n"),
        ),
        (DocumentFormat::Html, format!("<p>{text}</p>\n")),
        (DocumentFormat::Json, format!("{{\"text\": {text:?}}}\n")),
        (
            DocumentFormat::Evidence,
            format!("{{\"sha256\": {:?}}}\n", Sha256::of(text.as_bytes()).as_str()),
        ),
    ];
    let documents = files.iter().map(|(format, content)| {
        let path = format!("{}/{period}{}", period.kind(), format.extension());
        let artifact = ArtifactRef {
            name: format!("documents/{path}"),
            sha256: Sha256::of(content.as_bytes()),
            bytes: content.len() as u64,
        };
        Document {
            kind: DocumentKind::WeeklyReport,
            format: *format,
            path,
            artifact,
        }
    });
    let set = DocumentSet {
        schema_version: 1,
        kind: period.kind(),
        period,
        title: format!("About {period}"),
        complete: true,
        private: false,
        documents: documents.collect(),
    };
    Edition {
        set,
        contents: files
            .into_iter()
            .map(|(_, content)| Bytes::from(content))
            .collect(),
    }
}

/// The edition with the blog post of its period.
pub(crate) fn with_story(mut edition: Edition, markdown: &str) -> Edition {
    let path = format!("blog/{}.md", edition.set.period);
    let artifact = ArtifactRef {
        name: format!("documents/{path}"),
        sha256: Sha256::of(markdown.as_bytes()),
        bytes: markdown.len() as u64,
    };
    edition.set.documents.push(Document {
        kind: DocumentKind::BlogPost,
        format: DocumentFormat::Markdown,
        path,
        artifact,
    });
    edition.contents.push(Bytes::copy_from_slice(markdown.as_bytes()));
    edition
}

/// A repository with one commit, and the bare repository it is cloned to.
pub(crate) fn with_remote() -> (RepositoryBuilder, PathBuf) {
    let origin = RepositoryBuilder::new("origin");
    origin.commit("begin").file("README.md", "# Docs\n").make();
    let bare = origin.bare_clone("remote");
    (origin, bare)
}

/// Another person's clone of a bare repository, who can commit and push.
pub(crate) fn colleague(root: &Path, bare: &Path, name: &str) -> PathBuf {
    let folder = root.join(name);
    git(
        root,
        [
            "clone",
            "--quiet",
            &bare.display().to_string(),
            &folder.display().to_string(),
        ],
    );
    git(&folder, ["config", "user.name", "Grace Hopper"]);
    git(&folder, ["config", "user.email", "grace@example.org"]);
    folder
}

/// Puts a hook in its place.
pub(crate) fn hook(bare: &Path, name: &str, script: &str) {
    let file = bare.join("hooks").join(name);
    fs::create_dir_all(bare.join("hooks")).expect("a folder for hooks");
    fs::write(&file, format!("#!/bin/sh\n{script}\n")).expect("a hook");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("a hook that runs");
}

/// How many commits a branch holds.
pub(crate) fn commits(repository: &Path) -> usize {
    git(repository, ["rev-list", "--count", "HEAD"])
        .parse()
        .expect("a number")
}

/// A file at the tip of the branch.
pub(crate) fn show(repository: &Path, path: &str) -> String {
    git(repository, ["show", &format!("HEAD:{path}")])
}

pub(crate) fn states(receipts: &[Receipt]) -> Vec<ReceiptState> {
    receipts.iter().map(|receipt| receipt.state).collect()
}

/// An error with its causes.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let causes: Vec<String> = std::iter::successors(Some(error), |&error| error.source())
        .map(ToString::to_string)
        .collect();
    causes.join(": ")
}

/// Nothing happens on the way.
pub(crate) struct Undisturbed;

impl Steps for Undisturbed {
    fn reached(&self, _: &str, _: Step) -> Result<(), Interrupted> {
        Ok(())
    }
}

/// The publisher dies at a step, whenever it comes there.
pub(crate) struct DiesAt(pub(crate) Step);

impl Steps for DiesAt {
    fn reached(&self, _: &str, step: Step) -> Result<(), Interrupted> {
        if step == self.0 { Err(Interrupted) } else { Ok(()) }
    }
}

/// Something happens at a step, so often.
pub(crate) struct Meanwhile<F: Fn(u32) + Send + Sync> {
    step: Step,
    times: u32,
    happened: AtomicU32,
    what: F,
}

impl<F: Fn(u32) + Send + Sync> Meanwhile<F> {
    pub(crate) fn new(step: Step, times: u32, what: F) -> Self {
        Self {
            step,
            times,
            happened: AtomicU32::new(0),
            what,
        }
    }
}

impl<F: Fn(u32) + Send + Sync> Steps for Meanwhile<F> {
    fn reached(&self, _: &str, step: Step) -> Result<(), Interrupted> {
        if step == self.step {
            let before = self.happened.fetch_add(1, Ordering::SeqCst);
            if before < self.times {
                (self.what)(before);
            }
        }
        Ok(())
    }
}
