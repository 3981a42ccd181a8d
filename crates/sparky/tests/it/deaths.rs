//! Death at every message: whoever is killed at whatever message of a run, it ends in the same artifacts and publishes once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    collections::BTreeMap,
    fs,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use sparky_common::{
    bus::{Client, Key},
    messages::Command,
    model::{ArtifactRef, Phase, RunRecord, RunRequest, RunStatus, SourceRef},
    period::Kind,
};
use sparky_orchestrator::History;
use sparky_testkit::{RepositoryBuilder, eventually, free_port, git, network::Tap};

use crate::{
    processes::{KEY, SERVICES, Service},
    publish::{commits, desk_with_blog},
    support::{Desk, busy_repository},
};

/// Counts messages, and kills a service at one of them.
#[derive(Clone, Default)]
struct Reaper {
    seen: Arc<AtomicUsize>,
    /// At which message who dies.
    victim: Arc<Mutex<Option<(usize, Service)>>>,
}

impl Reaper {
    /// Kills a service at a message.
    fn lies_in_wait(&self, at: usize, victim: Service) {
        *self.victim.lock().unwrap() = Some((at, victim));
    }

    /// Before each message passes.
    fn sees(&self) {
        let seen = self.seen.fetch_add(1, Ordering::SeqCst) + 1;
        let mut victim = self.victim.lock().unwrap();
        if victim.as_ref().is_some_and(|(at, _)| seen >= *at) {
            // Dropped, it is killed and waited for: nobody it talked to hears another word.
            victim.take();
        }
    }

    fn has_struck(&self) -> bool {
        self.victim.lock().unwrap().is_none()
    }

    /// Whom it has not killed.
    fn spares(&self) -> Option<Service> {
        self.victim.lock().unwrap().take().map(|(_, service)| service)
    }
}

/// A fleet of processes whose wires are tapped.
struct Fleet {
    desk: Desk,
    repository: RepositoryBuilder,
    /// The first commit of the blog.
    seed: String,
    /// Where the orchestrator listens.
    ports: (u16, u16),
    /// Where each service listens beyond its tap: commands and events.
    doors: BTreeMap<&'static str, (u16, u16)>,
    services: BTreeMap<&'static str, Service>,
    /// Who listens at the wires of each service.
    reapers: BTreeMap<&'static str, Reaper>,
    _taps: Vec<Tap>,
}

impl Fleet {
    async fn start() -> Self {
        let desk = desk_with_blog();
        let seed = git(&desk.path().join("blog.git"), ["rev-parse", "main"]);
        let ports = (free_port(), free_port());
        let mut fleet = Self {
            desk,
            repository: busy_repository("parser"),
            seed,
            ports,
            doors: BTreeMap::new(),
            services: BTreeMap::new(),
            reapers: BTreeMap::new(),
            _taps: Vec::new(),
        };
        // The orchestrator has a part in every message.
        let orchestrators = Reaper::default();
        for name in SERVICES {
            let is_worker = name != SERVICES[0];
            let doors = if is_worker {
                (free_port(), free_port())
            } else {
                ports
            };
            fleet.doors.insert(name, doors);
            let own = if is_worker {
                Reaper::default()
            } else {
                orchestrators.clone()
            };
            for port in [doors.0, doors.1] {
                let at = |host: [u8; 4]| SocketAddr::from((host, port));
                let (own, orchestrators) = (own.clone(), orchestrators.clone());
                let listener = Arc::new(move || {
                    orchestrators.sees();
                    if is_worker {
                        own.sees();
                    }
                });
                let tap = Tap::between(at([127, 0, 0, 2]), at([127, 0, 0, 1]), listener).await;
                fleet._taps.push(tap.unwrap());
            }
            fleet.reapers.insert(name, own);
        }
        for name in SERVICES {
            let service = fleet.service(name);
            fleet.services.insert(name, service);
        }
        for service in fleet.services.values() {
            service.ready("a service").await;
        }
        fleet
    }

    /// A new process of a service; the others reach it, and it them, through the taps.
    fn service(&self, name: &'static str) -> Service {
        let destination = fs::read_to_string(self.desk.path().join("sparky.toml")).unwrap();
        let doors = self.doors[name];
        let tapped = |port: u16| format!("tcp://127.0.0.2:{port}");
        let variables = [
            ("SPARKY_BUS__ORCHESTRATOR", tapped(self.ports.0)),
            (
                "SPARKY_BUS__WORKER_COMMANDS",
                format!("tcp://127.0.0.1:{}", doors.0),
            ),
            (
                "SPARKY_BUS__WORKER_EVENTS",
                format!("tcp://127.0.0.1:{}", doors.1),
            ),
            ("SPARKY_BUS__ADVERTISE_HOST", "127.0.0.2".to_owned()),
        ];
        Service::start_with(&self.desk, name, name, self.ports, &destination, &variables)
    }

    fn request(&self) -> Command {
        let request = RunRequest {
            kind: Kind::Weekly,
            period: "2025-W46".parse().unwrap(),
            sources: vec![SourceRef::Path(self.repository.path().to_owned())],
            organisation: None,
            publish: true,
            dry_run: false,
            model: None,
        };
        Command::StartRun {
            request: Box::new(request),
        }
    }

    /// The newest run, from the ledger itself.
    async fn newest(&self) -> Option<RunRecord> {
        let history = History::open(&self.desk.data()).ok()?;
        let head = history.list(1).ok()?.pop()?;
        history.show(&head.run).await.ok()?
    }

    /// One run of the week, with somebody killed at a message of theirs. Whether the message came.
    async fn run(&mut self, victim: &'static str, at: usize) -> (bool, Outcome) {
        let blog = self.desk.path().join("blog.git");
        git(&blog, ["update-ref", "refs/heads/main", &self.seed]);
        // Not there before the first run.
        fs::remove_dir_all(self.desk.out()).ok();
        let before = self.newest().await.map(|run| run.run);
        for reaper in self.reapers.values() {
            reaper.seen.store(0, Ordering::SeqCst);
        }
        let reaper = self.reapers[victim].clone();
        reaper.lies_in_wait(at, self.services.remove(victim).unwrap());
        let client = Client::connect(
            &format!("tcp://127.0.0.2:{}", self.ports.0).parse().unwrap(),
            &Key::new(&KEY.to_owned().into()).unwrap(),
        )
        .unwrap();
        let mut struck = false;
        let record = eventually("the run is over", async || {
            if reaper.has_struck() && !struck {
                struck = true;
                let service = self.service(victim);
                self.services.insert(victim, service);
            }
            match self
                .newest()
                .await
                .filter(|run| Some(&run.run) != before.as_ref())
            {
                // Whoever was not answered asks again, unless it was begun.
                None => drop(client.call(&self.request()).await),
                Some(run) if run.status.is_final() => return Some(run),
                Some(_) => {}
            }
            None
        })
        .await;
        if let Some(service) = reaper.spares() {
            self.services.insert(victim, service);
        } else if !struck {
            // At the very end.
            struck = true;
            let service = self.service(victim);
            self.services.insert(victim, service);
        }
        for service in self.services.values() {
            service.ready("a service").await;
        }
        let story = format!("{victim} killed at message {at}: {record:#?}");
        assert_eq!(record.status, RunStatus::Succeeded, "{story}");
        assert_eq!(record.gates.len(), 4, "{story}");
        assert_eq!(commits(&self.desk), 2, "the seed and one report; {story}");
        let made = |phase: &Phase| *phase != Phase::Publish;
        let artifacts = record.artifacts.into_iter().filter(|(phase, _)| made(phase));
        let outcome = Outcome {
            artifacts: artifacts.collect(),
            report: self.desk.document("weekly/2025-W46.md"),
        };
        (struck, outcome)
    }
}

/// What a run leaves: nothing of it tells when it was made.
#[derive(Debug, PartialEq)]
struct Outcome {
    artifacts: Vec<(Phase, ArtifactRef)>,
    report: String,
}

/// Kills services at the messages that they have a part in, in turn, by the count of a run in which nobody dies: at every
/// `step`th from the `first` on. Returns how often each died.
async fn deaths(victims: &[&'static str], first: usize, step: usize) -> BTreeMap<&'static str, usize> {
    let mut fleet = Fleet::start().await;
    let (_, expected) = fleet.run(SERVICES[0], usize::MAX).await;
    let seen = |name: &&'static str| (*name, fleet.reapers[name].seen.load(Ordering::SeqCst));
    let messages: Vec<_> = victims.iter().map(seen).collect();
    let mut deaths = BTreeMap::new();
    for (victim, messages) in messages {
        for at in (first..=messages).step_by(step) {
            let (struck, outcome) = fleet.run(victim, at).await;
            assert!(outcome == expected, "{victim} killed at message {at}");
            // Not every run needs as many questions.
            *deaths.entry(victim).or_default() += usize::from(struck);
        }
        println!("{victim} died at {:?} of {messages} messages", deaths.get(victim));
    }
    deaths
}

#[tokio::test(flavor = "multi_thread")]
async fn an_orchestrator_that_dies_at_any_message_changes_nothing_in_the_end() {
    let victim = &SERVICES[..1];
    // Several fleets share the work, for each mostly waits.
    let (one, two, three) = tokio::join!(deaths(victim, 1, 3), deaths(victim, 2, 3), deaths(victim, 3, 3));
    let deaths = one[victim[0]] + two[victim[0]] + three[victim[0]];
    // The request and its answer, and for each phase what a worker of it hears and says.
    assert!(deaths >= 2 + 4 * 5, "{deaths}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_dies_at_any_message_changes_nothing_in_the_end() {
    let (some, others) = tokio::join!(deaths(&SERVICES[1..3], 1, 1), deaths(&SERVICES[3..], 1, 1));
    for (worker, deaths) in some.into_iter().chain(others) {
        // A task and its answer, the event that it is done, the question after it and the answer.
        assert!(deaths >= 5, "{worker}: {deaths}");
    }
}
