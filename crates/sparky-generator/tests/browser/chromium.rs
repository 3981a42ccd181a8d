//! A headless Chromium, driven through WebDriver.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use fantoccini::{Client, ClientBuilder, wd::WebDriverCompatibleCommand};
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// A window of a browser of its own.
pub struct Chromium {
    pub client: Client,
    driver: Child,
    _profile: tempfile::TempDir,
}

impl Chromium {
    /// Starts one; nothing where it is not installed, which is told.
    pub async fn start() -> Option<Self> {
        let started = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut driver) = started else {
            println!("skipped: scripts/test/setup.sh installs `chromium` and `chromium-driver`");
            assert!(
                std::env::var_os("CI").is_none(),
                "the browser test must run where CI is set"
            );
            return None;
        };
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, port) = line.split_once("started successfully on port ")?;
                port.trim_end_matches('.').parse::<u16>().ok()
            })
            .expect("chromedriver tells its port");
        let profile = tempfile::tempdir().unwrap();
        let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities(profile.path()).as_object().unwrap().clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap();
        Some(Self {
            client,
            driver,
            _profile: profile,
        })
    }

    /// Sends a command of Chromium's own protocol.
    pub async fn devtools(&self, method: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": method, "params": parameters });
        self.post("goog/cdp/execute", body).await
    }

    /// What was logged since the last look: `browser` for the console, `performance` for the network.
    pub async fn log(&self, kind: &str) -> Vec<Value> {
        let entries = self.post("se/log", json!({ "type": kind })).await;
        entries.as_array().cloned().unwrap_or_default()
    }

    /// What assistive technology calls an element.
    pub async fn label(&self, element: &fantoccini::elements::Element) -> String {
        let path = format!("element/{}/computedlabel", element.element_id().as_ref());
        let found = self
            .client
            .issue_cmd(Raw {
                method: Method::GET,
                path,
                body: None,
            })
            .await;
        found.unwrap().as_str().unwrap_or("").to_owned()
    }

    /// What a script gives back.
    pub async fn script(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// How the page is looked at.
    pub async fn look(&self, media: &str, scheme: &str, width: u32) {
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            // What scrolls smoothly is not where it will be when it is clicked.
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        let parameters = json!({ "media": media, "features": features });
        self.devtools("Emulation.setEmulatedMedia", parameters).await;
        let metrics = json!({
            "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Keeps a picture of the whole page at `target/browser/NAME.png`.
    pub async fn photograph(&self, name: &str) {
        let parameters = json!({ "format": "png", "captureBeyondViewport": true });
        let picture = self.devtools("Page.captureScreenshot", parameters).await;
        let folder = target().join("browser");
        std::fs::create_dir_all(&folder).unwrap();
        let bytes = STANDARD.decode(picture["data"].as_str().unwrap()).unwrap();
        std::fs::write(folder.join(format!("{name}.png")), bytes).unwrap();
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let command = Raw {
            method: Method::POST,
            path: path.to_owned(),
            body: Some(body.to_string()),
        };
        self.client.issue_cmd(command).await.unwrap()
    }

    /// Closes the window.
    pub async fn close(mut self) {
        self.client.clone().close().await.unwrap();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // A test that failed must not leave a browser behind: the driver takes it along.
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// The build folder of the workspace.
pub fn target() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target")
}

fn capabilities(profile: &Path) -> Value {
    let profile = format!("--user-data-dir={}", profile.display());
    json!({
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        "goog:chromeOptions": { "args": [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--force-device-scale-factor=1", "--hide-scrollbars", profile,
        ] },
    })
}

/// A command below a session's address.
#[derive(Debug)]
struct Raw {
    method: Method,
    path: String,
    body: Option<String>,
}

impl WebDriverCompatibleCommand for Raw {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (self.method.clone(), self.body.clone())
    }
}
