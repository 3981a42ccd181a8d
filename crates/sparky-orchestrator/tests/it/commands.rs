//! What can be asked of a running orchestrator, over its sockets.

use sparky_common::{
    bus::Delivery,
    messages::{Command, Event, Reply},
    model::{Phase, RunStatus},
};
use sparky_orchestrator::{History, ledger::Ledger};
use sparky_testkit::eventually;

use crate::{fleet::Fleet, house::week};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_goes_through_the_whole_fleet_and_is_told_to_listeners() {
    let folder = tempfile::tempdir().unwrap();
    let fleet = Fleet::start(folder.path(), &[]).await;
    let mut events = fleet.subscribe();
    assert_eq!(
        events.next().await,
        Delivery::Gap,
        "from here on nothing is missed"
    );
    let record = fleet.run(week("2025-W46")).await;
    assert_eq!((record.status, record.reason), (RunStatus::Succeeded, None));
    assert_eq!(record.artifacts.keys().copied().collect::<Vec<_>>(), Phase::ALL);
    assert_eq!((record.documents.len(), record.publication.is_some()), (1, true));

    let mut told = Vec::new();
    while told.last() != Some(&RunStatus::Succeeded) {
        if let Delivery::Event(Event::RunChanged { record }) = events.next().await {
            told.push(record.status);
        }
    }
    let expected = [
        RunStatus::Collecting,
        RunStatus::Analyzing,
        RunStatus::Generating,
        RunStatus::Publishing,
        RunStatus::Succeeded,
    ];
    assert_eq!(told, expected);
    let metrics = fleet.metrics();
    assert!(
        metrics.contains(r#"sparky_runs_total{kind="weekly",status="succeeded"} 1"#),
        "{metrics}"
    );
    assert!(
        metrics.contains(r#"sparky_gate_verdicts_total{phase="publish",verdict="pass"} 1"#),
        "{metrics}"
    );
    assert!(metrics.contains("sparky_ledger_appends_total 6"), "{metrics}");
    let last_report = |metrics: &str| {
        let start = r#"sparky_run_last_report_timestamp_seconds{kind="weekly"} "#;
        let line = metrics.lines().find_map(|line| line.strip_prefix(start));
        line.map(|value| value.parse::<f64>().expect("a number"))
    };
    let reported = last_report(&metrics);
    assert!(reported.is_some_and(|seconds| seconds > 1.7e9), "{metrics}");
    fleet.stop().await;

    let again = Fleet::start(folder.path(), &[]).await;
    assert_eq!(last_report(&again.metrics()), reported, "a restart is no silence");
    again.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_joins_the_run_and_another_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let fleet = Fleet::start(folder.path(), &[]).await;
    *fleet.newsroom.stuck.lock().unwrap() = Some(Phase::Analyze);
    let first = fleet.start_run(week("2025-W46")).await.unwrap();
    let again = fleet.start_run(week("2025-W46")).await.unwrap();
    assert_eq!(first.run, again.run);

    let mut other = week("2025-W46");
    other.dry_run = true;
    let refused = fleet.start_run(other).await.unwrap_err();
    assert!(refused.message.contains(&first.run), "{refused}");
    assert!(refused.hint.unwrap().contains("sparky runs cancel"));

    let running = fleet
        .reaches(&first.run, |status| status == RunStatus::Analyzing)
        .await;
    assert_eq!(running.gates.len(), 1);
    let Reply::Run { record } = fleet
        .ask(Command::CancelRun {
            run: first.run.clone(),
        })
        .await
    else {
        panic!("no run");
    };
    assert_eq!(record.status, RunStatus::Cancelled);
    let over = fleet.ask(Command::CancelRun { run: first.run }).await;
    assert!(
        matches!(over, Reply::Rejected { failure } if failure.message.ends_with("is over: it is cancelled"))
    );
    fleet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_orchestrator_on_the_same_data_is_told_who_runs_the_period() {
    let folder = tempfile::tempdir().unwrap();
    let fleet = Fleet::start(folder.path(), &[]).await;
    *fleet.newsroom.stuck.lock().unwrap() = Some(Phase::Analyze);
    fleet.start_run(week("2025-W46")).await.unwrap();

    let other = Fleet::start(folder.path(), &[]).await;
    let refused = other.start_run(week("2025-W46")).await.unwrap_err();
    assert!(
        refused
            .message
            .contains(&format!("by process {} on ", std::process::id())),
        "{refused}"
    );
    assert!(refused.hint.is_some());
    assert_eq!(other.run(week("2025-W45")).await.status, RunStatus::Succeeded);
    other.stop().await;
    fleet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_orchestrator_leaves_its_runs_to_the_next_one() {
    let folder = tempfile::tempdir().unwrap();
    let fleet = Fleet::start(folder.path(), &[]).await;
    *fleet.newsroom.stuck.lock().unwrap() = Some(Phase::Generate);
    let run = fleet.start_run(week("2025-W46")).await.unwrap().run;
    fleet
        .reaches(&run, |status| status == RunStatus::Generating)
        .await;
    fleet.stop().await;

    let mut next = Fleet::try_start(folder.path(), true, &[]).await.unwrap();
    for phase in [Phase::Generate, Phase::Publish] {
        next.add_worker(phase);
    }
    let record = next.reaches(&run, RunStatus::is_final).await;
    assert_eq!(record.status, RunStatus::Succeeded);
    next.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_run_goes_on_when_it_is_approved() {
    let folder = tempfile::tempdir().unwrap();
    let fleet = Fleet::start(folder.path(), &[("APPROVAL", "true")]).await;
    let held = fleet.run(week("2025-W46")).await;
    assert_eq!(held.status, RunStatus::Held);
    assert_eq!((held.documents.len(), held.publication), (1, None));
    let approve = || Command::ApproveRun {
        run: held.run.clone(),
        by: "ada".into(),
        sha256: Some(held.review.as_ref().unwrap().artifact.sha256.to_string()),
    };
    assert!(matches!(fleet.ask(approve()).await, Reply::Run { .. }));
    fleet
        .reaches(&held.run, |status| status == RunStatus::Succeeded)
        .await;
    let again = fleet.ask(approve()).await;
    assert!(
        matches!(again, Reply::Rejected { failure } if failure.message.contains("does not wait for approval"))
    );
    fleet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn approval_is_of_the_bytes_that_were_reviewed() {
    let folder = tempfile::tempdir().unwrap();
    let fleet = Fleet::start(folder.path(), &[("APPROVAL", "true")]).await;
    let held = fleet.run(week("2025-W46")).await;
    let review = held.review.clone().unwrap();
    assert_eq!(review.phase, Phase::Generate);
    assert_eq!(review.artifact, held.artifacts[&Phase::Generate]);
    let refused = async |sha256: Option<&str>| {
        let approval = Command::ApproveRun {
            run: held.run.clone(),
            by: "ada".into(),
            sha256: sha256.map(str::to_owned),
        };
        match fleet.ask(approval).await {
            Reply::Rejected { failure } => failure.message,
            other => panic!("it goes on: {other:?}"),
        }
    };
    let hash = review.artifact.sha256.as_str();
    assert_eq!(
        refused(None).await,
        "approval must name the hash of what was reviewed"
    );
    for other in ["0123456789ab", &hash[..11], ""] {
        assert!(
            refused(Some(other))
                .await
                .starts_with("what was reviewed is not what is there"),
            "{other}"
        );
    }
    // One byte of a document, by an editor that writes a new file, and by one that writes into the old one.
    let page = folder.path().join("documents/page.md");
    let text = std::fs::read(&page).unwrap();
    let mut other = text.clone();
    other[0] ^= 1;
    let aside = folder.path().join("documents/.page.md.new");
    std::fs::write(&aside, &other).unwrap();
    std::fs::rename(&aside, &page).unwrap();
    assert_eq!(
        refused(Some(hash)).await,
        "`documents/page.md` was changed since it was made"
    );
    std::fs::write(&page, &text).unwrap();
    let object = held.documents[0].artifact.sha256.as_str();
    let object = folder.path().join(format!("objects/{}/{object}", &object[..2]));
    std::fs::write(&object, &other).unwrap();
    assert!(
        refused(Some(hash))
            .await
            .starts_with("`documents/page.md` is damaged")
    );
    assert_eq!(fleet.get(&held.run).await.unwrap().status, RunStatus::Held);
    assert!(!folder.path().join("posts").exists(), "nothing was published");

    std::fs::write(&object, &text).unwrap();
    let approval = Command::ApproveRun {
        run: held.run.clone(),
        by: "ada".into(),
        sha256: Some(hash[..12].to_uppercase()),
    };
    assert!(matches!(fleet.ask(approval).await, Reply::Run { .. }));
    let done = fleet.reaches(&held.run, RunStatus::is_final).await;
    assert_eq!((done.status, done.review), (RunStatus::Succeeded, None));
    fleet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn runs_are_listed_and_found_by_period() {
    let folder = tempfile::tempdir().unwrap();
    let fleet = Fleet::start(folder.path(), &[]).await;
    for period in ["2025-W45", "2025-W46"] {
        fleet.run(week(period)).await;
    }
    let Reply::Runs { records } = fleet.ask(Command::ListRuns { limit: 10 }).await else {
        panic!("no runs")
    };
    let periods: Vec<_> = records.iter().map(|record| record.period.to_string()).collect();
    assert_eq!(periods, ["2025-W46", "2025-W45"]);
    let found = fleet.get("2025-W45").await.unwrap();
    assert_eq!(found.run, records[1].run);
    let unknown = fleet.get("2025-W01").await.unwrap_err();
    assert_eq!(unknown.message, "there is no run `2025-W01`");
    fleet.stop().await;

    let history = History::open(folder.path()).unwrap();
    assert_eq!(history.list(10).unwrap(), records);
    assert_eq!(history.show("2025-W45").await.unwrap(), Some(found));
    assert_eq!(history.show("2025-W01").await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_refused_with_reason() {
    let folder = tempfile::tempdir().unwrap();
    let fleet = Fleet::try_start(folder.path(), false, &[]).await.unwrap();
    let future = fleet.start_run(week("2125-W46")).await.unwrap_err();
    assert_eq!(future.message, "the week 2125-W46 has not begun");
    let task = sparky_common::messages::TaskId {
        run: "r".into(),
        phase: Phase::Collect,
        part: "all".into(),
        attempt: 1,
    };
    assert!(matches!(
        fleet.ask(Command::Status { task }).await,
        Reply::Refused { .. }
    ));
    fleet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_ledger_stops_the_start_and_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ledger.db"), b"no database ".repeat(50)).unwrap();
    let error = Fleet::try_start(folder.path(), false, &[]).await.err().unwrap();
    assert!(error.to_string().ends_with("ledger.db` is damaged"), "{error}");
    assert!(error.hint().unwrap().contains("restore"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ledger_that_breaks_under_way_stops_the_run_and_the_next_start_continues_it() {
    let folder = tempfile::tempdir().unwrap();
    let fleet = Fleet::start(folder.path(), &[]).await;
    *fleet.newsroom.stuck.lock().unwrap() = Some(Phase::Analyze);
    let run = fleet.start_run(week("2025-W46")).await.unwrap().run;
    fleet.reaches(&run, |status| status == RunStatus::Analyzing).await;

    // Someone else takes the period over: from now on this orchestrator may not write.
    let ledger = Ledger::open(&folder.path().join("ledger.db"), vec![]).unwrap();
    ledger
        .break_lease("weekly-2025-W46", "a stranger", jiff::Timestamp::now())
        .unwrap();
    fleet.ask(Command::CancelRun { run: run.clone() }).await;
    let broken = eventually("the run stops", async || fleet.get(&run).await.err()).await;
    assert!(
        broken.message.contains("another orchestrator has taken over"),
        "{broken}"
    );

    *fleet.newsroom.stuck.lock().unwrap() = None;
    let record = fleet.run(week("2025-W46")).await;
    assert_eq!((record.run, record.status), (run, RunStatus::Succeeded));
    fleet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ledger_gates_and_bus_cost_a_run_little() {
    let folder = tempfile::tempdir().unwrap();
    let fleet = Fleet::start(folder.path(), &[]).await;
    let bound = if cfg!(debug_assertions) { 400 } else { 100 };
    let mut totals = Vec::new();
    // The phases of this newsroom take no time to speak of. The best of some, for other tests run beside this one.
    while totals.len() < 5 || totals.len() < 40 && totals.iter().min() > Some(&bound) {
        let period = format!("2025-W{:02}", totals.len() + 1);
        totals.push(fleet.run(week(&period)).await.timings["total"]);
    }
    println!("what ledger, gates and bus add to a run of four phases: {totals:?} ms");
    assert!(totals.iter().min() <= Some(&bound), "{totals:?} ms");
    fleet.stop().await;
}
