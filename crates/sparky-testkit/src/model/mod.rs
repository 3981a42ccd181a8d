//! A model's server to test against: the APIs of Ollama, OpenAI and Anthropic over a real socket, with answers and
//! failures by script, and a log of what it was asked.

mod api;
mod ollama;
mod play;
mod reply;
mod server;

pub use api::Api;
pub use ollama::Ollama;
pub use play::Play;
pub use server::{ModelServer, Question};
