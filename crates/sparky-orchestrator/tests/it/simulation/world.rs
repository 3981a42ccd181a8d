//! One run of the orchestrator's core in virtual time, and what must hold whatever goes wrong.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::AssertUnwindSafe,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures::FutureExt;
use sparky_common::{
    messages::{Progress, TaskId, TaskSpec},
    model::{ArtifactRef, Control, Phase, RunStatus, Verdict},
};
use sparky_orchestrator::{
    clock::Clock,
    config::{DispatchSettings, Folders, Policy},
    dispatch::{BusDispatcher, Fleet},
    driver::{Drive, Driver, Journal, RunObserver, Stop},
    lease::Leases,
    ledger::{Ledger, LedgerObserver},
    state::{Recorded, RunEvent, RunState},
};

use tokio::sync::watch;

use super::{dice::Dice, net::Net, time::Virtual, worker::SimWorker};
use crate::house::week;

/// How often each thing goes wrong, in a thousand.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Faults {
    pub(super) lost: u64,
    pub(super) delayed: u64,
    pub(super) repeated: u64,
    pub(super) worker_dies: u64,
    pub(super) worker_freezes: u64,
    pub(super) task_fails: u64,
    pub(super) orchestrator_dies: u64,
    pub(super) cancelled: u64,
}

/// The orchestrator dies without a word.
struct Death;

/// What everything in a simulation shares.
pub(super) struct Stage {
    pub(super) clock: Virtual,
    pub(super) dice: Dice,
    pub(super) faults: Faults,
    pub(super) parts: usize,
    run: String,
    ledger: Mutex<Option<Arc<Ledger>>>,
    fleet: Mutex<Arc<Fleet>>,
    /// What readers see.
    posts: Mutex<Vec<String>>,
    /// Messages and writes of the ledger so far.
    moments: AtomicU64,
    deaths: BTreeSet<u64>,
    /// What must not be and was: a worker's panic is only a failed task.
    wrong: Mutex<Vec<String>>,
}

/// What became of a simulation.
pub(super) struct Ending {
    pub(super) state: RunState,
    pub(super) lives: u64,
    pub(super) moments: u64,
}

impl Ending {
    pub(super) fn artifacts(&self) -> BTreeMap<Phase, ArtifactRef> {
        let outcomes = self.state.outcomes.iter();
        outcomes
            .map(|(phase, outcome)| (*phase, outcome.artifact.clone()))
            .collect()
    }
}

impl Stage {
    pub(super) fn fleet(&self) -> Arc<Fleet> {
        Arc::clone(&self.fleet.lock().unwrap())
    }

    /// A message is sent or taken, or the ledger is or was written: here the orchestrator may die.
    pub(super) fn moment(&self) {
        let moment = self.moments.fetch_add(1, Ordering::Relaxed) + 1;
        if self.deaths.contains(&moment) || self.dice.happens(self.faults.orchestrator_dies) {
            std::panic::panic_any(Death);
        }
    }

    /// Notes what must not be.
    pub(super) fn must(&self, holds: bool, what: &str) {
        if !holds {
            self.wrong.lock().unwrap().push(what.to_owned());
        }
    }

    /// Posts what is not posted yet, as a publisher with receipts does.
    pub(super) fn publish(&self, task: &TaskSpec) {
        let ledger = self.ledger.lock().unwrap().clone().unwrap();
        let (state, _) = ledger.replay(&task.id.run).unwrap();
        let documents = &task.inputs[&Phase::Generate].sha256;
        let judged = &state.outcomes[&Phase::Generate].artifact.sha256;
        self.must(documents == judged, "only what the gate let through is published");
        for phase in [Phase::Collect, Phase::Analyze, Phase::Generate] {
            let last = state.gates.iter().rfind(|gate| gate.phase == phase);
            let passed = last.is_some_and(|gate| matches!(gate.verdict, Verdict::Pass | Verdict::Degrade));
            self.must(passed, "nothing is published before its gates let it through");
        }
        let mut posts = self.posts.lock().unwrap();
        if !posts.contains(&documents.to_string()) {
            posts.push(documents.to_string());
        }
    }
}

struct Moments(Arc<Stage>);

impl LedgerObserver for Moments {
    fn appending(&self, _run: &str, _events: &[RunEvent]) {
        self.0.moment();
    }

    fn appended(&self, _run: &str, _events: &[RunEvent]) {
        self.0.moment();
    }
}

struct Nobody;

impl RunObserver for Nobody {
    fn changed(&self, _state: &RunState, _events: &[RunEvent]) {}

    fn progressed(&self, _task: &TaskId, _progress: Progress) {}
}

/// Runs a week to its end in virtual time. The orchestrator dies at the moments of `deaths` and where the dice say so,
/// and is started again each time.
pub(super) fn simulate(folder: &Path, seed: u64, faults: Faults, deaths: BTreeSet<u64>) -> Ending {
    silence_deaths();
    let clock = Virtual::new();
    let life = live(folder.to_owned(), seed, faults, deaths, clock.clone());
    let ending = clock.run(life, Duration::from_secs(24 * 3600));
    ending.unwrap_or_else(|| panic!("seed {seed}: the run does not come to its end in a day"))
}

async fn live(folder: PathBuf, seed: u64, faults: Faults, deaths: BTreeSet<u64>, clock: Virtual) -> Ending {
    let dice = Dice::new(seed);
    let timeout = Duration::from_secs(10);
    let stage = Arc::new(Stage {
        parts: 2 + usize::try_from(dice.below(6)).unwrap(),
        dice,
        faults,
        run: format!("weekly-2025-W46-{seed}"),
        ledger: Mutex::default(),
        fleet: Mutex::new(Arc::new(Fleet::at(timeout, Arc::new(clock.clone())))),
        clock,
        posts: Mutex::default(),
        moments: AtomicU64::new(0),
        deaths,
        wrong: Mutex::default(),
    });
    let observers: Vec<Arc<dyn LedgerObserver>> = vec![Arc::new(Moments(Arc::clone(&stage)))];
    let folders = Folders { data: folder };
    let ledger = Arc::new(Ledger::open(&folders.ledger(), observers).unwrap());
    *stage.ledger.lock().unwrap() = Some(Arc::clone(&ledger));
    let leases = Arc::new(Leases::new(
        Arc::clone(&ledger),
        folders,
        Duration::from_secs(3600),
    ));
    let workers = Phase::ALL
        .into_iter()
        .flat_map(|phase| (0..3).map(move |number| (phase, number)));
    let workers = workers.map(|(phase, number)| {
        let worker = SimWorker::start(&stage, phase, number, phase == Phase::Collect);
        (worker.info.name.clone(), worker)
    });
    let net = Arc::new(Net {
        stage: Arc::clone(&stage),
        workers: workers.collect(),
    });
    let mut lives = 0;
    let state = loop {
        lives += 1;
        assert!(lives < 500, "seed {seed}: the orchestrator dies without end");
        let life = AssertUnwindSafe(one_life(&stage, &net, &leases, timeout));
        match life.catch_unwind().await {
            Ok(state) => break state,
            Err(death) if death.is::<Death>() => {
                let pause = Duration::from_millis(stage.dice.below(20_000));
                stage.clock.sleep(pause).await;
            }
            Err(other) => std::panic::resume_unwind(other),
        }
    };
    check(&stage, &state, &ledger.events(&stage.run).unwrap());
    Ending {
        state,
        lives,
        moments: stage.moments.load(Ordering::Relaxed),
    }
}

/// One life of an orchestrator: it knows nothing but what the ledger says.
async fn one_life(stage: &Arc<Stage>, net: &Arc<Net>, leases: &Arc<Leases>, timeout: Duration) -> RunState {
    let clock: Arc<dyn Clock> = Arc::new(stage.clock.clone());
    let fleet = Arc::new(Fleet::at(timeout, Arc::clone(&clock)));
    *stage.fleet.lock().unwrap() = Arc::clone(&fleet);
    let settings = DispatchSettings {
        task_timeout: Duration::from_secs(1800),
        worker_timeout: timeout,
        // Longer than all the workers of a phase are away at once.
        worker_wait: Duration::from_secs(600),
    };
    let driver = Driver {
        dispatcher: Arc::new(BusDispatcher::over(fleet, Arc::clone(net) as _, settings)),
        policy: Policy::default(),
        observer: Arc::new(Nobody),
        clock: Arc::clone(&clock),
        control: watch::channel(Control::default()).1,
    };
    let request = week("2025-W46");
    let lease = leases.take_period(request.kind, request.period).await.unwrap();
    let ledger = Arc::clone(leases.ledger());
    let known = ledger.find(&stage.run).unwrap().is_some();
    let mut journal = if known {
        Journal::open(ledger, lease, &stage.run).await.unwrap()
    } else {
        Journal::begin(ledger, lease, stage.run.clone(), request, clock.now())
            .await
            .unwrap()
    };
    let stop = Stop::default();
    if stage.dice.happens(stage.faults.cancelled) {
        let (cancel, later) = (
            stop.cancel.clone(),
            Duration::from_millis(stage.dice.below(60_000)),
        );
        let wait = stage.clock.sleep(later);
        stage.clock.spawn(async move {
            wait.await;
            cancel.cancel();
        });
    }
    let drive = driver.drive(&mut journal, &stop).await.unwrap();
    assert_eq!(drive, Drive::Rested);
    journal.state().clone()
}

/// What must hold at the end, whatever went wrong.
fn check(stage: &Stage, state: &RunState, events: &[Recorded]) {
    assert_eq!(*stage.wrong.lock().unwrap(), Vec::<String>::new());
    assert!(state.status().is_final(), "it terminates: {state:?}");
    assert_eq!(
        &RunState::replay(&state.run, events).unwrap(),
        state,
        "the ledger replays to the same state"
    );
    let mut used = BTreeSet::new();
    let mut phases = Vec::new();
    for Recorded { event, .. } in events {
        match event {
            RunEvent::TaskStarted { phase, .. } if phases.last() != Some(phase) => phases.push(*phase),
            RunEvent::TaskFinished { phase, part, .. } => {
                let attempt = state.tries[&(*phase, part.clone())];
                assert!(
                    used.insert((*phase, part.clone(), attempt)),
                    "a result is used once: {phase}/{part}"
                );
            }
            _ => {}
        }
    }
    assert_eq!(
        phases,
        Phase::ALL[..phases.len()],
        "phases are done in order, each once through"
    );
    let posts = stage.posts.lock().unwrap().len();
    let reported = matches!(state.status(), RunStatus::Succeeded | RunStatus::Partial);
    assert!(
        posts <= 1 && (posts == 1 || !reported),
        "nothing is published twice, and a report is published"
    );
    let lacking = state.gates.iter().any(|gate| gate.verdict == Verdict::Degrade);
    match state.status() {
        RunStatus::Succeeded => assert!(!lacking),
        RunStatus::Partial => assert!(lacking),
        _ => {}
    }
}

/// Deaths are what simulations are about: nobody wants to read of each.
fn silence_deaths() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !info.payload().is::<Death>() {
                loud(info);
            }
        }));
    });
}
