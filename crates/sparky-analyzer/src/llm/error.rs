//! Why a model did not help.

use std::{path::PathBuf, time::Duration};

/// Why there is no answer, or none that can be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The configured address is none.
    #[error("`{key}` is not an address that a model can be asked at")]
    Address {
        /// The option.
        key: &'static str,
    },
    /// A key cannot be read.
    #[error("cannot read the key for the model from `{}`", .path.display())]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: std::io::Error,
    },
    /// A key that no header can carry.
    #[error("the key for the model holds characters that no key has")]
    MalformedKey,
    /// A key would go over plain HTTP to another machine.
    #[error(
        "the key for the model would go to {host} over plain HTTP, where everyone on the way can read it"
    )]
    PlainKey {
        /// Host and port.
        host: String,
        /// The option that holds the address.
        key: &'static str,
    },
    /// The file of trusted certificates cannot be read.
    #[error("cannot read the certificates in `{}`", .path.display())]
    Certificates {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The server is not who it says it is, or nobody who is trusted vouches for it.
    #[error("the certificate of {host} cannot be trusted")]
    Untrusted {
        /// Host and port.
        host: String,
        /// The cause, without the URL.
        #[source]
        source: reqwest::Error,
    },
    /// The HTTP client cannot be made.
    #[error("cannot set up HTTPS")]
    Setup(#[source] reqwest::Error),
    /// Nobody answers.
    #[error("cannot reach the model's server {host}")]
    Unreachable {
        /// Host and port.
        host: String,
        /// The cause, without the URL.
        #[source]
        source: reqwest::Error,
    },
    /// The server does not have the model.
    #[error("{host} has no model {model}")]
    Missing {
        /// Host and port.
        host: String,
        /// What it is called there.
        model: String,
        /// What to do about it.
        hint: String,
    },
    /// The key is missing, wrong or not good for this.
    #[error("{host} does not take the key")]
    Unauthorized {
        /// Host and port.
        host: String,
        /// The variable that holds the key elsewhere.
        variable: &'static str,
    },
    /// Too many requests.
    #[error("{host} is busy")]
    Busy {
        /// Host and port.
        host: String,
        /// How long it asks to wait.
        wait: Option<Duration>,
    },
    /// The server failed.
    #[error("{host} failed with status {status}: {message}")]
    Failing {
        /// Host and port.
        host: String,
        /// The status.
        status: u16,
        /// Its words, cleaned.
        message: String,
    },
    /// The server does not want the request.
    #[error("{host} refuses with status {status}: {message}")]
    Refused {
        /// Host and port.
        host: String,
        /// The status.
        status: u16,
        /// Its words, cleaned.
        message: String,
    },
    /// The prompt does not fit, by our estimate or by the server's count.
    #[error("the prompt is longer than the model's context")]
    TooLong,
    /// The prompt does not fit what the model was trained for.
    #[error("the prompt is longer than the {trained} tokens that the model can read")]
    ShortContext {
        /// The model's own context.
        trained: u64,
    },
    /// The server dropped a part of the prompt and answered nevertheless.
    #[error("the server read {seen} tokens of a prompt of about {sent}")]
    Truncated {
        /// What the server counted.
        seen: u64,
        /// What was sent at least.
        sent: u64,
    },
    /// Nothing came.
    #[error("the model said nothing for {seconds} s")]
    Silent {
        /// How long was waited.
        seconds: u64,
    },
    /// It began and then said nothing more.
    #[error("the model fell silent for {seconds} s in the middle of its answer")]
    Stalled {
        /// How long was waited.
        seconds: u64,
    },
    /// The whole answer takes too long.
    #[error("the model's answer took longer than {seconds} s")]
    TooSlow {
        /// How long was waited.
        seconds: u64,
    },
    /// The connection ended before the answer did.
    #[error("the model's answer broke off")]
    BrokenOff(#[source] Option<reqwest::Error>),
    /// The server does not speak the API.
    #[error("{host} does not speak the API it is asked through")]
    Protocol {
        /// Host and port.
        host: String,
    },
    /// The answer ran out of room.
    #[error("the model's answer was cut off: it ran out of tokens")]
    CutOff,
    /// An answer without a word.
    #[error("the model's answer is empty")]
    Empty,
    /// An answer that does not keep the schema.
    #[error("the model's answer does not have the shape that was asked for")]
    OffSchema,
    /// An answer without end.
    #[error("the model's answer is longer than anything it was asked for")]
    TooLarge,
    /// It failed several times in a row and is left alone for a while.
    #[error("the model failed several times in a row and is left alone for a while")]
    Resting,
    /// The run has no time left for its model.
    #[error("the time that a run may spend on its model is used up")]
    OutOfTime,
}

impl ModelError {
    /// The next thing to try.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Address { key } => format!("write `{key}` as `http://HOST:PORT`"),
            Self::KeyFile { .. } | Self::MalformedKey => {
                "`llm.api_key_file` names a file that holds nothing but the key".into()
            }
            Self::PlainKey { key, .. } => {
                format!("write `{key}` with https, take the key away, or set `llm.key_over_http = true`")
            }
            Self::Certificates { .. } => "`llm.ca_file` names a file of certificates in PEM".into(),
            Self::Untrusted { .. } => {
                "name the file of its authority as `llm.ca_file`, or renew its certificate".into()
            }
            Self::Unreachable { .. } => {
                "start the server, or check `llm.ollama_host`, `llm.openai_url` or `llm.anthropic_url`".into()
            }
            Self::Missing { hint, .. } => hint.clone(),
            Self::Unauthorized { variable, .. } => {
                format!("set {variable}, `llm.api_key` or `llm.api_key_file`")
            }
            Self::Busy { .. } => "lower `llm.parallel`, or try again later".into(),
            Self::TooLong => "raise `llm.context_tokens`".into(),
            Self::ShortContext { .. } => {
                "take a model with a longer context, or lower `llm.answer_tokens`".into()
            }
            Self::Truncated { .. } => {
                "raise the server's context length (Ollama: `llm.context_tokens`; vLLM: --max-model-len)"
                    .into()
            }
            Self::Silent { .. } | Self::Stalled { .. } => {
                "take a smaller model, or raise `llm.first_token_seconds`".into()
            }
            Self::TooSlow { .. } => "take a smaller model, or raise `llm.answer_seconds`".into(),
            Self::OutOfTime => "take a smaller model, or raise `llm.run_seconds`".into(),
            Self::CutOff => "raise `llm.answer_tokens`".into(),
            Self::Protocol { .. } => "check the address, and which API stands before the model's name".into(),
            Self::Empty | Self::OffSchema | Self::TooLarge => {
                "take a model that keeps to a JSON schema".into()
            }
            Self::Setup(_)
            | Self::Failing { .. }
            | Self::Refused { .. }
            | Self::BrokenOff(_)
            | Self::Resting => return None,
        })
    }

    /// Whether the same question may be answered when it is asked again soon.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. } | Self::Busy { .. } | Self::Failing { .. } | Self::BrokenOff(_)
        )
    }

    /// Whether it says that the server is not well, rather than that this question or answer was not.
    pub fn is_sickness(&self) -> bool {
        self.is_passing()
            || matches!(
                self,
                Self::Silent { .. } | Self::Stalled { .. } | Self::TooSlow { .. }
            )
    }

    /// Whether every other question would fare the same.
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            Self::Address { .. }
                | Self::KeyFile { .. }
                | Self::MalformedKey
                | Self::Setup(_)
                | Self::PlainKey { .. }
                | Self::Certificates { .. }
                | Self::Untrusted { .. }
                | Self::Unreachable { .. }
                | Self::Missing { .. }
                | Self::Unauthorized { .. }
                | Self::Protocol { .. }
                | Self::Resting
                | Self::OutOfTime
        )
    }

    /// The word in metrics.
    pub fn outcome(&self) -> &'static str {
        match self {
            Self::Address { .. }
            | Self::KeyFile { .. }
            | Self::MalformedKey
            | Self::PlainKey { .. }
            | Self::Certificates { .. }
            | Self::Setup(_) => "misconfigured",
            Self::Untrusted { .. } => "untrusted",
            Self::Unreachable { .. } => "unreachable",
            Self::Missing { .. } => "missing",
            Self::Unauthorized { .. } => "unauthorized",
            Self::Busy { .. } => "busy",
            Self::Failing { .. } => "failing",
            Self::Refused { .. } | Self::Protocol { .. } => "refused",
            Self::TooLong | Self::ShortContext { .. } => "too_long",
            Self::Truncated { .. } => "truncated",
            Self::Silent { .. } | Self::Stalled { .. } | Self::TooSlow { .. } | Self::OutOfTime => "timeout",
            Self::BrokenOff(_) => "broken_off",
            Self::CutOff => "cut_off",
            Self::Empty => "empty",
            Self::OffSchema | Self::TooLarge => "off_schema",
            Self::Resting => "resting",
        }
    }

    /// What a reader of the report is told: our own words, without anything a server said.
    pub fn for_readers(&self) -> String {
        let words = match self {
            Self::Failing { host, status, .. } | Self::Refused { host, status, .. } => {
                format!("{host} answered with status {status}")
            }
            other => other.to_string(),
        };
        match self.hint() {
            Some(hint) => format!("{words} ({hint})"),
            None => words,
        }
    }
}
