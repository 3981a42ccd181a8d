//! The OpenAI API, as vLLM and many others speak it.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use sparky_common::config::Llm;

use super::{
    sse::{Event, event},
    stream::Step,
    wire::{Wire, clean, is_about_length},
};
use crate::llm::{Answer, End, Model, ModelError, Patience, Prompt, Ready};

/// A model behind `/v1/chat/completions`.
pub(super) struct OpenAi {
    wire: Wire,
    name: String,
    model: String,
    answer_tokens: u64,
}

impl OpenAi {
    pub(super) fn new(wire: Wire, model: &str, options: &Llm) -> Self {
        Self {
            wire,
            name: format!("openai:{model}"),
            model: model.to_owned(),
            answer_tokens: options.answer_tokens,
        }
    }

    fn missing(&self) -> ModelError {
        ModelError::Missing {
            host: self.wire.host().to_owned(),
            model: self.model.clone(),
            hint: "the server lists the models it serves at /v1/models".into(),
        }
    }
}

#[async_trait]
impl Model for OpenAi {
    fn name(&self) -> &str {
        &self.name
    }

    async fn ready(&self, wait: Duration) -> Result<Ready, ModelError> {
        // A server without a list says nothing about its models.
        let Some(list) = self.wire.get("models", wait).await? else {
            return Ok(Ready::default());
        };
        let models = list["data"].as_array().ok_or_else(|| self.wire.protocol())?;
        let known = models.iter().find(|model| model["id"] == self.model.as_str());
        let known = known.ok_or_else(|| self.missing())?;
        Ok(Ready {
            context: known["max_model_len"].as_u64(),
        })
    }

    async fn ask(
        &self,
        prompt: &Prompt,
        patience: Patience,
        progress: &(dyn Fn(usize) + Send + Sync),
    ) -> Result<Answer, ModelError> {
        let body = json!({
            "model": self.model,
            "messages": [
                {"role": "system", "content": prompt.system},
                {"role": "user", "content": prompt.user},
            ],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "answer", "strict": true, "schema": prompt.schema},
            },
            "max_completion_tokens": self.answer_tokens,
            "seed": 1,
            "stream": true,
            "stream_options": {"include_usage": true},
        });
        let mut answer = Answer {
            text: String::new(),
            end: End::Other,
            prompt_tokens: None,
            answer_tokens: None,
        };
        let mut line = |line: &str| read(&self.wire, line, &mut answer, progress);
        match self
            .wire
            .ask("chat/completions", &body, patience, &mut line)
            .await
        {
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
        Event::Nothing => return Ok(Step::More),
        Event::End => return Ok(Step::Done),
        Event::Garbage => return Err(wire.protocol()),
        Event::Data(said) => said,
    };
    if !said["error"].is_null() {
        let message = said["error"]["message"].as_str().unwrap_or_default();
        return Err(if is_about_length(message) {
            ModelError::TooLong
        } else {
            ModelError::Failing {
                host: wire.host().to_owned(),
                status: 200,
                message: clean(message, 200),
            }
        });
    }
    let choice = &said["choices"][0];
    answer
        .text
        .push_str(choice["delta"]["content"].as_str().unwrap_or_default());
    progress(answer.text.len());
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
