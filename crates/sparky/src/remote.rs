//! An orchestrator over its REST API.

mod sse;

use std::time::Duration;

use anyhow::{Context as _, anyhow};
use reqwest::{Client, Method, RequestBuilder, Response, Url};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use sparky_common::model::{RunId, RunRecord, RunStatus};
use sparky_orchestrator::api::{
    Problem,
    wire::{EventSort, StreamEvent},
};

use crate::{error::CommandError, report::Reporter};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// How often the truth is asked for when no event comes.
const LOOK: Duration = Duration::from_secs(2);

/// How often a lost connection is tried again before the command gives up.
const RECONNECTS: u32 = 60;

/// A connection to the REST API of an orchestrator.
pub struct Remote {
    base: Url,
    token: Option<String>,
    client: Client,
}

impl Remote {
    /// A connection to `http(s)://HOST:PORT`; it is opened when it is needed.
    pub fn new(url: &str, token: Option<String>) -> Result<Self, CommandError> {
        let usage = |error: anyhow::Error| {
            CommandError::usage(error).hint("write http://HOST:PORT, such as http://127.0.0.1:8080")
        };
        let base: Url = url
            .parse()
            .with_context(|| format!("`{url}` is no URL"))
            .map_err(usage)?;
        if !base.username().is_empty() || base.password().is_some() {
            return Err(usage(anyhow!("a password in the URL is not taken"))
                .hint("give a token with --token-file or SPARKY_TOKEN"));
        }
        let client = Client::builder()
            .connect_timeout(Duration::from_secs(5))
            // The token goes nowhere but where the user sent it.
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .context("cannot prepare HTTP")
            .map_err(CommandError::failed)?;
        Ok(Self { base, token, client })
    }

    /// What is at a path below `/api/v1/`, such as `runs/ID`.
    pub async fn get<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, String)],
    ) -> Result<T, CommandError> {
        let mut request = self.request(Method::GET, path)?;
        let mut url = self.url(path)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
            request = self.authorized(self.client.get(url)).timeout(PATIENCE);
        }
        read(self.send(request).await?).await
    }

    /// Has something done.
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &[&str],
        body: &impl Serialize,
    ) -> Result<T, CommandError> {
        let body = serde_json::to_string(body).map_err(CommandError::failed)?;
        let request = self
            .request(Method::POST, path)?
            .header("content-type", "application/json")
            .body(body);
        read(self.send(request).await?).await
    }

    /// The bytes at a path.
    pub async fn bytes(&self, path: &[&str], query: &[(&str, String)]) -> Result<Vec<u8>, CommandError> {
        let mut url = self.url(path)?;
        url.query_pairs_mut().extend_pairs(query);
        let response = self
            .send(self.authorized(self.client.get(url)).timeout(PATIENCE))
            .await?;
        let bytes = response
            .bytes()
            .await
            .context("the answer broke off")
            .map_err(CommandError::failed)?;
        Ok(bytes.to_vec())
    }

    /// Has something done about runs that sets one going, and follows that run until it ends or waits for a person.
    pub async fn to_end(
        &self,
        path: &[&str],
        body: &impl Serialize,
        reporter: &mut Reporter,
    ) -> Result<RunRecord, CommandError> {
        let record: RunRecord = self.post(path, body).await?;
        self.follow(record, reporter).await
    }

    /// Follows a run over the event stream; a lost connection is opened again where it was.
    async fn follow(
        &self,
        mut record: RunRecord,
        reporter: &mut Reporter,
    ) -> Result<RunRecord, CommandError> {
        let mut place = None;
        let mut failures = 0;
        while !has_stopped(&record) {
            let watched = self.watch(&record.run, &mut place, reporter).await;
            match self.run(&record.run).await {
                Ok(newer) => {
                    failures = 0;
                    reporter.record(&newer);
                    record = newer;
                }
                Err(error) => {
                    failures += 1;
                    if failures >= RECONNECTS {
                        return Err(error);
                    }
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
            if watched.is_err() && !has_stopped(&record) {
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        }
        reporter.record(&record);
        Ok(record)
    }

    /// Listens until something is recorded about the run, or for a while.
    async fn watch(
        &self,
        run: &RunId,
        place: &mut Option<i64>,
        reporter: &mut Reporter,
    ) -> anyhow::Result<()> {
        let url = self.url(&["events"]).map_err(|error| anyhow!("{error}"))?;
        let mut request = self.authorized(self.client.get(url));
        if let Some(place) = place {
            request = request.header("last-event-id", place.to_string());
        }
        let response = request.send().await?.error_for_status()?;
        let mut stream = sse::Stream::new(response);
        let look = tokio::time::sleep(LOOK);
        tokio::pin!(look);
        loop {
            let event: StreamEvent = tokio::select! {
                () = &mut look => return Ok(()),
                event = stream.next() => serde_json::from_str(&event?)?,
            };
            *place = event.id.or(*place);
            if event.run.as_ref() != Some(run) {
                continue;
            }
            match (event.sort, event.phase, event.progress) {
                (EventSort::Run, ..) => return Ok(()),
                (EventSort::Progress, Some(phase), Some(progress)) => {
                    reporter.progressed(phase, &progress.into());
                }
                _ => {}
            }
        }
    }

    /// One run.
    pub async fn run(&self, run: &str) -> Result<RunRecord, CommandError> {
        self.get(&["runs", run], &[]).await
    }

    fn url(&self, path: &[&str]) -> Result<Url, CommandError> {
        let mut url = self.base.clone();
        url.path_segments_mut()
            .map_err(|()| CommandError::usage(anyhow!("`{}` is no base for addresses", self.base)))?
            .pop_if_empty()
            .extend(["api", "v1"])
            .extend(path);
        Ok(url)
    }

    fn request(&self, method: Method, path: &[&str]) -> Result<RequestBuilder, CommandError> {
        Ok(self
            .authorized(self.client.request(method, self.url(path)?))
            .timeout(PATIENCE))
    }

    fn authorized(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, CommandError> {
        let response = request.send().await.map_err(|error| {
            let error =
                anyhow::Error::new(error.without_url()).context(format!("cannot reach {}", self.base));
            CommandError::failed(error)
                .hint("is `sparky up` or the orchestrator running there, and http.listen set?")
        })?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let body = response.bytes().await.unwrap_or_default();
        Err(refused(status.as_u16(), &body, self.token.is_some()))
    }
}

/// An error of the API in the user's words.
fn refused(status: u16, body: &[u8], with_token: bool) -> CommandError {
    let problem: Option<Problem> = serde_json::from_slice(body).ok();
    let detail = problem.as_ref().and_then(|problem| problem.detail.clone());
    let error = anyhow!(
        "{}",
        detail.unwrap_or_else(|| format!("the server answered with status {status}"))
    );
    let error = match status {
        400 | 403 | 404 | 409 | 422 => CommandError::usage(error),
        _ => CommandError::failed(error),
    };
    match (status, problem.and_then(|problem| problem.hint)) {
        (401, _) if !with_token => error.hint("give a token: --token-file FILE, or SPARKY_TOKEN"),
        (401, _) => error.hint("the token is not one of [[api.tokens]] there"),
        (_, Some(hint)) => error.hint(hint),
        (_, None) => error,
    }
}

async fn read<T: DeserializeOwned>(response: Response) -> Result<T, CommandError> {
    let bytes = response
        .bytes()
        .await
        .context("the answer broke off")
        .map_err(CommandError::failed)?;
    serde_json::from_slice(&bytes)
        .context("the answer is not what the API of this version gives")
        .map_err(|error| {
            CommandError::failed(error).hint("is it a Sparky of another version, or another program?")
        })
}

fn has_stopped(record: &RunRecord) -> bool {
    record.status.is_final() || record.status == RunStatus::Held
}

/// A body that says nothing.
pub fn nothing() -> Value {
    json!({})
}
