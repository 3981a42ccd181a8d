//! The Anthropic Messages API. The schema is that of a tool which the model must use.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use sparky_common::config::Llm;

use super::{
    sse::{Event, event},
    stream::Step,
    wire::{Wire, clean},
};
use crate::llm::{Answer, End, Model, ModelError, Patience, Prompt, Ready};

/// The name of the tool.
const TOOL: &str = "answer";

/// A model behind `/v1/messages`.
pub(super) struct Anthropic {
    wire: Wire,
    name: String,
    model: String,
    answer_tokens: u64,
}

impl Anthropic {
    pub(super) fn new(wire: Wire, model: &str, options: &Llm) -> Self {
        Self {
            wire,
            name: format!("anthropic:{model}"),
            model: model.to_owned(),
            answer_tokens: options.answer_tokens,
        }
    }

    fn missing(&self) -> ModelError {
        ModelError::Missing {
            host: self.wire.host().to_owned(),
            model: self.model.clone(),
            hint: "the API lists its models at /v1/models".into(),
        }
    }
}

#[async_trait]
impl Model for Anthropic {
    fn name(&self) -> &str {
        &self.name
    }

    async fn ready(&self, wait: Duration) -> Result<Ready, ModelError> {
        let known = self.wire.get(&format!("v1/models/{}", self.model), wait).await?;
        known.map(|_| Ready::default()).ok_or_else(|| self.missing())
    }

    async fn ask(
        &self,
        prompt: &Prompt,
        patience: Patience,
        progress: &(dyn Fn(usize) + Send + Sync),
    ) -> Result<Answer, ModelError> {
        let body = json!({
            "model": self.model,
            "system": prompt.system,
            "messages": [{"role": "user", "content": prompt.user}],
            "tools": [{"name": TOOL, "description": "Gives the answer.", "input_schema": prompt.schema}],
            "tool_choice": {"type": "tool", "name": TOOL},
            "max_tokens": self.answer_tokens,
            "stream": true,
        });
        let mut answer = Answer {
            text: String::new(),
            end: End::Other,
            prompt_tokens: None,
            answer_tokens: None,
        };
        let mut line = |line: &str| read(&self.wire, line, &mut answer, progress);
        match self.wire.ask("v1/messages", &body, patience, &mut line).await {
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
    let said: Value = match event(line) {
        Event::Nothing | Event::End => return Ok(Step::More),
        Event::Garbage => return Err(wire.protocol()),
        Event::Data(said) => said,
    };
    match said["type"].as_str().unwrap_or_default() {
        "message_start" => {
            let usage = &said["message"]["usage"];
            let part = |name: &str| usage[name].as_u64().unwrap_or(0);
            let all =
                part("input_tokens") + part("cache_read_input_tokens") + part("cache_creation_input_tokens");
            answer.prompt_tokens = (all > 0).then_some(all);
        }
        "content_block_delta" => {
            let delta = &said["delta"];
            answer
                .text
                .push_str(delta["partial_json"].as_str().unwrap_or_default());
            progress(answer.text.len());
        }
        "message_delta" => {
            answer.end = match said["delta"]["stop_reason"].as_str() {
                Some("tool_use" | "end_turn") => End::Complete,
                Some("max_tokens") => End::Length,
                _ => End::Other,
            };
            answer.answer_tokens = said["usage"]["output_tokens"].as_u64();
        }
        "message_stop" => return Ok(Step::Done),
        "error" => return Err(refusal(wire, &said["error"])),
        _ => {}
    }
    Ok(Step::More)
}

fn refusal(wire: &Wire, error: &Value) -> ModelError {
    let host = wire.host().to_owned();
    match error["type"].as_str() {
        Some("overloaded_error" | "rate_limit_error") => ModelError::Busy { host, wait: None },
        _ => ModelError::Failing {
            host,
            status: 200,
            message: clean(error["message"].as_str().unwrap_or_default(), 200),
        },
    }
}
