//! What the APIs have in common: a question is posted, and its answer is read line by line as it comes.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use super::{stream::Step, wire::Wire};
use crate::llm::{Answer, End, Model, ModelError, Patience, Prompt, Ready};

/// What is different from API to API.
#[async_trait]
pub(super) trait Api: Send + Sync {
    /// What users call the provider.
    const PROVIDER: &'static str;

    /// Where questions go, below the address of the server.
    const QUESTIONS: &'static str;

    /// What the server says about a model; nothing where it does not have it.
    async fn look(&self, wire: &Wire, model: &str, wait: Duration) -> Result<Option<Ready>, ModelError>;

    /// How to come by a model that the server does not have, or by the names of those that it has.
    fn way_to(&self, model: &str) -> String;

    /// A question as the API wants it.
    fn question(&self, model: &str, prompt: &Prompt) -> Value;

    /// Adds what a line of the answer says.
    fn read(&self, wire: &Wire, line: &str, answer: &mut Answer) -> Result<Step, ModelError>;
}

/// A model at a server that speaks one of the APIs.
pub(super) struct Served<A> {
    api: A,
    wire: Wire,
    name: String,
    model: String,
}

impl<A: Api> Served<A> {
    /// A model at the other end of `wire`. Nothing is asked yet.
    pub fn new(api: A, wire: Wire, model: &str) -> Self {
        Self {
            api,
            wire,
            name: format!("{}:{model}", A::PROVIDER),
            model: model.to_owned(),
        }
    }

    fn missing(&self) -> ModelError {
        ModelError::Missing {
            host: self.wire.host().to_owned(),
            model: self.model.clone(),
            hint: self.api.way_to(&self.model),
        }
    }
}

#[async_trait]
impl<A: Api> Model for Served<A> {
    fn name(&self) -> &str {
        &self.name
    }

    async fn ready(&self, wait: Duration) -> Result<Ready, ModelError> {
        let known = self.api.look(&self.wire, &self.model, wait).await?;
        known.ok_or_else(|| self.missing())
    }

    async fn ask(
        &self,
        prompt: &Prompt,
        patience: Patience,
        progress: &(dyn Fn(usize) + Send + Sync),
    ) -> Result<Answer, ModelError> {
        let question = self.api.question(&self.model, prompt);
        let mut answer = Answer {
            text: String::new(),
            end: End::Other,
            prompt_tokens: None,
            answer_tokens: None,
        };
        let mut line = |line: &str| {
            let step = self.api.read(&self.wire, line, &mut answer)?;
            progress(answer.text.len());
            Ok(step)
        };
        match self.wire.ask(A::QUESTIONS, &question, patience, &mut line).await {
            Err(ModelError::Refused { status: 404, .. }) => Err(self.missing()),
            asked => asked.map(|()| answer),
        }
    }
}
