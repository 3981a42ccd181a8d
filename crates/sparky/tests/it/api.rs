//! The command against the API of `sparky up`.

use std::process::{Child, Stdio};

use sparky_testkit::{eventually, free_port};

use crate::support::{Desk, Finished, busy_repository, json, run};

const TOKEN: &str = "a token for this test only";

/// A fleet as a daemon; killed when dropped.
struct Up {
    child: Child,
    desk: Desk,
    url: String,
}

impl Drop for Up {
    fn drop(&mut self) {
        // Already ended is as good.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Up {
    fn start(repository: &std::path::Path) -> Self {
        let desk = Desk::new();
        let ports = [free_port(), free_port(), free_port()];
        let text = format!(
            "[storage]\ndata_dir = {:?}\nout_dir = {:?}\n[collector]\nrepositories = [{repository:?}]\n[bus]\nkey = \"key\"\n\
             commands = \"tcp://127.0.0.1:{}\"\nevents = \"tcp://127.0.0.1:{}\"\n[http]\nlisten = \"127.0.0.1:{}\"\n\
             [[api.tokens]]\nname = \"tester\"\nrole = \"operate\"\ntoken = \"{TOKEN}\"\n",
            desk.data(),
            desk.out(),
            ports[0],
            ports[1],
            ports[2]
        );
        std::fs::write(desk.path().join("sparky.toml"), text).expect("the configuration is written");
        let mut command = desk.sparky();
        command.arg("up").stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().expect("sparky up starts");
        Self {
            child,
            desk,
            url: format!("http://127.0.0.1:{}", ports[2]),
        }
    }

    fn sparky(&self, arguments: &[&str]) -> Finished {
        let mut command = self.desk.sparky();
        command
            .args(arguments)
            .args(["--connect", &self.url])
            .env("SPARKY_TOKEN", TOKEN);
        run(&mut command)
    }
}

#[tokio::test]
async fn the_command_drives_a_fleet_over_http() {
    let repository = busy_repository("parser");
    let up = Up::start(repository.path());
    eventually("four workers are there", async || {
        let workers = up.sparky(&["workers", "list", "--json"]);
        (workers.status == 0
            && json(&workers)["workers"]
                .as_array()
                .is_some_and(|all| all.len() == 4))
        .then_some(())
    })
    .await;

    let made = up.sparky(&["run", "weekly", "--period", "2025-W46", "--json"]);
    assert_eq!(made.status, 0, "{}", made.stderr);
    assert!(made.stderr.contains("publish: gate passed"), "{}", made.stderr);
    let name = json(&made)["run"].as_str().expect("a run").to_owned();

    let list = json(&up.sparky(&["runs", "list", "--json"]));
    assert_eq!(list[0]["run"], name.as_str());
    let shown = up.sparky(&["runs", "show", "2025-W46"]);
    assert!(shown.stdout.contains("words"), "{}", shown.stdout);
    let again = up.sparky(&["runs", "retry", &name, "--json"]);
    assert_eq!(again.status, 0, "{}", again.stderr);

    let schedules = up.sparky(&["schedules", "list"]);
    assert!(schedules.stdout.contains("0 8 * * 1"), "{}", schedules.stdout);
    let triggered = up.sparky(&[
        "schedules",
        "trigger",
        "daily",
        "--period",
        "2025-11-12",
        "--wait",
        "--json",
    ]);
    assert_eq!(triggered.status, 0, "{}", triggered.stderr);
    let story = up.sparky(&["schedules", "show", "daily"]);
    assert!(story.stdout.contains("triggered by tester"), "{}", story.stdout);

    let document = up.sparky(&["documents", "get", "2025-W46"]);
    assert!(document.stdout.starts_with("---\n"), "{}", document.stdout);
    assert_eq!(document.stdout, up.desk.document("weekly/2025-W46.md"));

    let unknown = up.sparky(&["schedules", "pause", "hourly"]);
    assert_eq!(unknown.status, 2);
    assert!(
        unknown
            .stderr
            .contains("the schedules are: daily, monthly, weekly"),
        "{}",
        unknown.stderr
    );
    let mut without = up.desk.sparky();
    let without = run(without.args(["runs", "list", "--connect", &up.url]));
    assert!(without.stderr.contains("SPARKY_TOKEN"), "{}", without.stderr);
}
