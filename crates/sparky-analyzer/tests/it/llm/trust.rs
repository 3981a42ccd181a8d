//! HTTPS to models: who is trusted, and where keys may go.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use sparky_analyzer::llm::{ModelError, connect};
use sparky_common::config::Provider;
use sparky_testkit::model::{Api, ModelServer, Play};
use tempfile::TempDir;

use super::{Colour, Desk, GOOD, prompt, settings};

/// A real TLS server that says that it has the model `grass`, with a certificate that nobody vouches for.
struct Tls {
    server: Child,
    port: u16,
    folder: TempDir,
}

impl Tls {
    /// Nothing where there is no `openssl` to serve with, which is said.
    fn start(name: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let alternative = format!("subjectAltName=DNS:{name}");
        let made = openssl(
            folder.path(),
            &[
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
            ],
        )
        .args([
            "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "2", "-subj", "/CN=test",
        ])
        .args([
            "-addext",
            &alternative,
            "-addext",
            "basicConstraints=critical,CA:FALSE",
        ])
        .output();
        let Ok(made) = made else {
            eprintln!("skipped: there is no openssl");
            return None;
        };
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let version = folder.path().join("v1");
        std::fs::create_dir_all(&version).unwrap();
        let page =
            "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{\"data\": [{\"id\": \"grass\"}]}";
        std::fs::write(version.join("models"), page).unwrap();
        let mut server = openssl(folder.path(), &["s_server", "-HTTP", "-accept", "127.0.0.1:0"])
            .args(["-cert", "cert.pem", "-key", "key.pem"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("ACCEPT 127.0.0.1:")?.parse().ok());
        Some(Self {
            server,
            port: port.expect("it says where it listens"),
            folder,
        })
    }

    /// What comes of asking whether it has the model.
    async fn ready(&self, options: &[(&str, &str)]) -> Result<(), ModelError> {
        let url = format!("https://localhost:{}/v1", self.port);
        let mut all = vec![("openai_url", url.as_str()), ("openai_api_key", "sk-canary")];
        all.extend(options);
        let model = connect(&settings(&self.folder, &all), Provider::OpenAi, "grass")?;
        model.ready(Duration::from_secs(20)).await.map(|_| ())
    }

    fn certificate(&self) -> String {
        self.folder.path().join("cert.pem").display().to_string()
    }
}

impl Drop for Tls {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn openssl(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("openssl");
    command.current_dir(folder).args(arguments);
    command
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_named_until_it_is_trusted() {
    let Some(server) = Tls::start("localhost") else {
        return;
    };
    let error = server.ready(&[]).await.unwrap_err();
    assert_eq!(error.outcome(), "untrusted", "{error:?}");
    let words = error.for_readers();
    assert!(
        words.contains("llm.ca_file") && words.contains("localhost:"),
        "{words}"
    );
    assert!(
        error.is_final() && !format!("{error:?}").contains("canary"),
        "{error:?}"
    );

    let trusted = [("ca_file", server.certificate())];
    let trusted = trusted.each_ref().map(|(key, value)| (*key, value.as_str()));
    server.ready(&trusted).await.unwrap();
}

#[tokio::test]
async fn a_certificate_for_another_name_is_not_trusted_even_so() {
    let Some(server) = Tls::start("elsewhere.example") else {
        return;
    };
    let error = server
        .ready(&[("ca_file", &server.certificate())])
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), "untrusted", "{error:?}");
}

#[test]
fn a_file_without_certificates_is_said_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    let ask = |name: &str| {
        let options = [("ca_file", name), ("openai_url", "https://localhost:1/v1")];
        connect(&settings(&folder, &options), Provider::OpenAi, "grass")
            .err()
            .unwrap()
    };
    std::fs::write(&file, "not a certificate").unwrap();
    for name in [file.to_str().unwrap(), "/nowhere/ca.pem"] {
        let error = ask(name);
        assert_eq!(error.outcome(), "misconfigured", "{error}");
        assert!(error.for_readers().contains(name), "{error}");
    }
}

#[test]
fn a_key_never_goes_to_another_machine_in_the_open() {
    let folder = tempfile::tempdir().unwrap();
    let ask = |url: &str, options: &[(&str, &str)]| {
        let mut all = vec![("openai_url", url), ("openai_api_key", "sk-canary")];
        all.extend(options);
        connect(&settings(&folder, &all), Provider::OpenAi, "grass").map(|_| ())
    };
    for url in [
        "http://dgx:8000/v1",
        "http://10.0.0.8/v1",
        "http://127.0.0.1.evil.example/v1",
    ] {
        let error = ask(url, &[]).unwrap_err();
        let words = error.for_readers();
        assert!(
            words.contains("plain HTTP") && words.contains("llm.key_over_http"),
            "{words}"
        );
        assert!(!words.contains("canary"), "{words}");
        ask(url, &[("key_over_http", "true")]).unwrap();
        ask(url, &[("openai_api_key", "")]).unwrap();
    }
    for url in [
        "http://localhost:8000/v1",
        "http://127.0.0.1/v1",
        "http://[::1]:8000/v1",
        "https://dgx/v1",
    ] {
        ask(url, &[]).unwrap();
    }
}

#[tokio::test]
async fn a_prompt_longer_than_what_the_model_was_trained_for_is_not_sent() {
    let server = ModelServer::always("grass:1b", Play::Say(GOOD.into()));
    let desk = Desk::new(Api::Ollama, &server, &[("context_tokens", "131072")]);
    let mut long = prompt();
    // The scripted model was trained for 32,768 tokens.
    long.user = long.user.repeat(32);
    let budget = sparky_analyzer::llm::Budget::new(Duration::from_secs(20));
    let error = desk
        .asker
        .ask::<Colour>(&long, budget, &|_| {})
        .await
        .unwrap_err();
    assert!(
        matches!(error, ModelError::ShortContext { trained: 32_768 }),
        "{error:?}"
    );
    assert!(server.questions().is_empty());
}
