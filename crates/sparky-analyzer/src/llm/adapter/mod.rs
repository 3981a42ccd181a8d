//! One adapter for each API. Nothing outside knows `reqwest`.

mod anthropic;
mod api;
mod ollama;
mod openai;
mod sse;
mod stream;
mod wire;

use std::sync::Arc;

use secrecy::ExposeSecret;
use sparky_common::config::Provider;

use super::{Model, ModelError, Settings};
use anthropic::Anthropic;
use api::Served;
use ollama::Ollama;
use openai::OpenAi;
use wire::{Login, Wire};

/// A model of a provider, as it is configured. Nothing is asked yet.
///
/// # Errors
/// The address or the key cannot be used.
pub fn connect(settings: &Settings, provider: Provider, name: &str) -> Result<Arc<dyn Model>, ModelError> {
    let options = &settings.options;
    let key = settings.key(provider)?;
    let key = key.as_ref().map(ExposeSecret::expose_secret);
    Ok(match provider {
        Provider::Ollama => {
            let base = ollama::base(&options.ollama_host);
            let wire = Wire::new(
                "llm.ollama_host",
                &base,
                Login::bearer(key, "llm.api_key"),
                options,
            )?;
            Arc::new(Served::new(Ollama::new(options), wire, name))
        }
        Provider::OpenAi => {
            let login = Login::bearer(key, "OPENAI_API_KEY");
            let wire = Wire::new("llm.openai_url", &options.openai_url, login, options)?;
            Arc::new(Served::new(OpenAi::new(options), wire, name))
        }
        Provider::Anthropic => {
            let wire = Wire::new(
                "llm.anthropic_url",
                &options.anthropic_url,
                Login::anthropic(key),
                options,
            )?;
            Arc::new(Served::new(Anthropic::new(options), wire, name))
        }
    })
}
