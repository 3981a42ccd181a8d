//! The fleet as five processes with a configuration file each, driven by `sparky run --connect`.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command},
    sync::OnceLock,
};

use sparky_testkit::{eventually, free_port};

use crate::support::{Desk, busy_repository, json, run};

pub(crate) const SERVICES: [&str; 5] = [
    "sparky-orchestrator",
    "sparky-collector",
    "sparky-analyzer",
    "sparky-generator",
    "sparky-publisher",
];
pub(crate) const KEY: &str = "a key for this test only";

/// The services' binaries, built like this test.
fn binaries() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let build = || {
        let folder = PathBuf::from(env!("CARGO_BIN_EXE_sparky"))
            .parent()
            .expect("a target folder")
            .to_owned();
        let mut cargo = Command::new(env!("CARGO"));
        cargo
            .args(["build", "--quiet", "--offline"])
            .current_dir(env!("CARGO_MANIFEST_DIR"));
        if folder.ends_with("release") {
            cargo.arg("--release");
        }
        for service in SERVICES {
            cargo.args(["-p", service]);
        }
        assert!(cargo.status().expect("cargo runs").success());
        folder
    };
    BUILT.get_or_init(build).clone()
}

/// One service as a process; killed when dropped.
pub(crate) struct Service {
    child: Child,
    http: u16,
    /// What is written to its configuration file before anything else.
    base: String,
    file: PathBuf,
}

impl Drop for Service {
    fn drop(&mut self) {
        // Already ended is as good.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Service {
    pub(crate) fn start(desk: &Desk, name: &str, ports: (u16, u16)) -> Self {
        Self::start_as(desk, name, name, ports, "")
    }

    /// One of several of a name, with more options.
    pub(crate) fn start_as(desk: &Desk, name: &str, called: &str, ports: (u16, u16), more: &str) -> Self {
        Self::start_with(desk, name, called, ports, more, &[])
    }

    /// The same with variables of the environment.
    pub(crate) fn start_with(
        desk: &Desk,
        name: &str,
        called: &str,
        ports: (u16, u16),
        more: &str,
        variables: &[(&str, String)],
    ) -> Self {
        let http = free_port();
        let (commands, events) = ports;
        let file = desk.path().join(format!("{called}.toml"));
        let (data, out) = (desk.data(), desk.out());
        let base = format!(
            "[storage]\ndata_dir = {data:?}\nout_dir = {out:?}\n\n\
             [bus]\nkey = \"{KEY}\"\ncommands = \"tcp://127.0.0.1:{commands}\"\nevents = \"tcp://127.0.0.1:{events}\"\n\
             orchestrator = \"tcp://127.0.0.1:{commands}\"\norchestrator_events = \"tcp://127.0.0.1:{events}\"\n\n\
             [http]\nlisten = \"127.0.0.1:{http}\"\n\n"
        );
        fs::write(&file, format!("{base}{more}")).expect("the configuration is written");
        let log = fs::File::create(file.with_extension("log")).expect("a file for the log");
        let mut command = Command::new(binaries().join(name));
        command
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .current_dir(desk.path());
        let child = command
            .arg("--config")
            .arg(&file)
            .stderr(log)
            .spawn()
            .expect("the service starts");
        Self {
            child,
            http,
            base,
            file,
        }
    }

    /// Changes the options that it was given beside the ones that every service of a test has, and has it read them.
    pub(crate) fn reconfigure(&self, more: &str) {
        fs::write(&self.file, format!("{}{more}", self.base)).expect("the configuration is written");
        self.signal("-HUP");
    }

    /// The port of its probes and its API.
    pub(crate) fn http(&self) -> u16 {
        self.http
    }

    /// What it has logged.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.file.with_extension("log")).expect("a log")
    }

    /// The status line and body of a GET; nothing while nobody listens.
    pub(crate) fn get(&self, path: &str) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.http)).ok()?;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        .ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }

    /// Sends a signal, such as `-STOP`.
    pub(crate) fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill")
            .args([signal, &pid])
            .status()
            .expect("kill runs");
        assert!(sent.success());
    }

    pub(crate) async fn ready(&self, name: &str) {
        eventually(&format!("{name} is ready"), async || {
            self.get("/ready")
                .filter(|answer| answer.starts_with("HTTP/1.1 200"))
        })
        .await;
    }

    pub(crate) fn terminate(self) -> Option<i32> {
        self.signal("-TERM");
        self.ends()
    }

    /// Waits for its end, and gives its exit status.
    pub(crate) fn ends(mut self) -> Option<i32> {
        self.child.wait().expect("the service ends").code()
    }
}

#[tokio::test]
async fn five_processes_do_what_one_does() {
    let repository = busy_repository("parser");
    let alone = Desk::new();
    alone.report("weekly", "2025-W46", &[repository.path()]);

    let desk = Desk::new();
    let ports = (free_port(), free_port());
    let services = SERVICES.map(|name| Service::start(&desk, name, ports));
    for (name, service) in SERVICES.iter().zip(&services) {
        service.ready(name).await;
        assert!(
            service
                .get("/live")
                .is_some_and(|answer| answer.starts_with("HTTP/1.1 200"))
        );
        assert!(
            service
                .get("/health")
                .is_some_and(|answer| answer.contains("uptime_seconds"))
        );
        assert!(
            service
                .get("/metrics")
                .is_some_and(|answer| answer.contains("sparky_build_info"))
        );
    }

    let url = format!("tcp://127.0.0.1:{}", ports.0);
    let remote = |arguments: &[&str]| {
        let mut command = desk.sparky();
        command
            .args(arguments)
            .args(["--connect", &url])
            .env("SPARKY_BUS__KEY", KEY);
        command
    };
    let workers = json(&run(&mut remote(&["workers", "--json"])));
    assert_eq!(workers.as_array().map(Vec::len), Some(4), "{workers:#}");

    let path = repository.path().to_str().unwrap();
    let finished = run(&mut remote(&[
        "run", "weekly", "--period", "2025-W46", "--json", "--repo", path,
    ]));
    let record = json(&finished);
    assert_eq!(
        record["status"], "succeeded",
        "{}{}",
        finished.stdout, finished.stderr
    );
    let place = record["documents"][0]["path"].as_str().unwrap();
    assert!(Path::new(place).is_file(), "the fleet says where `{place}` lies");
    assert_eq!(
        desk.document("weekly/2025-W46.md"),
        alone.document("weekly/2025-W46.md")
    );
    let story = run(&mut remote(&["runs", "show", "2025-W46"]));
    assert!(
        story.stdout.contains("word-range"),
        "{}{}",
        story.stdout,
        story.stderr
    );
    assert!(
        services[0]
            .get("/metrics")
            .is_some_and(|answer| answer.contains("sparky_runs_total"))
    );

    let wrong_key = run(remote(&["runs", "list"]).env("SPARKY_BUS__KEY", "another key"));
    assert_eq!(wrong_key.status, 1, "{}", wrong_key.stdout);
    assert!(wrong_key.stderr.contains("key"), "{}", wrong_key.stderr);

    for service in services.into_iter().rev() {
        assert_eq!(service.terminate(), Some(0), "SIGTERM is a graceful end");
    }
}

#[tokio::test]
async fn a_worker_that_comes_back_is_used_again() {
    let (desk, repository) = (Desk::new(), busy_repository("parser"));
    let ports = (free_port(), free_port());
    let orchestrator = Service::start(&desk, SERVICES[0], ports);
    let workers: Vec<_> = SERVICES[1..]
        .iter()
        .map(|name| Service::start(&desk, name, ports))
        .collect();
    for service in std::iter::once(&orchestrator).chain(&workers) {
        service.ready("a service").await;
    }
    let url = format!("tcp://127.0.0.1:{}", ports.0);
    let report = |period: &str| {
        let mut command = desk.sparky();
        command.args([
            "run",
            "daily",
            "--period",
            period,
            "--json",
            "--connect",
            &url,
            "--repo",
        ]);
        run(command.arg(repository.path()).env("SPARKY_BUS__KEY", KEY))
    };
    assert_eq!(report("2025-11-12").status, 0);
    let mut workers = workers.into_iter();
    drop(workers.next().expect("the collector"));
    let collector = Service::start(&desk, SERVICES[1], ports);
    collector.ready("the new collector").await;
    let finished = report("2025-11-13");
    assert_eq!(finished.status, 0, "{}{}", finished.stdout, finished.stderr);
}
