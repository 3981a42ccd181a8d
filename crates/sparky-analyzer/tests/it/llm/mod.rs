//! Models over real sockets, with answers and failures by script.

mod asking;
mod failing;
mod ollama;
mod trust;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use prometheus::Registry;
use serde::Deserialize;
use sparky_analyzer::{
    ModelMetrics,
    llm::{Asker, Cache, Prompt, Settings, connect},
};
use sparky_common::config::{Config, LoadOptions, Provider};
use sparky_testkit::model::{Api, ModelServer};
use tempfile::TempDir;

/// The answer that the tests ask for.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Colour {
    pub colour: String,
}

pub const GOOD: &str = r#"{"colour": "green"}"#;

pub fn prompt() -> Prompt {
    Prompt {
        system: "You name colours.".into(),
        user: "What colour is grass? ".repeat(200),
        schema: serde_json::json!({
            "type": "object",
            "properties": {"colour": {"type": "string"}},
            "required": ["colour"],
            "additionalProperties": false,
        }),
    }
}

/// A configuration with options in place of the built-in ones.
pub fn settings(folder: &TempDir, options: &[(&str, &str)]) -> Settings {
    let mut environment: BTreeMap<String, String> = options
        .iter()
        .map(|(key, value)| (format!("SPARKY_LLM__{}", key.to_uppercase()), (*value).to_owned()))
        .collect();
    environment.insert("HOME".into(), folder.path().display().to_string());
    let data = folder.path().join("data");
    std::fs::create_dir_all(&data).unwrap();
    environment.insert("SPARKY_STORAGE__DATA_DIR".into(), data.display().to_string());
    let loaded = Config::load(&LoadOptions::new(environment, folder.path())).unwrap();
    Settings::from(&loaded.config)
}

/// A model at a scripted server.
pub struct Desk {
    pub asker: Asker,
    pub registry: Registry,
    _folder: TempDir,
}

impl Desk {
    pub fn new(api: Api, server: &ModelServer, options: &[(&str, &str)]) -> Self {
        Self::at(api, &server.url(), options)
    }

    pub fn at(api: Api, url: &str, options: &[(&str, &str)]) -> Self {
        Self::of(api, url, "grass:1b", options)
    }

    /// The same with another model.
    pub fn of(api: Api, url: &str, model: &str, options: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let openai = format!("{url}/v1");
        let mut all = vec![
            ("ollama_host", url),
            ("openai_url", &openai),
            ("anthropic_url", url),
            ("openai_api_key", "sk-canary"),
            ("anthropic_api_key", "sk-canary"),
        ];
        all.extend(options);
        let settings = settings(&folder, &all);
        let provider = match api {
            Api::Ollama => Provider::Ollama,
            Api::OpenAi => Provider::OpenAi,
            Api::Anthropic => Provider::Anthropic,
        };
        let model = connect(&settings, provider, model).unwrap();
        let cache = Cache::open(&settings.cache, settings.options.cache_entries).unwrap();
        let registry = Registry::new();
        let metrics = ModelMetrics::register(&registry).unwrap();
        Self {
            asker: Asker::new(model, settings, Some(cache), metrics),
            registry,
            _folder: folder,
        }
    }

    /// A metric's value with labels besides the model.
    pub fn metric(&self, name: &str, label: &str) -> f64 {
        let families = self.registry.gather();
        let family = families.iter().find(|family| family.name() == name);
        let metrics = family.map_or(&[][..], |family| family.get_metric()).iter();
        metrics
            .filter(|metric| metric.get_label().iter().any(|pair| pair.value() == label))
            .map(|metric| metric.get_counter().get_value())
            .sum()
    }
}

/// A place to note progress.
pub fn notes() -> (Arc<Mutex<Vec<usize>>>, impl Fn(usize) + Send + Sync) {
    let notes = Arc::new(Mutex::new(Vec::new()));
    let pen = Arc::clone(&notes);
    (notes, move |bytes| pen.lock().unwrap().push(bytes))
}
