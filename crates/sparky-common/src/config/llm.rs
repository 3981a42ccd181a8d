//! The options of the language model, and the names of those who can write.

use std::{fmt, path::PathBuf, str::FromStr};

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::Deserialize;

use super::nearest::nearest;

/// The language model.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Llm {
    /// `none`: rules alone write the report. `auto`: the model `auto_model` where an Ollama server has it, rules
    /// where none does. `ollama:NAME`, `openai:NAME`, `anthropic:NAME`: this model; rules write where it fails, and the
    /// run ends partial.
    #[schemars(extend("format" = "model"))]
    pub model: String,
    /// The model that `auto` looks for at `ollama_host`.
    pub auto_model: String,
    /// Where Ollama listens; the environment's `OLLAMA_HOST` stands here too. The port is 11434 unless it says more.
    pub ollama_host: String,
    /// Where an OpenAI-compatible API stands (vLLM: `http://HOST:8000/v1`); the environment's `OPENAI_BASE_URL` stands
    /// here too.
    pub openai_url: String,
    /// Where the Anthropic API stands; the environment's `ANTHROPIC_BASE_URL` stands here too.
    pub anthropic_url: String,
    /// The key for whichever API is asked. Empty: that of `api_key_file`, else the one for this API.
    #[schemars(with = "String", extend("writeOnly" = true))]
    pub api_key: SecretString,
    /// A file that holds the key, such as a mounted secret; it is read again for every run.
    #[schemars(extend("format" = "path"))]
    pub api_key_file: PathBuf,
    /// Whether a key may go over plain HTTP to another machine, where everyone on the way can read it. To this machine it
    /// always may.
    pub key_over_http: bool,
    /// A file of certificates (PEM) that are trusted for HTTPS to models' servers besides those of the system.
    #[schemars(extend("format" = "path"))]
    pub ca_file: PathBuf,
    /// The key for an OpenAI-compatible API; the environment's `OPENAI_API_KEY` stands here too.
    #[schemars(with = "String", extend("writeOnly" = true))]
    pub openai_api_key: SecretString,
    /// The key for the Anthropic API; the environment's `ANTHROPIC_API_KEY` stands here too.
    #[schemars(with = "String", extend("writeOnly" = true))]
    pub anthropic_api_key: SecretString,
    /// Tokens that prompt and answer may take together; Ollama reserves memory for all of them.
    #[schemars(range(min = 1024, max = 1_048_576))]
    pub context_tokens: u64,
    /// Tokens that an answer may take.
    #[schemars(range(min = 64, max = 65_536))]
    pub answer_tokens: u64,
    /// How long Ollama keeps the model in memory afterwards, as it spells it: `10m`, `-1` for ever.
    pub keep_alive: String,
    /// Milliseconds in which a server must answer for `auto` to use it.
    #[schemars(range(min = 1, max = 60_000))]
    pub auto_wait_ms: u64,
    /// Seconds until the first token, and between two; loading a model counts.
    #[schemars(range(min = 1, max = 3600))]
    pub first_token_seconds: u64,
    /// Seconds for one answer.
    #[schemars(range(min = 1, max = 7200))]
    pub answer_seconds: u64,
    /// Seconds that a run spends on its model altogether; what is not written by then, rules write. Longer than
    /// `orchestrator.task_timeout_seconds` the run would fail instead.
    #[schemars(range(min = 1, max = 86_400))]
    pub run_seconds: u64,
    /// How often a question is asked when the network or the server fails.
    #[schemars(range(min = 1, max = 20))]
    pub attempts: usize,
    /// How many questions are under way at a time. Ollama answers as many as its `OLLAMA_NUM_PARALLEL`.
    #[schemars(range(min = 1, max = 64))]
    pub parallel: usize,
    /// What a million tokens of prompts cost, in any currency; for metrics.
    #[schemars(range(min = 0.0, max = 1_000_000.0))]
    pub input_price: f64,
    /// What a million tokens of answers cost, in the same.
    #[schemars(range(min = 0.0, max = 1_000_000.0))]
    pub output_price: f64,
    /// How many answers are kept, so that the same question is asked once.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub cache_entries: u64,
    /// A folder whose prompts replace the built-in ones of the same name. Empty: `prompts` in
    /// the folder of `generator.templates_dir`, if it is there.
    #[schemars(extend("format" = "path"))]
    pub prompts_dir: PathBuf,
}

/// Whose API is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provider {
    /// Ollama's own.
    Ollama,
    /// OpenAI's, which vLLM and many others speak too.
    OpenAi,
    /// Anthropic's.
    Anthropic,
}

impl Provider {
    /// Every provider.
    pub const ALL: [Self; 3] = [Self::Ollama, Self::OpenAi, Self::Anthropic];

    /// The word before the colon.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ollama => "ollama",
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
        }
    }
}

/// Who writes the prose, as `llm.model` and `--model` spell it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ModelChoice {
    /// Rules alone.
    None,
    /// A model where one answers, rules where none does.
    Auto,
    /// This model.
    Named {
        /// Whose API it is asked through.
        provider: Provider,
        /// What it is called there.
        name: String,
    },
}

impl fmt::Display for ModelChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Auto => f.write_str("auto"),
            Self::Named { provider, name } => write!(f, "{}:{name}", provider.as_str()),
        }
    }
}

/// A text that names nobody who can write, with what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{help}")]
pub struct UnknownModel {
    /// What to write.
    pub help: String,
}

impl FromStr for ModelChoice {
    type Err = UnknownModel;

    fn from_str(text: &str) -> Result<Self, UnknownModel> {
        match text {
            "none" => return Ok(Self::None),
            "auto" => return Ok(Self::Auto),
            _ => {}
        }
        let (word, name) = text.split_once(':').unwrap_or((text, ""));
        let provider = Provider::ALL.into_iter().find(|one| one.as_str() == word);
        match provider {
            Some(provider) if is_model_name(name) => Ok(Self::Named {
                provider,
                name: name.to_owned(),
            }),
            _ => Err(UnknownModel {
                help: instead(word, name, provider),
            }),
        }
    }
}

/// Names go into requests, hints and reports: `qwen2.5-coder:1.5b`, `org/model`, nothing that could be markup.
fn is_model_name(name: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '/');
    name.len() <= 200 && name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(allowed)
}

fn instead(word: &str, name: &str, provider: Option<Provider>) -> String {
    if let Some(provider) = provider {
        return format!(
            "write `{}:NAME`, such as `ollama:qwen2.5-coder:1.5b`; names have letters, digits and `.-_:/`",
            provider.as_str()
        );
    }
    let words = Provider::ALL.map(Provider::as_str);
    match nearest(word, words.into_iter().chain(["none", "auto"])) {
        Some(near) if words.contains(&near) && is_model_name(name) => {
            format!("did you mean `{near}:{name}`?")
        }
        Some(near) if words.contains(&near) => format!("did you mean `{near}:NAME`?"),
        Some(near) => format!("did you mean `{near}`?"),
        None => "write `none`, `auto`, `ollama:NAME`, `openai:NAME` or `anthropic:NAME`".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_are_written_as_they_are_read() {
        for text in [
            "none",
            "auto",
            "ollama:qwen2.5-coder:1.5b",
            "openai:org/model",
            "anthropic:m-1",
        ] {
            assert_eq!(text.parse::<ModelChoice>().expect(text).to_string(), text);
        }
    }

    #[test]
    fn others_are_refused_with_the_nearest() {
        for (text, help) in [
            ("olama:x", "did you mean `ollama:x`?"),
            ("nome", "did you mean `none`?"),
            ("ollama", "write `ollama:NAME`"),
            ("ollama:<b>", "write `ollama:NAME`"),
            ("gpt", "write `none`, `auto`"),
        ] {
            let error = text.parse::<ModelChoice>().expect_err(text);
            assert!(error.help.starts_with(help), "{text}: {}", error.help);
        }
    }
}
