//! Ollama's own API. Its OpenAI-compatible one ignores `num_ctx`.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use sparky_common::config::Llm;

use super::{
    stream::Step,
    wire::{Wire, clean, is_about_length},
};
use crate::llm::{Answer, End, Model, ModelError, Patience, Prompt, Ready};

/// A model at an Ollama server.
pub(super) struct Ollama {
    wire: Wire,
    name: String,
    model: String,
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
    pub(super) fn new(wire: Wire, model: &str, options: &Llm) -> Self {
        // Ollama takes `10m` as a text and seconds, `-1` too, as a number.
        let seconds: Option<i64> = options.keep_alive.parse().ok();
        Self {
            wire,
            name: format!("ollama:{model}"),
            model: model.to_owned(),
            context_tokens: options.context_tokens,
            answer_tokens: options.answer_tokens,
            keep_alive: seconds.map_or_else(|| options.keep_alive.clone().into(), Value::from),
        }
    }

    fn missing(&self) -> ModelError {
        ModelError::Missing {
            host: self.wire.host().to_owned(),
            model: self.model.clone(),
            hint: format!("ollama pull {}", self.model),
        }
    }
}

#[async_trait]
impl Model for Ollama {
    fn name(&self) -> &str {
        &self.name
    }

    async fn ready(&self, wait: Duration) -> Result<Ready, ModelError> {
        let shown = self
            .wire
            .look("api/show", &json!({"model": self.model}), wait)
            .await?;
        let shown = shown.ok_or_else(|| self.missing())?;
        let trained = shown["model_info"].as_object().and_then(|info| {
            let mut known = info.iter().filter(|(key, _)| key.ends_with(".context_length"));
            known.find_map(|(_, value)| value.as_u64())
        });
        Ok(Ready { context: trained })
    }

    async fn ask(
        &self,
        prompt: &Prompt,
        patience: Patience,
        progress: &(dyn Fn(usize) + Send + Sync),
    ) -> Result<Answer, ModelError> {
        // `truncate` and `shift` off: else the head of a long prompt is dropped without a word. `think` is left unsaid:
        // with it some models lose the schema.
        let body = json!({
            "model": self.model,
            "messages": [
                {"role": "system", "content": prompt.system},
                {"role": "user", "content": prompt.user},
            ],
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
        });
        let mut answer = Answer {
            text: String::new(),
            end: End::Other,
            prompt_tokens: None,
            answer_tokens: None,
        };
        let mut line = |line: &str| read(&self.wire, line, &mut answer, progress);
        let asked = self.wire.ask("api/chat", &body, patience, &mut line).await;
        match asked {
            Err(ModelError::Refused { status: 404, .. }) => Err(self.missing()),
            asked => asked.map(|()| answer),
        }
    }
}

fn read(
    wire: &Wire,
    line: &str,
    answer: &mut Answer,
    progress: &(dyn Fn(usize) + Send + Sync),
) -> Result<Step, ModelError> {
    if line.is_empty() {
        return Ok(Step::More);
    }
    let said: Value = serde_json::from_str(line).map_err(|_| wire.protocol())?;
    if let Some(error) = said["error"].as_str() {
        return Err(if is_about_length(error) {
            ModelError::TooLong
        } else {
            ModelError::Failing {
                host: wire.host().to_owned(),
                status: 200,
                message: clean(error, 200),
            }
        });
    }
    answer
        .text
        .push_str(said["message"]["content"].as_str().unwrap_or_default());
    progress(answer.text.len());
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
