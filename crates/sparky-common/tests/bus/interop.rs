//! Another implementation of ZeroMQ, libzmq through Python, at both ends of the wire.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use sparky_common::bus::{Key, Publisher, Server, Settings};
use tokio::process::Command;

use crate::{
    raw::SECRET,
    support::{Service, free_port, progress},
};

/// A Python that can `import zmq`; `scripts/test/setup.sh` makes it. Where setup has run, as under CI, it has to be there.
async fn python() -> Option<PathBuf> {
    let python = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../target/test-venv/bin/python"
    ));
    let works = Command::new(&python)
        .args(["-c", "import zmq"])
        .stderr(Stdio::null())
        .status()
        .await;
    if works.is_ok_and(|status| status.success()) {
        return Some(python);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "{} cannot import zmq",
        python.display()
    );
    eprintln!("SKIPPED: no Python with `zmq`; scripts/test/setup.sh installs it");
    None
}

async fn run(python: &Path, part: &str, endpoint: &str) -> std::process::Output {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bus/interop.py");
    Command::new(python)
        .args([script, part, endpoint, SECRET])
        .output()
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plain_req_socket_of_libzmq_is_answered() {
    let Some(python) = python().await else { return };
    let key = Key::new(&SECRET.into()).unwrap();
    let service = Service::new();
    let server = Server::bind_with(&free_port(), &key, service.clone(), Settings::default())
        .await
        .unwrap();
    let output = run(&python, "req", &server.local_endpoint().to_string()).await;
    assert!(output.status.success(), "{output:?}");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "pong 3");
    assert_eq!(service.handled(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sub_socket_of_libzmq_hears_events() {
    let Some(python) = python().await else { return };
    let key = Key::new(&SECRET.into()).unwrap();
    let publisher = Publisher::bind(&free_port(), &key).await.unwrap();
    let endpoint = publisher.local_endpoint().to_string();
    let output = run(&python, "sub", &endpoint);
    tokio::pin!(output);
    let mut ticks = tokio::time::interval(std::time::Duration::from_millis(10));
    let output = loop {
        tokio::select! {
            output = &mut output => break output,
            _ = ticks.tick() => publisher.publish(&progress("r", 42)).unwrap(),
        }
    };
    assert!(output.status.success(), "{output:?}");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).trim(),
        "task.r task_progress 42"
    );
}
