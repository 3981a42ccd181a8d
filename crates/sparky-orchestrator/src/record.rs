//! What people see of a run.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sparky_common::{
    artifact::{ArtifactError, ArtifactStore},
    model::{DocumentSet, Phase, RunRecord, UnderReview},
};

use crate::{
    ledger::RunHead,
    state::{RunState, Stage},
};

/// The states of coverage and the collector's measure of each.
const COVERAGE: [(&str, &str); 3] = [
    ("complete", "repositories_complete"),
    ("partial", "repositories_partial"),
    ("failed", "repositories_failed"),
];

/// How many bytes of diffs a record in a message may hold.
const DIFF_BYTES: usize = 512 * 1024;

/// What the ledger alone knows about a run at an instant: all but the documents and where they went.
pub fn of_state(state: &RunState, now: Timestamp) -> RunRecord {
    RunRecord {
        run: state.run.clone(),
        kind: state.request.kind,
        period: state.request.period,
        status: state.status(),
        reason: state.reason().map(str::to_owned),
        review: review(state),
        gates: state.gates.clone(),
        documents: Vec::new(),
        coverage: coverage(state),
        gaps: gaps(state),
        publication: None,
        artifacts: state
            .outcomes
            .iter()
            .map(|(phase, outcome)| (*phase, outcome.artifact.clone()))
            .collect(),
        timings: timings(state, now),
        created_at: state.created_at,
        ended_at: state.ended_at(),
    }
}

/// What a held run waits to have approved.
pub fn review(state: &RunState) -> Option<UnderReview> {
    let Stage::Held { phase, .. } = state.stage else {
        return None;
    };
    let artifact = state.outcomes.get(&phase)?.artifact.clone();
    Some(UnderReview { phase, artifact })
}

/// The line of a run in a listing: how it stands, without gates, artifacts and documents.
pub fn of_head(head: RunHead) -> RunRecord {
    let timings = head
        .ended_at
        .map(|ended| ("total".to_owned(), milliseconds(head.created_at, ended)))
        .into_iter()
        .collect();
    RunRecord {
        run: head.run,
        kind: head.kind,
        period: head.period,
        status: head.status,
        reason: head.reason,
        review: None,
        gates: Vec::new(),
        documents: Vec::new(),
        coverage: BTreeMap::new(),
        gaps: BTreeMap::new(),
        publication: None,
        artifacts: BTreeMap::new(),
        timings,
        created_at: head.created_at,
        ended_at: head.ended_at,
    }
}

/// Everything about a run: what the ledger knows, and what its artifacts tell about documents and receipts. What is
/// gone from the artifact store is left out.
pub async fn complete(state: &RunState, now: Timestamp, store: &ArtifactStore) -> RunRecord {
    let mut record = of_state(state, now);
    if let Err(error) = add_artifacts(&mut record, store).await {
        tracing::warn!(run = record.run, %error, "the run is shown without what its artifacts tell");
    }
    record
}

async fn add_artifacts(record: &mut RunRecord, store: &ArtifactStore) -> Result<(), ArtifactError> {
    if let Some(artifact) = record.artifacts.get(&Phase::Generate) {
        record.documents = store.get_json::<DocumentSet>(artifact).await?.documents;
    }
    if let Some(artifact) = record.artifacts.get(&Phase::Publish) {
        record.publication = Some(store.get_json(artifact).await?);
    }
    Ok(())
}

/// Cuts the diffs of a dry run so that the record fits into a message; the publication's artifact has them whole.
pub fn fit_into_message(record: &mut RunRecord) {
    let mut left = DIFF_BYTES;
    for change in record
        .publication
        .iter_mut()
        .flat_map(|publication| &mut publication.planned)
    {
        if change.diff.len() > left {
            change.diff = format!(
                "({} bytes of changes: too many to show here)\n",
                change.diff.len()
            );
        }
        left = left.saturating_sub(change.diff.len());
    }
}

fn coverage(state: &RunState) -> BTreeMap<String, u64> {
    let measures = state.measured.get(&Phase::Collect).map_or(&[][..], Vec::as_slice);
    COVERAGE
        .into_iter()
        .filter_map(|(word, name)| {
            let measure = measures.iter().find(|measure| measure.name == name)?;
            // The worker counted in whole numbers; saturates where it did not.
            Some((word.to_owned(), measure.value as u64))
        })
        .collect()
}

/// The details of incomplete repositories read `NAME: what: why`.
fn gaps(state: &RunState) -> BTreeMap<String, Vec<String>> {
    let mut gaps = BTreeMap::<_, Vec<_>>::new();
    let measures = state.measured.get(&Phase::Collect).into_iter().flatten();
    for detail in measures
        .filter(|measure| measure.name.starts_with("repositories_"))
        .flat_map(|m| &m.details)
    {
        let (name, gap) = detail.split_once(": ").unwrap_or((detail, "incomplete"));
        gaps.entry(name.to_owned()).or_default().push(gap.to_owned());
    }
    gaps
}

fn timings(state: &RunState, now: Timestamp) -> BTreeMap<String, u64> {
    let total = milliseconds(state.created_at, state.ended_at().unwrap_or(now));
    let phases = state
        .spent
        .iter()
        .map(|(phase, spent)| (phase.to_string(), *spent));
    phases.chain([("total".to_owned(), total)]).collect()
}

fn milliseconds(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.duration_since(from).as_millis()).unwrap_or(0)
}
