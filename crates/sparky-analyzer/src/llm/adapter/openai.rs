//! The OpenAI API, as vLLM and many others speak it.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use sparky_common::config::Llm;

use super::{
    api::Api,
    sse::{Event, event},
    stream::Step,
    wire::Wire,
};
use crate::llm::{Answer, End, ModelError, Prompt, Ready};

/// The models behind `/v1/chat/completions`.
pub(super) struct OpenAi {
    answer_tokens: u64,
}

impl OpenAi {
    pub(super) fn new(options: &Llm) -> Self {
        Self {
            answer_tokens: options.answer_tokens,
        }
    }
}

#[async_trait]
impl Api for OpenAi {
    const PROVIDER: &'static str = "openai";
    const QUESTIONS: &'static str = "chat/completions";

    async fn look(&self, wire: &Wire, model: &str, wait: Duration) -> Result<Option<Ready>, ModelError> {
        // A server without a list says nothing about its models.
        let Some(list) = wire.get("models", wait).await? else {
            return Ok(Some(Ready::default()));
        };
        let models = list["data"].as_array().ok_or_else(|| wire.protocol())?;
        let known = models.iter().find(|one| one["id"] == model);
        Ok(known.map(|known| Ready {
            context: known["max_model_len"].as_u64(),
        }))
    }

    fn way_to(&self, _model: &str) -> String {
        "the server lists the models it serves at /v1/models".into()
    }

    fn question(&self, model: &str, prompt: &Prompt) -> Value {
        json!({
            "model": model,
            "messages": prompt.messages(),
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": true, "schema": prompt.schema},
            },
            "max_completion_tokens": self.answer_tokens,
            "seed": 1,
            "stream": true,
            "stream_options": {"include_usage": true},
        })
    }

    fn read(&self, wire: &Wire, line: &str, answer: &mut Answer) -> Result<Step, ModelError> {
        let said: Value = match event(line) {
            Event::Nothing => return Ok(Step::More),
            Event::End => return Ok(Step::Done),
            Event::Garbage => return Err(wire.protocol()),
            Event::Data(said) => said,
        };
        if !said["error"].is_null() {
            return Err(wire.failing(said["error"]["message"].as_str().unwrap_or_default()));
        }
        let choice = &said["choices"][0];
        answer
            .text
            .push_str(choice["delta"]["content"].as_str().unwrap_or_default());
        match choice["finish_reason"].as_str() {
            Some("stop") => answer.end = End::Complete,
            Some("length") => answer.end = End::Length,
            _ => {}
        }
        if let Some(tokens) = said["usage"]["prompt_tokens"].as_u64() {
            answer.prompt_tokens = Some(tokens);
            answer.answer_tokens = said["usage"]["completion_tokens"].as_u64();
        }
        Ok(Step::More)
    }
}
