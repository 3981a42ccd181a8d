//! Two orchestrators on one ledger: one is frozen beyond its lease, the other goes on, and the first one wakes up.

use std::process::{Command, Stdio};

use serde_json::Value;
use sparky_testkit::{RepositoryBuilder, eventually, free_port};

use crate::{
    processes::{KEY, SERVICES, Service},
    publish::{commits, desk_with_blog},
    support::{Desk, busy_repository, json, run},
};

/// An orchestrator with some workers, on the desk's data folder.
struct Side {
    url: String,
    orchestrator: Service,
    workers: Vec<Service>,
}

impl Side {
    async fn start(desk: &Desk, name: &str, workers: &[&str], more: &str) -> Self {
        let ports = (free_port(), free_port());
        let start =
            |service: &str| Service::start_as(desk, service, &format!("{name}-{service}"), ports, more);
        let orchestrator = start(SERVICES[0]);
        orchestrator.ready(name).await;
        let workers: Vec<_> = workers.iter().map(|service| start(service)).collect();
        for worker in &workers {
            worker.ready("a worker").await;
        }
        Self {
            url: format!("tcp://127.0.0.1:{}", ports.0),
            orchestrator,
            workers,
        }
    }

    fn ask(&self, desk: &Desk, arguments: &[&str]) -> Command {
        let mut command = desk.sparky();
        command
            .args(arguments)
            .args(["--connect", &self.url])
            .env("SPARKY_BUS__KEY", KEY);
        command
    }

    /// The run's status; `null` as long as the orchestrator has not recorded the run.
    fn status(&self, desk: &Desk) -> Value {
        let shown = run(&mut self.ask(desk, &["runs", "show", "2025-W46", "--json"]));
        if shown.status != 0 {
            assert!(shown.stderr.contains("there is no run"), "{}", shown.stderr);
            return Value::Null;
        }
        json(&shown)["status"].clone()
    }
}

#[tokio::test]
async fn who_was_frozen_beyond_its_lease_is_refused_when_it_wakes() {
    let (desk, repository) = (desk_with_blog(), busy_repository("parser"));
    let destination = std::fs::read_to_string(desk.path().join("sparky.toml")).unwrap();
    let more = format!("[orchestrator]\nlease_seconds = 5\nworker_wait_seconds = 120\n\n{destination}");
    // The first has nobody who publishes: its run waits there, lease in hand.
    let mut first = Side::start(&desk, "first", &SERVICES[1..4], &more).await;
    let path = repository.path().to_str().unwrap();
    let mut asking = first
        .ask(
            &desk,
            &[
                "run",
                "weekly",
                "--period",
                "2025-W46",
                "--publish",
                "--repo",
                path,
            ],
        )
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    eventually("it waits for a publisher", async || {
        (first.status(&desk) == "publishing").then_some(())
    })
    .await;
    let second = Side::start(&desk, "second", &SERVICES[1..], &more).await;
    let refused = run(&mut second.ask(&desk, &["run", "weekly", "--period", "2025-W46", "--repo", path]));
    assert!(
        refused.status != 0 && refused.stderr.contains("is being run by process"),
        "{}{}",
        refused.stdout,
        refused.stderr
    );
    let leases = json(&run(&mut second.ask(&desk, &["leases", "list", "--json"])));
    assert_eq!(leases[0]["name"], "weekly-2025-W46");
    assert_eq!(leases[0]["epoch"], 1);

    first.orchestrator.signal("-STOP");
    eventually("the second finishes the run", async || {
        (second.status(&desk) == "succeeded").then_some(())
    })
    .await;
    assert_eq!(commits(&desk), 2, "the seed and one report");

    first.orchestrator.signal("-CONT");
    // Now it would have everything that it waited for.
    let ports = first.url.rsplit(':').next().unwrap().parse().unwrap();
    let late = Service::start_as(&desk, SERVICES[4], "late", (ports, free_port()), &more);
    late.ready("the late publisher").await;
    first.workers.push(late);
    eventually("the first knows that it lost", async || {
        (first.status(&desk) == "succeeded").then_some(())
    })
    .await;
    asking.kill().ok();
    asking.wait().ok();
    assert_eq!(commits(&desk), 2, "nothing is published twice");
    let story = json(&run(
        &mut first.ask(&desk, &["runs", "show", "2025-W46", "--json"])
    ));
    assert_eq!(
        story["gates"].as_array().unwrap().len(),
        4,
        "the story has one end: {story:#}"
    );
    assert!(first.workers.len() == 4 && second.workers.len() == 4);
}

#[tokio::test]
async fn six_collectors_make_the_snapshot_of_one() {
    let repositories: Vec<_> = (0..9)
        .map(|number| busy_repository(&format!("parser-{number}")))
        .collect();
    let paths: Vec<_> = repositories.iter().map(RepositoryBuilder::path).collect();
    let alone = Desk::new();
    alone.report("weekly", "2025-W46", &paths);
    let desk = Desk::new();
    let collectors = [SERVICES[1]; 6];
    let ports = (free_port(), free_port());
    let orchestrator = Service::start(&desk, SERVICES[0], ports);
    orchestrator.ready("the orchestrator").await;
    let mut workers: Vec<_> = collectors
        .iter()
        .enumerate()
        .map(|(number, name)| Service::start_as(&desk, name, &format!("collector-{number}"), ports, ""))
        .collect();
    workers.extend(
        SERVICES[2..]
            .iter()
            .map(|name| Service::start(&desk, name, ports)),
    );
    for worker in &workers {
        worker.ready("a worker").await;
    }
    let url = format!("tcp://127.0.0.1:{}", ports.0);
    let mut command = desk.sparky();
    command
        .args([
            "run",
            "weekly",
            "--period",
            "2025-W46",
            "--json",
            "--connect",
            &url,
        ])
        .env("SPARKY_BUS__KEY", KEY);
    for path in &paths {
        command.arg("--repo").arg(path);
    }
    let finished = run(&mut command);
    assert_eq!(
        json(&finished)["status"],
        "succeeded",
        "{}{}",
        finished.stdout,
        finished.stderr
    );
    let snapshot = |desk: &Desk| std::fs::read(desk.data().join("raw/weekly/2025-W46.json")).unwrap();
    assert!(snapshot(&desk) == snapshot(&alone), "byte for byte");
    let tasks = run(desk
        .sparky()
        .args(["runs", "task", "2025-W46", "--data-dir"])
        .arg(desk.data()));
    let tasks = json(&tasks);
    let parts = tasks
        .as_array()
        .unwrap()
        .iter()
        .filter(|task| task["phase"] == "collect");
    let workers: std::collections::BTreeSet<_> =
        parts.clone().map(|task| task["worker"].to_string()).collect();
    assert!(parts.count() == 11 && workers.len() > 1, "{tasks:#}");
}
