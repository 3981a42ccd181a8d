//! What is taken from the configuration.

use std::{path::PathBuf, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use sparky_common::config::{Config, Llm, Provider};

use super::{ModelError, Patience};

/// How models are asked.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The options as they were configured and checked.
    pub options: Llm,
    /// Where the cache of answers lies.
    pub cache: PathBuf,
    /// The folder of prompts that replace the built-in ones.
    pub prompts: Option<PathBuf>,
}

impl From<&Config> for Settings {
    fn from(config: &Config) -> Self {
        let named = |path: &PathBuf| (!path.as_os_str().is_empty()).then(|| path.clone());
        let beside = || {
            let folder = config.generator.own_templates().join("prompts");
            folder.is_dir().then_some(folder)
        };
        Self {
            options: config.llm.clone(),
            cache: config.storage.data_dir.join("model-answers.db"),
            prompts: named(&config.llm.prompts_dir).or_else(beside),
        }
    }
}

impl Settings {
    /// How long one answer is waited for.
    pub fn patience(&self) -> Patience {
        Patience {
            token: Duration::from_secs(self.options.first_token_seconds),
            answer: Duration::from_secs(self.options.answer_seconds),
        }
    }

    /// The key for an API: the configured one, that of the file, else the API's own; nothing where none is set.
    pub(super) fn key(&self, provider: Provider) -> Result<Option<SecretString>, ModelError> {
        let options = &self.options;
        let own = match provider {
            Provider::Ollama => None,
            Provider::OpenAi => Some(&options.openai_api_key),
            Provider::Anthropic => Some(&options.anthropic_api_key),
        };
        let set = |key: &&SecretString| !key.expose_secret().is_empty();
        if let Some(key) = Some(&options.api_key).filter(set) {
            return Ok(Some(key.clone()));
        }
        if !options.api_key_file.as_os_str().is_empty() {
            let path = &options.api_key_file;
            let text = std::fs::read_to_string(path).map_err(|source| ModelError::KeyFile {
                path: path.clone(),
                source,
            })?;
            return Ok(Some(text.trim().to_owned().into()));
        }
        Ok(own.filter(set).cloned())
    }
}
