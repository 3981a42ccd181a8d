//! SIGHUP: the configuration is read again.

use serde_json::Value;
use sparky_testkit::{eventually, free_port};

use crate::{
    processes::{KEY, SERVICES, Service},
    support::{Desk, busy_repository, json, run},
};

/// The JSON body of an answer.
fn body(service: &Service, path: &str) -> Option<Value> {
    let answer = service.get(path)?;
    serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
}

/// How often the configuration was read again with this outcome.
async fn reloaded(service: &Service, outcome: &str, times: usize) {
    let line = format!("sparky_config_reloads_total{{outcome=\"{outcome}\"}} {times}\n");
    eventually(&format!("{outcome} {times} times"), async || {
        service
            .get("/metrics")
            .filter(|metrics| metrics.contains(&line))
            .map(drop)
    })
    .await;
}

#[tokio::test]
async fn an_orchestrator_takes_schedules_and_says_what_needs_a_restart() {
    let desk = Desk::new();
    let ports = (free_port(), free_port());
    let weekly =
        |cron: &str, rest: &str| format!("[schedules]\nweekly = \"{cron}\"\n\n[orchestrator]\n{rest}\n");
    let orchestrator = Service::start_as(
        &desk,
        SERVICES[0],
        "orchestrator",
        ports,
        &weekly("0 8 * * 1", "attempts = 3"),
    );
    orchestrator.ready("the orchestrator").await;
    let cron =
        || body(&orchestrator, "/api/v1/schedules/weekly").map(|shown| shown["schedule"]["cron"].clone());
    assert_eq!(cron(), Some("0 8 * * 1".into()));

    orchestrator.reconfigure(&weekly("0 9 * * 2", "attempts = 5\nlease_seconds = 77"));
    reloaded(&orchestrator, "applied", 1).await;
    assert_eq!(cron(), Some("0 9 * * 2".into()));
    let config = body(&orchestrator, "/api/v1/config").expect("the configuration in force");
    assert_eq!(config["orchestrator"]["attempts"], 5);
    assert_eq!(
        config["orchestrator"]["lease_seconds"], 30,
        "the one it was started with"
    );
    let log = orchestrator.log();
    let line = |words: &str| log.lines().find(|line| line.contains(words)).map(str::to_owned);
    let taken = line("in force from now on").expect("what changed is said");
    assert!(
        taken.contains("orchestrator.attempts, schedules.weekly"),
        "{taken}"
    );
    let restart = line("need a restart").expect("what needs a restart is said");
    assert!(restart.contains("orchestrator.lease_seconds"), "{restart}");

    orchestrator.reconfigure(&weekly("0 9 * * 2", "attemps = 9"));
    reloaded(&orchestrator, "refused", 1).await;
    orchestrator.reconfigure(&weekly("61 9 * * 2", "attempts = 9"));
    reloaded(&orchestrator, "refused", 2).await;
    assert_eq!(cron(), Some("0 9 * * 2".into()), "the one before stays");
    let log = orchestrator.log();
    for words in [
        "the one before stays in force",
        "attemps",
        "attempts",
        "sparky config validate",
    ] {
        assert!(log.contains(words), "no `{words}` in {log}");
    }
    orchestrator.reconfigure(&weekly("", "attempts = 9"));
    reloaded(&orchestrator, "applied", 2).await;
    assert_eq!(cron(), Some(Value::Null), "there is no such schedule any more");
    orchestrator.ready("the orchestrator").await;
}

#[tokio::test]
async fn a_worker_does_its_next_task_by_the_changed_options() {
    let (desk, repository) = (Desk::new(), busy_repository("parser"));
    let ports = (free_port(), free_port());
    let services = SERVICES.map(|name| {
        let more = if name == "sparky-generator" {
            "[generator]\ndocuments = [\"report\"]\n\n[telemetry]\nlog = \"warn\"\n"
        } else {
            ""
        };
        Service::start_as(&desk, name, name, ports, more)
    });
    for service in &services {
        service.ready("a service").await;
    }
    let report = |period: &str| {
        let mut command = desk.sparky();
        command.args(["run", "weekly", "--period", period, "--json", "--repo"]);
        command.arg(repository.path()).env("SPARKY_BUS__KEY", KEY);
        json(&run(
            command.args(["--connect", &format!("tcp://127.0.0.1:{}", ports.0)])
        ))
    };
    assert_eq!(report("2025-W45")["status"], "succeeded");
    assert!(!desk.out().join("weekly/2025-W45.png").exists());

    let generator = &services[3];
    assert_eq!(generator.log(), "", "it has no warnings");
    generator.reconfigure("[generator]\ndocuments = [\"report\", \"card\"]\n\n[telemetry]\nlog = \"info\"\n");
    reloaded(generator, "applied", 1).await;
    assert_eq!(report("2025-W46")["status"], "succeeded");
    assert!(desk.out().join("weekly/2025-W46.png").is_file());
    assert!(generator.log().contains("task begins"), "{}", generator.log());
}
