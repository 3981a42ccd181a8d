//! A data folder with a ledger, a newsroom and a driver, in one process and without sockets.

use std::{
    path::Path,
    sync::{Arc, Mutex},
};

use sparky_common::{
    messages::{Progress, TaskId},
    model::{Control, RunRequest},
    period::Kind,
};
use sparky_orchestrator::{
    clock::SystemClock,
    config::{Folders, Policy},
    driver::{Drive, Driver, RunObserver, Stop, admit},
    lease::{LeaseError, Leases},
    ledger::{Ledger, LedgerObserver},
    state::{RunEvent, RunState},
};

use tokio::sync::watch;

use crate::newsroom::Newsroom;

/// What a witness does after each change.
type Then = Box<dyn Fn(&RunState) + Send>;

/// Remembers every event that was recorded, and stops the run where it is told to.
#[derive(Default)]
pub(crate) struct Witness {
    pub(crate) events: Mutex<Vec<RunEvent>>,
    pub(crate) progress: Mutex<Vec<(TaskId, Progress)>>,
    /// Called after each change.
    pub(crate) then: Mutex<Option<Then>>,
}

impl RunObserver for Witness {
    fn changed(&self, state: &RunState, events: &[RunEvent]) {
        self.events.lock().unwrap().extend_from_slice(events);
        if let Some(then) = &*self.then.lock().unwrap() {
            then(state);
        }
    }

    fn progressed(&self, task: &TaskId, progress: Progress) {
        self.progress.lock().unwrap().push((task.clone(), progress));
    }
}

/// A data folder with a ledger, a newsroom and a driver.
pub(crate) struct House {
    pub(crate) folders: Folders,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) leases: Arc<Leases>,
    pub(crate) newsroom: Arc<Newsroom>,
    pub(crate) witness: Arc<Witness>,
    pub(crate) policy: Policy,
    pub(crate) stop: Stop,
    pub(crate) control: watch::Sender<Control>,
}

impl House {
    pub(crate) fn open(folder: &Path, observers: Vec<Arc<dyn LedgerObserver>>) -> Self {
        let folders = Folders {
            data: folder.to_owned(),
        };
        let policy = Policy {
            attempts: 3,
            backoff: std::time::Duration::from_millis(1),
            min_coverage: 0.5,
            approval: false,
            ..Policy::default()
        };
        let ledger = Arc::new(Ledger::open(&folders.ledger(), observers).unwrap());
        let time = std::time::Duration::from_secs(30);
        Self {
            leases: Arc::new(Leases::new(Arc::clone(&ledger), folders.clone(), time)),
            ledger,
            newsroom: Arc::new(Newsroom::new(folder)),
            witness: Arc::default(),
            folders,
            policy,
            stop: Stop::default(),
            control: watch::Sender::new(Control::default()),
        }
    }

    pub(crate) async fn run(&self, request: RunRequest) -> Result<(Drive, RunState), LeaseError> {
        let mut journal = admit(&self.leases, request).await?;
        let driver = Driver {
            dispatcher: self.newsroom.clone(),
            policy: self.policy.clone(),
            observer: self.witness.clone(),
            clock: Arc::new(SystemClock),
            control: self.control.subscribe(),
        };
        let drive = driver.drive(&mut journal, &self.stop).await?;
        Ok((drive, journal.state().clone()))
    }
}

/// A request for a week.
pub(crate) fn week(period: &str) -> RunRequest {
    RunRequest {
        kind: Kind::Weekly,
        period: period.parse().unwrap(),
        sources: Vec::new(),
        organisation: None,
        publish: true,
        dry_run: false,
        model: None,
    }
}
