//! One run, told by the bus, the API and the ledger: the same story.

use std::{fs, path::Path, process::Stdio};

use serde_json::Value;
use sparky_testkit::{eventually, free_port};

use crate::{
    processes::{KEY, SERVICES, Service},
    publish::desk_with_blog,
    support::{Desk, busy_repository, json, run},
};

/// The hashes of a run's documents.
fn hashes(run: &Value) -> Vec<&Value> {
    let documents = run["documents"].as_array().into_iter().flatten();
    documents
        .map(|document| &document["artifact"]["sha256"])
        .collect()
}

struct Newsroom {
    desk: Desk,
    services: Vec<Service>,
    /// The orchestrator's bus.
    bus: String,
}

impl Newsroom {
    async fn open() -> Self {
        let desk = desk_with_blog();
        let destination = fs::read_to_string(desk.path().join("sparky.toml")).expect("a destination");
        let more = format!("[orchestrator]\napproval = true\nretry_backoff_ms = 1\n\n{destination}");
        let ports = (free_port(), free_port());
        let services: Vec<_> = SERVICES
            .iter()
            .map(|name| Service::start_as(&desk, name, name, ports, &more))
            .collect();
        for service in &services {
            service.ready("a service").await;
        }
        Self {
            desk,
            services,
            bus: format!("tcp://127.0.0.1:{}", ports.0),
        }
    }

    /// What the command says over the bus.
    fn over_the_bus(&self, arguments: &[&str]) -> Value {
        let mut command = self.desk.sparky();
        command
            .args(arguments)
            .args(["--connect", &self.bus])
            .env("SPARKY_BUS__KEY", KEY);
        json(&run(&mut command))
    }

    fn over_http(&self, arguments: &[&str]) -> Value {
        let url = format!("http://127.0.0.1:{}", self.services[0].http());
        json(&run(self.desk.sparky().args(arguments).args(["--connect", &url])))
    }

    fn by_the_ledger(&self, arguments: &[&str]) -> Value {
        let mut command = self.desk.sparky();
        json(&run(command
            .args(arguments)
            .arg("--data-dir")
            .arg(self.desk.data())))
    }

    /// The body of an answer of the API.
    fn get(&self, path: &str) -> Value {
        let answer = self.services[0].get(path).expect("an answer");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
        serde_json::from_str(body).expect("JSON")
    }

    /// Makes a run and gives its name once it rests.
    fn make(&self, period: &str, repositories: &[&Path], flags: &[&str]) -> String {
        let mut command = self.desk.sparky();
        command.args([
            "run",
            "weekly",
            "--period",
            period,
            "--json",
            "--connect",
            &self.bus,
        ]);
        for repository in repositories {
            command.arg("--repo").arg(repository);
        }
        let made = json(&run(command.args(flags).env("SPARKY_BUS__KEY", KEY)));
        made["run"].as_str().expect("a run").to_owned()
    }

    /// Asserts that everybody tells the same of a run, and gives what they tell.
    fn tell(&self, name: &str) -> Value {
        let show = ["runs", "show", name, "--json"];
        let mut told = self.over_the_bus(&show);
        let mut others = [self.over_http(&show), self.by_the_ledger(&show)];
        let api = self.get(&format!("/api/v1/runs/{name}"));
        if told["ended_at"].is_null() {
            // Time goes on while one asks after the other.
            for story in others.iter_mut().chain([&mut told]) {
                assert!(story["timings"]["total"].take().is_u64());
            }
        }
        for story in others {
            assert_eq!(story, told, "{name}");
        }
        let mut same = 0;
        for (field, value) in told.as_object().expect("an object") {
            // Where documents lie is told as a path to whoever shares the disk, and as a link to others.
            let elsewhere = ["documents", "publication"].contains(&field.as_str());
            let moving = field == "timings" && told["ended_at"].is_null();
            if let Some(other) = api.get(field).filter(|_| !elsewhere && !moving) {
                assert_eq!(other, value, "{field} of {name}");
                same += 1;
            }
        }
        assert_eq!(hashes(&api), hashes(&told), "{name}");
        assert!(same >= 8, "{api:#}");
        assert_eq!(
            self.get(&format!("/api/v1/runs/{name}/gates"))["gates"],
            told["gates"]
        );
        let mut tasks = self.get(&format!("/api/v1/runs/{name}/tasks"))["tasks"].take();
        for task in tasks.as_array_mut().expect("a list") {
            // Only a running orchestrator hears how far a task is.
            task["progress"].take();
        }
        assert_eq!(tasks, self.by_the_ledger(&["runs", "task", name]));
        let line = |list: &Value| {
            let lines = list.as_array().expect("a list").iter();
            let mut lines = lines.filter(|line| line["run"] == name);
            let line = lines.next().expect("it is listed");
            ["status", "reason", "created_at", "ended_at"].map(|field| line[field].clone())
        };
        let listed = line(&self.get("/api/v1/runs")["runs"]);
        assert_eq!(line(&self.over_the_bus(&["runs", "list", "--json"])), listed);
        assert_eq!(line(&self.by_the_ledger(&["runs", "list", "--json"])), listed);
        assert_eq!(
            (&listed[0], &listed[2]),
            (&told["status"], &told["created_at"]),
            "{name}"
        );
        told
    }
}

#[tokio::test]
async fn command_api_and_ledger_tell_the_same_of_a_run() {
    let repository = busy_repository("parser");
    let newsroom = Newsroom::open().await;
    let good = newsroom.make("2025-W46", &[repository.path()], &[]);
    let told = newsroom.tell(&good);
    assert_eq!((&told["status"], told.get("reason")), (&"succeeded".into(), None));

    let partial = newsroom.make(
        "2025-W45",
        &[repository.path(), Path::new("/nowhere/at/all")],
        &[],
    );
    let told = newsroom.tell(&partial);
    assert_eq!(told["status"], "partial");
    assert!(told["reason"].is_string() && told["gaps"].is_object(), "{told:#}");

    let failed = newsroom.make("2025-W44", &[Path::new("/nowhere/at/all")], &[]);
    let told = newsroom.tell(&failed);
    assert_eq!(told["status"], "failed");
    assert!(told["reason"].is_string(), "{told:#}");

    let held = newsroom.make("2025-W43", &[repository.path()], &["--publish"]);
    let told = newsroom.tell(&held);
    assert_eq!(
        (&told["status"], told["ended_at"].is_null()),
        (&"held".into(), true)
    );
    assert!(told["review"]["artifact"]["sha256"].is_string(), "{told:#}");

    let reject = [
        "runs",
        "reject",
        &held,
        "--reason",
        "the numbers look odd",
        "--json",
    ];
    newsroom.over_the_bus(&reject);
    let told = newsroom.tell(&held);
    assert_eq!(told["status"], "cancelled");
    let reason = told["reason"].as_str().expect("a reason");
    assert!(reason.ends_with("the numbers look odd"), "{reason}");
}

#[tokio::test]
async fn a_run_that_is_under_way_is_told_the_same_by_everybody() {
    let repository = busy_repository("parser");
    let mut newsroom = Newsroom::open().await;
    // Nobody publishes: the run waits there.
    newsroom.services.pop();
    let mut asking = newsroom
        .desk
        .sparky()
        .args([
            "run",
            "weekly",
            "--period",
            "2025-W46",
            "--connect",
            &newsroom.bus,
            "--repo",
        ])
        .arg(repository.path())
        .env("SPARKY_BUS__KEY", KEY)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the command starts");
    let name = eventually("it waits for a publisher", async || {
        let runs = newsroom.get("/api/v1/runs");
        let run = runs["runs"].as_array()?.first()?;
        (run["status"] == "publishing").then(|| run["run"].as_str().expect("a name").to_owned())
    })
    .await;
    assert_eq!(newsroom.tell(&name)["gates"].as_array().map(Vec::len), Some(3));
    asking.kill().ok();
    asking.wait().expect("it ends");
}
