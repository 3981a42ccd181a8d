//! The server: sockets, routes, script and log.

use std::{
    convert::Infallible,
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex, MutexGuard},
    thread::JoinHandle,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use futures::stream::{self, StreamExt};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::{
    api::Api,
    play::Play,
    reply::{Said, pieces},
};

/// One question as the server saw it.
#[derive(Clone, Debug)]
pub struct Question {
    /// The API.
    pub api: Api,
    /// The headers in lower case.
    pub headers: Vec<(String, String)>,
    /// The whole request.
    pub body: Value,
    /// What the model is told about its task.
    pub system: String,
    /// The facts and the request.
    pub user: String,
}

impl Question {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

type Script = Box<dyn FnMut(&Question) -> Play + Send>;

struct Stage {
    models: Vec<String>,
    script: Script,
    questions: Vec<Question>,
    looks: usize,
}

type Shared = Arc<Mutex<Stage>>;

/// A running server. It ends when it is dropped.
pub struct ModelServer {
    address: SocketAddr,
    stage: Shared,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl ModelServer {
    /// A server on a free port that has these models and answers each question as the script says.
    pub fn start(models: &[&str], script: impl FnMut(&Question) -> Play + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        listener.set_nonblocking(true).expect("the socket can be polled");
        let address = listener.local_addr().expect("the socket is bound");
        let stage = Arc::new(Mutex::new(Stage {
            models: models.iter().map(|&name| name.to_owned()).collect(),
            script: Box::new(script),
            questions: Vec::new(),
            looks: 0,
        }));
        let (stop, stopped) = oneshot::channel();
        let router = Router::new().fallback(serve).with_state(Arc::clone(&stage));
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a runtime");
                tokio::select! {
                    served = axum::serve(listener, router) => served.expect("the server runs"),
                    _ = stopped => {}
                }
            });
        });
        Self {
            address,
            stage,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// A server whose every answer is the same.
    pub fn always(model: &str, play: Play) -> Self {
        Self::start(&[model], move |_| play.clone())
    }

    /// Where it is: the value of `OLLAMA_HOST` and `llm.anthropic_url`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The value of `llm.openai_url`.
    pub fn openai_url(&self) -> String {
        format!("{}/v1", self.url())
    }

    /// Every question so far, in the order of arrival.
    pub fn questions(&self) -> Vec<Question> {
        lock(&self.stage).questions.clone()
    }

    /// How often it was asked which models it has.
    pub fn looks(&self) -> usize {
        lock(&self.stage).looks
    }
}

impl Drop for ModelServer {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // An error means that the thread is gone already.
            stop.send(()).ok();
        }
        if let Some(Err(panic)) = self.thread.take().map(JoinHandle::join)
            && !std::thread::panicking()
        {
            std::panic::resume_unwind(panic);
        }
    }
}

fn lock(stage: &Shared) -> MutexGuard<'_, Stage> {
    stage.lock().expect("the script has not panicked")
}

async fn serve(
    State(stage): State<Shared>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let api = match (method.as_str(), uri.path()) {
        ("POST", "/api/chat") => Api::Ollama,
        ("POST", "/v1/chat/completions") => Api::OpenAi,
        ("POST", "/v1/messages") => Api::Anthropic,
        (_, path) => return look(&mut lock(&stage), path, &body),
    };
    let question = question(api, &headers, body);
    let play = {
        let mut stage = lock(&stage);
        stage.questions.push(question.clone());
        let model = question.body["model"].as_str().unwrap_or_default();
        if stage.models.iter().any(|known| known == model) {
            (stage.script)(&question)
        } else {
            Play::Status(404, format!("model '{model}' not found"))
        }
    };
    answer(&question, play).await
}

fn question(api: Api, headers: &HeaderMap, body: Value) -> Question {
    let headers = headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.to_string(), value)
    });
    let said = |role: &str| {
        let messages = body["messages"].as_array().into_iter().flatten();
        let mut texts = messages.filter(|message| message["role"] == role);
        let content = texts.next().and_then(|message| message["content"].as_str());
        content.unwrap_or_default().to_owned()
    };
    Question {
        api,
        headers: headers.collect(),
        system: body["system"]
            .as_str()
            .map_or_else(|| said("system"), str::to_owned),
        user: said("user"),
        body,
    }
}

/// The lists of models.
fn look(stage: &mut Stage, path: &str, body: &Value) -> Response {
    stage.looks += 1;
    let known = |model: &str| stage.models.iter().any(|name| name == model);
    match path.strip_prefix("/v1/models") {
        Some("") => {
            let list: Vec<Value> = stage.models.iter().map(|name| json!({"id": name})).collect();
            json!({"data": list}).to_string().into_response()
        }
        Some(one) if known(one.trim_start_matches('/')) => "{}".into_response(),
        None if path == "/api/show" && known(body["model"].as_str().unwrap_or_default()) => {
            json!({"model_info": {"llama.context_length": 32768}})
                .to_string()
                .into_response()
        }
        _ => (StatusCode::NOT_FOUND, json!({"error": "not found"}).to_string()).into_response(),
    }
}

async fn answer(question: &Question, play: Play) -> Response {
    let honest = ((question.system.len() + question.user.len()) / 4) as u64;
    let said = |text: &str, prompt_tokens, cut_off| {
        let model = question.body["model"].as_str().unwrap_or_default();
        pieces(
            question.api,
            &Said {
                text,
                model,
                prompt_tokens,
                cut_off,
            },
        )
    };
    let half = |text: &str| {
        let mut pieces = said(text, honest, false);
        pieces.truncate(pieces.len() / 2);
        stream::iter(pieces)
    };
    match play {
        Play::Say(text) => said(&text, honest, false).concat().into_response(),
        Play::Forget(text, seen) => said(&text, seen, false).concat().into_response(),
        Play::CutOff(text) => said(&text, honest, true).concat().into_response(),
        Play::Silence => std::future::pending().await,
        Play::Stall(text) => {
            Body::from_stream(half(&text).map(Ok::<_, Infallible>).chain(stream::pending())).into_response()
        }
        Play::Crash(text) => {
            // What was said before must have left the house.
            let crash = stream::once(async {
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset))
            });
            Body::from_stream(half(&text).map(Ok).chain(crash)).into_response()
        }
        Play::Status(status, message) => {
            let status = StatusCode::from_u16(status).expect("a status");
            let body = json!({"error": {"message": message}}).to_string();
            let body = if question.api == Api::Ollama {
                json!({"error": message}).to_string()
            } else {
                body
            };
            (status, [("retry-after", "0")], body).into_response()
        }
        Play::WebPage => "<!DOCTYPE html>\n<title>Welcome to the hotel</title>\n".into_response(),
    }
}
