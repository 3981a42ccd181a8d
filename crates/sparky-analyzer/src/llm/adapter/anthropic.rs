//! The Anthropic Messages API. The schema is that of a tool which the model must use.

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

/// The name of the tool.
const TOOL: &str = "answer";

/// The models behind `/v1/messages`.
pub(super) struct Anthropic {
    answer_tokens: u64,
}

impl Anthropic {
    pub(super) fn new(options: &Llm) -> Self {
        Self {
            answer_tokens: options.answer_tokens,
        }
    }
}

#[async_trait]
impl Api for Anthropic {
    const PROVIDER: &'static str = "anthropic";
    const QUESTIONS: &'static str = "v1/messages";

    async fn look(&self, wire: &Wire, model: &str, wait: Duration) -> Result<Option<Ready>, ModelError> {
        let known = wire.get(&format!("v1/models/{model}"), wait).await?;
        Ok(known.map(|_| Ready::default()))
    }

    fn way_to(&self, _model: &str) -> String {
        "the API lists its models at /v1/models".into()
    }

    fn question(&self, model: &str, prompt: &Prompt) -> Value {
        json!({
            "model": model,
            "system": prompt.system,
            "messages": [{"role": "user", "content": prompt.user}],
            "tools": [{"name": TOOL, "description": "Gives the answer.", "input_schema": prompt.schema}],
            "tool_choice": {"type": "tool", "name": TOOL},
            "max_tokens": self.answer_tokens,
            "stream": true,
        })
    }

    fn read(&self, wire: &Wire, line: &str, answer: &mut Answer) -> Result<Step, ModelError> {
        let said: Value = match event(line) {
            Event::Nothing | Event::End => return Ok(Step::More),
            Event::Garbage => return Err(wire.protocol()),
            Event::Data(said) => said,
        };
        match said["type"].as_str().unwrap_or_default() {
            "message_start" => answer.prompt_tokens = prompt_tokens(&said["message"]["usage"]),
            "content_block_delta" => {
                let piece = said["delta"]["partial_json"].as_str();
                answer.text.push_str(piece.unwrap_or_default());
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
}

/// Those that were read from a cache count too; nothing where none were counted.
fn prompt_tokens(usage: &Value) -> Option<u64> {
    let part = |name: &str| usage[name].as_u64().unwrap_or(0);
    let all = part("input_tokens") + part("cache_read_input_tokens") + part("cache_creation_input_tokens");
    (all > 0).then_some(all)
}

fn refusal(wire: &Wire, error: &Value) -> ModelError {
    match error["type"].as_str() {
        Some("overloaded_error" | "rate_limit_error") => ModelError::Busy {
            host: wire.host().to_owned(),
            wait: None,
        },
        _ => wire.failing(error["message"].as_str().unwrap_or_default()),
    }
}
