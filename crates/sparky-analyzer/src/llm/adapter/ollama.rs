//! Ollama's own API. Its OpenAI-compatible one ignores `num_ctx`.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use sparky_common::config::Llm;

use super::{api::Api, stream::Step, wire::Wire};
use crate::llm::{Answer, End, ModelError, Prompt, Ready};

/// The models of an Ollama server.
pub(super) struct Ollama {
    context_tokens: u64,
    answer_tokens: u64,
    keep_alive: Value,
}

/// Where Ollama is, from the ways in which `OLLAMA_HOST` is written: `host`, `host:port`, `http://host:port`,
/// `0.0.0.0` (which is where a server listens, not where it can be asked).
pub(super) fn base(host: &str) -> String {
    let host = host.trim().trim_end_matches('/');
    let (scheme, rest) = host.split_once("://").unwrap_or(("", host));
    let rest = match rest.strip_prefix("0.0.0.0") {
        Some(port) => format!("127.0.0.1{port}"),
        None if rest.is_empty() || rest.starts_with(':') => format!("127.0.0.1{rest}"),
        None => rest.to_owned(),
    };
    // In `[::1]` colons belong to the address.
    let has_port = rest.rsplit(']').next().is_some_and(|end| end.contains(':'));
    match scheme {
        "" if has_port => format!("http://{rest}"),
        "" => format!("http://{rest}:11434"),
        scheme => format!("{scheme}://{rest}"),
    }
}

impl Ollama {
    pub(super) fn new(options: &Llm) -> Self {
        // Ollama takes `10m` as a text and seconds, `-1` too, as a number.
        let seconds: Option<i64> = options.keep_alive.parse().ok();
        Self {
            context_tokens: options.context_tokens,
            answer_tokens: options.answer_tokens,
            keep_alive: seconds.map_or_else(|| options.keep_alive.clone().into(), Value::from),
        }
    }
}

#[async_trait]
impl Api for Ollama {
    const PROVIDER: &'static str = "ollama";
    const QUESTIONS: &'static str = "api/chat";

    async fn look(&self, wire: &Wire, model: &str, wait: Duration) -> Result<Option<Ready>, ModelError> {
        let Some(shown) = wire.look("api/show", &json!({"model": model}), wait).await? else {
            return Ok(None);
        };
        let trained = shown["model_info"].as_object().and_then(|info| {
            let mut known = info.iter().filter(|(key, _)| key.ends_with(".context_length"));
            known.find_map(|(_, value)| value.as_u64())
        });
        Ok(Some(Ready { context: trained }))
    }

    fn way_to(&self, model: &str) -> String {
        format!("ollama pull {model}")
    }

    fn question(&self, model: &str, prompt: &Prompt) -> Value {
        // `truncate` and `shift` off: else the head of a long prompt is dropped without a word. `think` is left unsaid:
        // with it some models lose the schema.
        json!({
            "model": model,
            "messages": prompt.messages(),
            "format": prompt.schema,
            "stream": true,
            "truncate": false,
            "shift": false,
            "keep_alive": self.keep_alive,
            "options": {
                "num_ctx": self.context_tokens,
                "num_predict": self.answer_tokens,
                "temperature": 0,
                "seed": 1,
            },
        })
    }

    fn read(&self, wire: &Wire, line: &str, answer: &mut Answer) -> Result<Step, ModelError> {
        if line.is_empty() {
            return Ok(Step::More);
        }
        let said: Value = serde_json::from_str(line).map_err(|_| wire.protocol())?;
        if let Some(error) = said["error"].as_str() {
            return Err(wire.failing(error));
        }
        answer
            .text
            .push_str(said["message"]["content"].as_str().unwrap_or_default());
        if said["done"] != true {
            return Ok(Step::More);
        }
        answer.end = match said["done_reason"].as_str() {
            Some("stop") | None => End::Complete,
            Some("length") => End::Length,
            Some(_) => End::Other,
        };
        answer.prompt_tokens = said["prompt_eval_count"].as_u64();
        answer.answer_tokens = said["eval_count"].as_u64();
        Ok(Step::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::base;

    #[test]
    fn hosts_are_written_in_many_ways() {
        for (host, expected) in [
            ("", "http://127.0.0.1:11434"),
            ("0.0.0.0", "http://127.0.0.1:11434"),
            ("0.0.0.0:8000", "http://127.0.0.1:8000"),
            (":8000", "http://127.0.0.1:8000"),
            ("dgx", "http://dgx:11434"),
            ("dgx:8000/", "http://dgx:8000"),
            ("[::1]", "http://[::1]:11434"),
            ("[::1]:80", "http://[::1]:80"),
            ("http://dgx", "http://dgx"),
            ("https://dgx:8443/ollama", "https://dgx:8443/ollama"),
        ] {
            assert_eq!(base(host), expected, "{host}");
        }
    }
}
