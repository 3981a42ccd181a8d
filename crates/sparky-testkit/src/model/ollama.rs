//! A real Ollama server with a tiny model, where `scripts/test/ollama.sh` has built one.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, PoisonError},
};

use tempfile::TempDir;

/// A running Ollama that answers one question at a time. It ends when it is dropped.
pub struct Ollama {
    server: Child,
    address: String,
    log: Arc<Mutex<String>>,
    folder: TempDir,
}

impl Ollama {
    /// What its only model is called.
    pub const MODEL: &str = "tiny";

    /// Starts the server that `SPARKY_OLLAMA` names and gives it the model of `SPARKY_GGUF`, whose weights are random.
    ///
    /// # Panics
    /// The variables are not set, or the server does not start.
    pub fn start() -> Self {
        let path = |name: &str| {
            let path = std::env::var_os(name).map(PathBuf::from);
            path.unwrap_or_else(|| panic!("{name} is not set: run scripts/test/ollama.sh"))
        };
        let (program, weights) = (path("SPARKY_OLLAMA"), path("SPARKY_GGUF"));
        let folder = tempfile::tempdir().expect("a temporary folder");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let address = port.expect("a free port").to_string();
        let mut server = Command::new(&program)
            .arg("serve")
            .env("HOME", folder.path())
            .env("OLLAMA_HOST", &address)
            .env("OLLAMA_MODELS", folder.path().join("models"))
            .env("OLLAMA_NUM_PARALLEL", "1")
            .env("OLLAMA_DEBUG", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()
            .expect("the server starts");
        let said = server.stderr.take().expect("its log is piped");
        let mut lines = BufReader::new(said).lines().map_while(Result::ok);
        assert!(
            lines.any(|line| line.contains("Listening on")),
            "the server ended before it listened"
        );
        let log = Arc::new(Mutex::new(String::new()));
        let ollama = Self {
            server,
            address,
            log: Arc::clone(&log),
            folder,
        };
        std::thread::spawn(move || {
            for line in lines {
                let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
                log.push_str(&line);
                log.push('\n');
            }
        });
        let home = ollama.folder.path();
        let modelfile = home.join("Modelfile");
        let template = "{{ range .Messages }}{{ .Role }}: {{ .Content }}\n{{ end }}assistant: ";
        let text = format!("FROM {}\nTEMPLATE \"\"\"{template}\"\"\"\n", weights.display());
        fs::write(&modelfile, text).expect("a Modelfile");
        let created = Command::new(&program)
            .args(["create", Self::MODEL, "-f"])
            .arg(&modelfile)
            .env("HOME", home)
            .env("OLLAMA_HOST", &ollama.address)
            .output()
            .expect("the command runs");
        let complaint = String::from_utf8_lossy(&created.stderr).into_owned();
        assert!(created.status.success(), "{complaint}\n{}", ollama.log());
        ollama
    }

    /// Where it is: the value of `OLLAMA_HOST`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Ollama {
    fn drop(&mut self) {
        // The group holds the processes that run its models too. It may have ended by itself; either way it is gone afterwards.
        let group = format!("-{}", self.server.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
        let _ = self.server.wait();
    }
}
