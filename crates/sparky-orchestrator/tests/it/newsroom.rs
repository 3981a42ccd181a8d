//! A small newsroom in a folder: does all four phases with real artifacts.

use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use async_trait::async_trait;
use sparky_common::{
    artifact::{ArtifactError, ArtifactStore},
    messages::{Progress, TaskFailure, TaskId, TaskOutcome, TaskSpec, Work},
    model::{
        ArtifactRef, Document, DocumentFormat, DocumentKind, DocumentSet, Measure, Phase, Publication,
        SCHEMA_VERSION,
    },
};
use sparky_orchestrator::dispatch::{DispatchError, Dispatcher, Hold, OnProgress, Place};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Does all four phases, as the services would, on texts of one line.
pub(crate) struct Newsroom {
    store: ArtifactStore,
    folder: PathBuf,
    /// What tasks shall fail with before they go well, by phase.
    failures: Mutex<Vec<(Phase, DispatchError)>>,
    /// How often a task was done.
    pub(crate) tasks: AtomicU32,
    /// Measures that replace the good ones.
    pub(crate) measures: Mutex<Vec<Measure>>,
    /// Into how many parts collections are divided.
    pub(crate) parts: usize,
    /// Every task that was done.
    pub(crate) done: Mutex<Vec<TaskId>>,
    /// Parts wait until this is true.
    pub(crate) open: watch::Sender<bool>,
    /// A phase that never ends by itself.
    pub(crate) stuck: Mutex<Option<Phase>>,
}

impl Newsroom {
    pub(crate) fn new(folder: &Path) -> Self {
        Self {
            store: ArtifactStore::open(folder).unwrap(),
            folder: folder.to_owned(),
            failures: Mutex::default(),
            tasks: AtomicU32::new(0),
            measures: Mutex::default(),
            stuck: Mutex::default(),
            parts: 0,
            done: Mutex::default(),
            open: watch::Sender::new(true),
        }
    }

    /// One whose collections are divided into so many parts.
    pub(crate) fn dividing(folder: &Path, parts: usize) -> Self {
        Self {
            parts,
            ..Self::new(folder)
        }
    }

    pub(crate) fn fail_next(&self, phase: Phase, error: DispatchError) {
        self.failures.lock().unwrap().push((phase, error));
    }

    fn failure(&self, phase: Phase) -> Option<DispatchError> {
        let mut failures = self.failures.lock().unwrap();
        let place = failures.iter().position(|(failing, _)| *failing == phase)?;
        Some(failures.remove(place).1)
    }

    /// Does a task; the same task always gives the same artifact.
    pub(crate) async fn work(&self, task: &TaskSpec) -> Result<TaskOutcome, TaskFailure> {
        self.tasks.fetch_add(1, Ordering::Relaxed);
        self.done.lock().unwrap().push(task.id.clone());
        if let Some(outcome) = self.divided(task).await {
            return outcome.map_err(|error| TaskFailure::of(&error, true));
        }
        let (artifact, measures) = match task.id.phase {
            Phase::Collect => (
                self.store.put_json("raw.json", &"facts").await,
                "repositories=2 repositories_complete=2 repositories_partial=0 repositories_failed=0 commits=5",
            ),
            Phase::Analyze => {
                let facts: String = self.read(task, Phase::Collect).await?;
                let insights = format!("insights on {facts}");
                (
                    self.store.put_json("processed.json", &insights).await,
                    "discrepancies=0 ungrounded_sentences=0 model_failures=0 stories=1 sentences=3 model_used=0",
                )
            }
            Phase::Generate => {
                let insights: String = self.read(task, Phase::Analyze).await?;
                (
                    self.generate(task, insights).await,
                    "words=900 word_range_violations=0 front_matter_errors=0 heading_errors=0 broken_links=0 \
                     unsupported_claims=0 hostile_markup=0 secrets_or_addresses=0 \
                     empty_words=0",
                )
            }
            Phase::Publish => {
                let documents: DocumentSet = self.read(task, Phase::Generate).await?;
                (
                    self.publish(task, &documents).await,
                    "documents_published=1 documents_unchanged=0 destinations_failed=0",
                )
            }
        };
        let artifact = artifact.map_err(|error| TaskFailure::of(&error, true))?;
        Ok(TaskOutcome::new(artifact, self.measured(measures)))
    }

    /// A plan, or a part of it; a join gives what a whole phase gives.
    async fn divided(&self, task: &TaskSpec) -> Option<Result<TaskOutcome, ArtifactError>> {
        let stored = match &task.work {
            Work::Whole => return None,
            Work::Plan { .. } => self.store.put_json("plan.json", &self.parts).await,
            Work::Part { .. } => self.store.put_json("part.json", &task.id.part).await,
            Work::Join { parts, missing, .. } => {
                assert_eq!(parts.len() + missing.len(), self.parts);
                for (part, artifact) in parts {
                    assert_eq!(self.store.get_json::<String>(artifact).await.unwrap(), *part);
                }
                return None;
            }
        };
        let names = (1..=self.parts).map(|number| format!("{number:02}"));
        let parts = match &task.work {
            Work::Plan { .. } => names.collect(),
            _ => Vec::new(),
        };
        Some(stored.map(|artifact| TaskOutcome {
            parts,
            ..TaskOutcome::new(artifact, Vec::new())
        }))
    }

    /// Which workers' tasks were done, but for whole phases.
    pub(crate) fn parts_done(&self) -> Vec<String> {
        let done = self.done.lock().unwrap();
        let mut parts: Vec<_> = done
            .iter()
            .filter(|task| TaskId::is_free_name(&task.part))
            .map(|task| task.part.clone())
            .collect();
        parts.sort_unstable();
        parts
    }

    fn measured(&self, good: &str) -> Vec<Measure> {
        let replaced = self.measures.lock().unwrap();
        let mut measures: Vec<_> = good.split_whitespace().map(measure).collect();
        for measure in &mut measures {
            if let Some(other) = replaced.iter().find(|other| other.name == measure.name) {
                measure.clone_from(other);
            }
        }
        measures
    }

    async fn read<T: serde::de::DeserializeOwned>(
        &self,
        task: &TaskSpec,
        phase: Phase,
    ) -> Result<T, TaskFailure> {
        self.store
            .get_json(&task.inputs[&phase])
            .await
            .map_err(|error| TaskFailure::of(&error, false))
    }

    async fn generate(&self, task: &TaskSpec, text: String) -> Result<ArtifactRef, ArtifactError> {
        let artifact = self.store.put("documents/page.md", text.into()).await?;
        let document = Document {
            kind: DocumentKind::WeeklyReport,
            format: DocumentFormat::Markdown,
            path: "weekly/page.md".into(),
            artifact,
        };
        let set = DocumentSet {
            schema_version: SCHEMA_VERSION,
            kind: task.request.kind,
            period: task.request.period,
            title: "A week".into(),
            complete: true,
            private: false,
            documents: vec![document],
        };
        self.store.put_json("documents.json", &set).await
    }

    /// Posts a page once; posting is what must not happen twice.
    async fn publish(&self, task: &TaskSpec, documents: &DocumentSet) -> Result<ArtifactRef, ArtifactError> {
        let posts = self.folder.join("posts");
        let hash = documents.documents[0].artifact.sha256.to_string();
        if !std::fs::read_to_string(&posts)
            .unwrap_or_default()
            .contains(&hash)
        {
            let mut file = std::fs::File::options()
                .create(true)
                .append(true)
                .open(&posts)
                .unwrap();
            writeln!(file, "{hash}").unwrap();
        }
        let publication = Publication {
            schema_version: SCHEMA_VERSION,
            kind: task.request.kind,
            period: task.request.period,
            receipts: Vec::new(),
            planned: Vec::new(),
        };
        self.store.put_json("receipts.json", &publication).await
    }
}

/// `name=value`.
pub(crate) fn measure(word: &str) -> Measure {
    let (name, value) = word.split_once('=').unwrap();
    Measure {
        name: name.into(),
        value: value.parse().unwrap(),
        details: Vec::new(),
    }
}

#[async_trait]
impl Dispatcher for Newsroom {
    fn place_now(&self, _phase: Phase, _parts: bool) -> Option<Place> {
        Some(Place {
            worker: "newsroom".into(),
            divides: false,
            hold: Box::new(Unbounded),
        })
    }

    async fn place(&self, phase: Phase, parts: bool) -> Result<Place, TaskFailure> {
        Ok(self.place_now(phase, parts).unwrap())
    }

    async fn run(
        &self,
        task: TaskSpec,
        _place: Result<Place, Option<String>>,
        cancelled: &CancellationToken,
        on_progress: OnProgress<'_>,
    ) -> Result<TaskOutcome, DispatchError> {
        on_progress(Progress {
            done: 0,
            total: 1,
            doing: task.id.phase.to_string(),
        });
        if let Some(error) = self.failure(task.id.phase) {
            return Err(error);
        }
        if *self.stuck.lock().unwrap() == Some(task.id.phase) {
            cancelled.cancelled().await;
            return Err(DispatchError::Cancelled);
        }
        Ok(self.work(&task).await?)
    }

    fn distrust(&self, _worker: &str) {}
}

/// A place of which there is always another one.
struct Unbounded;

impl Hold for Unbounded {}
