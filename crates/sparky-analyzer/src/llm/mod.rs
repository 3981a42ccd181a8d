//! Language models: one trait, an adapter for each API, and what keeps a slow, broken or lying one harmless.
//!
//! ```text
//! Prompt ──> Asker ──> cache ──> breaker ──> budget, context ──> retries ──> Model (Ollama | OpenAI | Anthropic)
//!              └────── Answer: whole, of the promised shape, from a model that saw the whole prompt
//! ```

mod adapter;
mod asker;
mod breaker;
mod cache;
mod desk;
mod error;
mod settings;
mod tokens;
mod write;

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

pub use adapter::connect;
pub use asker::{Asker, Budget};
pub use breaker::Breaker;
pub use cache::{Cache, CacheError};
pub use desk::{Chosen, ModelDesk};
pub use error::ModelError;
pub use settings::Settings;
pub use tokens::Gauge;
pub use write::{CATALOGUE, PREFIX, Pen, Prompts};

/// A question to a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What it is told about its task: our own words alone.
    pub system: String,
    /// The facts and the request.
    pub user: String,
    /// The JSON Schema that the answer must keep.
    pub schema: Value,
}

impl Prompt {
    /// Bytes of everything that the model reads as text.
    pub fn bytes(&self) -> usize {
        self.system.len() + self.user.len()
    }

    /// As messages of a chat.
    fn messages(&self) -> Value {
        serde_json::json!([
            {"role": "system", "content": self.system},
            {"role": "user", "content": self.user},
        ])
    }
}

/// Why a model stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It had said everything.
    Complete,
    /// It ran out of room.
    Length,
    /// For another reason, such as a refusal.
    Other,
}

/// What a model said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The text.
    pub text: String,
    /// Why it stopped.
    pub end: End,
    /// The tokens of the prompt as the server counted them, if it did.
    pub prompt_tokens: Option<u64>,
    /// The tokens of the answer.
    pub answer_tokens: Option<u64>,
}

/// What a server says about a model before it is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ready {
    /// The most tokens that prompt and answer may take together, if it says so.
    pub context: Option<u64>,
}

/// How long is waited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Until the first token, and between two.
    pub token: Duration,
    /// For the whole answer.
    pub answer: Duration,
}

/// A model that can be asked. Dropping the future of a call ends it at the server too.
#[async_trait]
pub trait Model: Send + Sync {
    /// Its name as it is configured: `ollama:qwen2.5-coder:1.5b`.
    fn name(&self) -> &str;

    /// Whether the server knows it.
    async fn ready(&self, wait: Duration) -> Result<Ready, ModelError>;

    /// Asks once. `progress` is called with the bytes of the answer so far.
    async fn ask(
        &self,
        prompt: &Prompt,
        patience: Patience,
        progress: &(dyn Fn(usize) + Send + Sync),
    ) -> Result<Answer, ModelError>;
}
