//! SIGTERM: a worker finishes what it has, or hands it over, and nothing is done twice.

use std::{
    fs,
    io::Read,
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::mpsc,
};

use serde_json::Value;
use sparky_testkit::{eventually, free_port};

use crate::{
    processes::{KEY, SERVICES, Service},
    publish::{commits, desk_with_blog},
    support::{Desk, busy_repository, json, run},
};

/// A blog that lets nobody push until it is told to.
struct SlowBlog {
    desk: Desk,
    /// The configuration of the destination.
    destination: String,
}

impl SlowBlog {
    fn new() -> Self {
        let desk = desk_with_blog();
        let hook = desk.path().join("blog.git/hooks/pre-receive");
        let script = "#!/bin/sh\ntouch waiting\nwhile [ ! -e go ]; do sleep 0.05; done\n";
        fs::write(&hook, script).expect("a hook");
        fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("a program");
        let destination = fs::read_to_string(desk.path().join("sparky.toml")).expect("a destination");
        Self { desk, destination }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.desk.path().join("blog.git").join(name)
    }

    async fn has_a_visitor(&self) {
        eventually("a push is under way", async || {
            self.file("waiting").exists().then_some(())
        })
        .await;
    }

    fn opens(&self) {
        fs::write(self.file("go"), "").expect("a word to the hook");
    }
}

/// `sparky` on a desk, asking an orchestrator.
fn ask(desk: &Desk, url: &str, arguments: &[&str]) -> Command {
    let mut command = desk.sparky();
    command
        .args(arguments)
        .args(["--connect", url])
        .env("SPARKY_BUS__KEY", KEY);
    command
}

/// A run of the week that goes on in the background.
fn begin(desk: &Desk, url: &str, repository: &str, flags: &[&str]) -> Child {
    let mut command = ask(
        desk,
        url,
        &[
            "run", "weekly", "--period", "2025-W46", "--json", "--repo", repository,
        ],
    );
    command
        .args(flags)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the command starts")
}

/// What a run ended with.
fn end(run: Child) -> Value {
    let output = run.wait_with_output().expect("it ends");
    serde_json::from_slice(&output.stdout).expect("one JSON object")
}

/// The worker of this phase, as the orchestrator knows it.
fn worker(desk: &Desk, url: &str, phase: &str) -> Option<Value> {
    let workers = run(&mut ask(desk, url, &["workers", "--json"]));
    let workers = (workers.status == 0).then(|| json(&workers))?;
    let all = workers.as_array().or_else(|| workers["workers"].as_array())?;
    all.iter().find(|worker| worker["phase"] == phase).cloned()
}

/// The tasks of a phase of the week's run.
fn tasks(desk: &Desk, phase: &str) -> Vec<Value> {
    let arguments = ["runs", "task", "2025-W46", "--data-dir"];
    let tasks = json(&run(desk.sparky().args(arguments).arg(desk.data())));
    let tasks = tasks.as_array().expect("a list").iter();
    tasks.filter(|task| task["phase"] == phase).cloned().collect()
}

#[tokio::test]
async fn a_worker_finishes_its_task_and_leaves() {
    let (blog, repository) = (SlowBlog::new(), busy_repository("parser"));
    let (desk, ports) = (&blog.desk, (free_port(), free_port()));
    let mut services: Vec<_> = SERVICES
        .iter()
        .map(|name| Service::start_as(desk, name, name, ports, &blog.destination))
        .collect();
    for service in &services {
        service.ready("a service").await;
    }
    let url = format!("tcp://127.0.0.1:{}", ports.0);
    let asking = begin(desk, &url, repository.path().to_str().unwrap(), &["--publish"]);
    blog.has_a_visitor().await;
    let publisher = services.pop().expect("the publisher");
    publisher.signal("-TERM");
    eventually("it takes nothing new", async || {
        worker(desk, &url, "publish").filter(|worker| worker["capacity"] == 0)
    })
    .await;
    assert!(
        publisher
            .get("/ready")
            .is_some_and(|answer| answer.contains("503"))
    );
    blog.opens();
    assert_eq!(publisher.ends(), Some(0));
    assert_eq!(end(asking)["status"], "succeeded");
    let tasks = tasks(desk, "publish");
    assert!(tasks.len() == 1 && tasks[0]["state"] == "done", "{tasks:#?}");
    assert_eq!(commits(desk), 2);
    assert!(worker(desk, &url, "publish").is_none(), "it has left");
}

/// A server that takes questions and never answers. Tells of the first.
fn silent_server() -> (String, mpsc::Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (asked, hears) = mpsc::channel();
    std::thread::spawn(move || {
        let mut open = Vec::new();
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut byte = [0];
            if stream.read_exact(&mut byte).is_ok() && asked.send(()).is_err() {
                return;
            }
            open.push(stream);
        }
    });
    (url, hears)
}

#[tokio::test]
async fn what_a_leaving_worker_cannot_finish_is_done_elsewhere_at_once() {
    let (desk, repository) = (Desk::new(), busy_repository("parser"));
    let ports = (free_port(), free_port());
    let (server, asked) = silent_server();
    let stuck =
        format!("[llm]\nmodel = \"ollama:x\"\nollama_host = \"{server}\"\n\n[shutdown]\ndrain_seconds = 1\n");
    // Nobody is found missing: who leaves says so.
    let patient = "[orchestrator]\nworker_timeout_seconds = 600\n";
    let mut services: Vec<_> = SERVICES
        .iter()
        .map(|name| {
            let more = if name.ends_with("analyzer") {
                stuck.as_str()
            } else {
                patient
            };
            Service::start_as(&desk, name, name, ports, more)
        })
        .collect();
    for service in &services {
        service.ready("a service").await;
    }
    let url = format!("tcp://127.0.0.1:{}", ports.0);
    let asking = begin(&desk, &url, repository.path().to_str().unwrap(), &[]);
    tokio::task::spawn_blocking(move || asked.recv())
        .await
        .expect("no panic")
        .expect("the model is asked");
    let second = Service::start_as(&desk, SERVICES[2], "second", ports, patient);
    second.ready("the second analyzer").await;
    assert_eq!(services.remove(2).terminate(), Some(0));
    let report = end(asking);
    assert_eq!(report["status"], "succeeded", "{report:#}");
    assert_eq!(
        report["gates"].as_array().map(Vec::len),
        Some(4),
        "no attempt was spent"
    );
    let tasks = tasks(&desk, "analyze");
    assert_eq!(tasks.len(), 2, "{tasks:#?}");
    assert_eq!(
        (&tasks[0]["state"], &tasks[1]["state"]),
        (&"lost".into(), &"done".into())
    );
    let story = tasks[0]["messages"].to_string();
    assert!(
        story.contains("let go: it took its leave before the task was done"),
        "{story}"
    );
}

#[tokio::test]
async fn a_fleet_in_one_process_finishes_what_it_is_at() {
    let (blog, repository) = (SlowBlog::new(), busy_repository("parser"));
    let desk = &blog.desk;
    let http = free_port();
    let text = format!(
        "[storage]\ndata_dir = {:?}\nout_dir = {:?}\n[collector]\nrepositories = [{:?}]\n[bus]\nkey = \"{KEY}\"\n\
         commands = \"tcp://127.0.0.1:{}\"\nevents = \"tcp://127.0.0.1:{}\"\n[http]\nlisten = \"127.0.0.1:{http}\"\n\n{}",
        desk.data(),
        desk.out(),
        repository.path(),
        free_port(),
        free_port(),
        blog.destination
    );
    fs::write(desk.path().join("sparky.toml"), text).expect("the configuration is written");
    let start = || {
        let mut command = desk.sparky();
        let log = fs::File::create(desk.path().join("up.log")).expect("a file for the log");
        let up = command.arg("up").stdout(Stdio::null()).stderr(log);
        up.spawn().expect("sparky up starts")
    };
    let mut up = start();
    let url = format!("http://127.0.0.1:{http}");
    eventually("the fleet is there", async || worker(desk, &url, "publish")).await;
    let begin = ["run", "weekly", "--period", "2025-W46", "--publish", "--json"];
    let mut asking = ask(desk, &url, &begin)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the command starts");
    blog.has_a_visitor().await;
    let stop = Command::new("kill").arg(up.id().to_string()).status();
    assert!(stop.expect("kill runs").success());
    eventually("it takes nothing new", async || {
        worker(desk, &url, "publish").filter(|worker| worker["capacity"] == 0)
    })
    .await;
    blog.opens();
    assert_eq!(up.wait().expect("it ends").code(), Some(0));
    asking.kill().ok();
    asking.wait().expect("it ends");
    let tasks = tasks(desk, "publish");
    assert!(tasks.len() == 1 && tasks[0]["state"] == "done", "{tasks:#?}");
    assert_eq!(commits(desk), 2);
}

#[tokio::test]
async fn a_second_signal_ends_the_wait() {
    let (blog, repository) = (SlowBlog::new(), busy_repository("parser"));
    let (desk, ports) = (&blog.desk, (free_port(), free_port()));
    let more = format!("[shutdown]\ndrain_seconds = 86400\n\n{}", blog.destination);
    let mut services: Vec<_> = SERVICES
        .iter()
        .map(|name| Service::start_as(desk, name, name, ports, &more))
        .collect();
    for service in &services {
        service.ready("a service").await;
    }
    let url = format!("tcp://127.0.0.1:{}", ports.0);
    let asking = begin(desk, &url, repository.path().to_str().unwrap(), &["--publish"]);
    blog.has_a_visitor().await;
    let publisher = services.pop().expect("the publisher");
    publisher.signal("-TERM");
    eventually("it takes nothing new", async || {
        worker(desk, &url, "publish").filter(|worker| worker["capacity"] == 0)
    })
    .await;
    publisher.signal("-TERM");
    assert_eq!(publisher.ends(), Some(0), "though the push does not end");
    blog.opens();
    let successor = Service::start_as(desk, SERVICES[4], "successor", ports, &more);
    successor.ready("the next publisher").await;
    assert_eq!(end(asking)["status"], "succeeded");
    assert_eq!(commits(desk), 2, "what the first one pushed is found");
}
