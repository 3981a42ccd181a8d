//! Whole runs, in one process, without sockets.

use std::sync::atomic::Ordering;

use sparky_common::{
    artifact::ArtifactStore,
    messages::TaskFailure,
    model::{Measure, Phase, RunStatus, Verdict},
};
use sparky_orchestrator::{
    dispatch::DispatchError,
    driver::Drive,
    ledger::LedgerReader,
    record,
    state::{RunEvent, RunState},
};

use crate::{
    house::{House, week},
    newsroom::measure,
};

fn house() -> (tempfile::TempDir, House) {
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(folder.path(), Vec::new());
    (folder, house)
}

#[tokio::test]
async fn a_run_goes_through_all_phases_and_is_remembered() {
    let (folder, house) = house();
    let (drive, state) = house.run(week("2025-W46")).await.unwrap();
    assert_eq!((drive, state.status()), (Drive::Rested, RunStatus::Succeeded));
    assert_eq!(house.newsroom.tasks.load(Ordering::Relaxed), 4);
    assert_eq!(house.witness.progress.lock().unwrap().len(), 4);

    let reader = LedgerReader::open(&house.folders.ledger()).unwrap().unwrap();
    let events = reader.events(&state.run).unwrap();
    assert_eq!(RunState::replay(&state.run, &events).unwrap(), state);

    let store = ArtifactStore::open(folder.path()).unwrap();
    let record = record::complete(&state, jiff::Timestamp::now(), &store).await;
    assert_eq!(
        record.gates.iter().map(|gate| gate.phase).collect::<Vec<_>>(),
        Phase::ALL
    );
    assert!(
        record
            .gates
            .iter()
            .all(|gate| gate.verdict == Verdict::Pass && !gate.checks.is_empty())
    );
    assert_eq!(record.documents[0].path, "weekly/page.md");
    assert!(record.publication.is_some() && record.reason.is_none());
    assert_eq!(record.coverage["complete"], 2);
    assert_eq!(
        record.timings.keys().collect::<Vec<_>>(),
        ["analyze", "collect", "generate", "publish", "total"]
    );
}

#[tokio::test]
async fn every_step_is_recorded_before_and_after() {
    let (_folder, house) = house();
    let (_, state) = house.run(week("2025-W46")).await.unwrap();
    let kinds: Vec<_> = house
        .ledger
        .events(&state.run)
        .unwrap()
        .into_iter()
        .map(|recorded| recorded.event.kind())
        .collect();
    let phase = ["task_started", "task_finished", "gate_judged"];
    let expected: Vec<_> = ["requested"]
        .into_iter()
        .chain(phase.repeat(4))
        .chain(["ended"])
        .collect();
    assert_eq!(kinds, expected);
}

#[tokio::test]
async fn lost_workers_are_replaced_and_the_reason_is_recorded() {
    let (_folder, house) = house();
    let lost = DispatchError::Lost {
        worker: "collector-1".into(),
        reason: "silent for 10 s".into(),
    };
    house.newsroom.fail_next(Phase::Collect, lost.clone());
    house.newsroom.fail_next(Phase::Collect, lost);
    let (_, state) = house.run(week("2025-W46")).await.unwrap();
    assert_eq!(state.status(), RunStatus::Succeeded);
    assert_eq!(
        (
            state.tries[&(Phase::Collect, "all".into())],
            state.gates[0].attempt
        ),
        (3, 1)
    );
    let events = house.witness.events.lock().unwrap();
    let reasons = events.iter().filter(
        |event| matches!(event, RunEvent::TaskReassigned { reason, .. } if reason == "silent for 10 s"),
    );
    assert_eq!(reasons.count(), 2);
}

#[tokio::test]
async fn a_failure_is_retried_with_a_wait_and_then_the_run_fails_with_its_words() {
    let (_folder, house) = house();
    for _ in 0..3 {
        let failure = TaskFailure {
            message: "the disk is full".into(),
            hint: None,
            retryable: true,
        };
        house.newsroom.fail_next(Phase::Analyze, failure.into());
    }
    let (_, state) = house.run(week("2025-W46")).await.unwrap();
    assert_eq!(
        (state.status(), state.reason()),
        (RunStatus::Failed, Some("analyze: task: the disk is full"))
    );
    let verdicts: Vec<_> = state.gates.iter().map(|gate| gate.verdict).collect();
    assert_eq!(
        verdicts,
        [Verdict::Pass, Verdict::Retry, Verdict::Retry, Verdict::Fail]
    );
}

#[tokio::test]
async fn gaps_make_the_run_partial_and_are_told_by_repository() {
    let (_folder, house) = house();
    let details = vec!["owner/a: line counts of 3 commits: objects are absent".into()];
    *house.newsroom.measures.lock().unwrap() = vec![
        measure("repositories_complete=1"),
        Measure {
            name: "repositories_partial".into(),
            value: 1.0,
            details,
        },
    ];
    let (_, state) = house.run(week("2025-W46")).await.unwrap();
    assert_eq!(state.status(), RunStatus::Partial);
    let record = record::of_state(&state, jiff::Timestamp::now());
    assert_eq!(
        record.gaps["owner/a"],
        ["line counts of 3 commits: objects are absent"]
    );
    assert_eq!(record.coverage["partial"], 1);
    assert!(
        record
            .reason
            .unwrap()
            .starts_with("collect: coverage: 1 of 2 repositories have gaps")
    );
}

#[tokio::test]
async fn a_run_can_be_cancelled_while_a_worker_is_at_it() {
    let (_folder, house) = house();
    *house.newsroom.stuck.lock().unwrap() = Some(Phase::Generate);
    let cancel = house.stop.cancel.clone();
    *house.witness.then.lock().unwrap() = Some(Box::new(move |state| {
        if state.status() == RunStatus::Generating {
            cancel.cancel();
        }
    }));
    let (drive, state) = house.run(week("2025-W46")).await.unwrap();
    assert_eq!((drive, state.status()), (Drive::Rested, RunStatus::Cancelled));
    assert_eq!(house.ledger.unfinished().unwrap(), []);
}

#[tokio::test]
async fn an_interrupted_run_is_continued_by_an_equal_request() {
    let (folder, house) = house();
    *house.newsroom.stuck.lock().unwrap() = Some(Phase::Generate);
    let interrupt = house.stop.interrupt.clone();
    *house.witness.then.lock().unwrap() = Some(Box::new(move |state| {
        if state.status() == RunStatus::Generating {
            interrupt.cancel();
        }
    }));
    let (drive, first) = house.run(week("2025-W46")).await.unwrap();
    assert_eq!(
        (drive, first.status()),
        (Drive::Interrupted, RunStatus::Generating)
    );

    let next = House::open(folder.path(), Vec::new());
    let (_, second) = next.run(week("2025-W46")).await.unwrap();
    assert_eq!((second.status(), &second.run), (RunStatus::Succeeded, &first.run));
    assert_eq!(
        next.newsroom.tasks.load(Ordering::Relaxed),
        2,
        "what was finished is not done again"
    );
}

#[tokio::test]
async fn another_request_supersedes_an_unfinished_run() {
    let (folder, house) = house();
    house.stop.interrupt.cancel();
    let (_, first) = house.run(week("2025-W46")).await.unwrap();

    let next = House::open(folder.path(), Vec::new());
    let mut other = week("2025-W46");
    other.organisation = Some("Another".into());
    let (_, second) = next.run(other).await.unwrap();
    assert_eq!(second.status(), RunStatus::Succeeded);
    let (old, _) = next.ledger.replay(&first.run).unwrap();
    assert_eq!(old.status(), RunStatus::Cancelled);
    assert!(old.reason().unwrap().contains(&second.run), "{:?}", old.reason());
}

#[tokio::test]
async fn a_held_run_stays_held_until_it_is_approved() {
    let (_folder, mut house) = house();
    house.policy.approval = true;
    let (_, first) = house.run(week("2025-W46")).await.unwrap();
    assert_eq!(first.status(), RunStatus::Held);
    let (_, again) = house.run(week("2025-W46")).await.unwrap();
    assert_eq!((again.run, again.tries.len()), (first.run, 3));
}
