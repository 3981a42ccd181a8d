//! A template as it is compiled in.

use std::collections::BTreeSet;

use schemars::{Schema, SchemaGenerator, generate::SchemaSettings};

/// A template as it is compiled in.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// Its name, which is that of the file that replaces it: `weekly.md.j2`, `prompts/story.j2`.
    pub name: &'static str,
    /// What is made with it.
    pub makes: &'static str,
    /// The built-in text.
    pub source: &'static str,
    /// The schema of what it may use.
    pub context: fn(&mut SchemaGenerator) -> Schema,
}

impl Template {
    /// The names of the variables it may use, read from its schema.
    pub fn variables(&self) -> BTreeSet<String> {
        let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
        let schema = (self.context)(&mut settings.into_generator());
        let properties = schema.get("properties").and_then(serde_json::Value::as_object);
        properties
            .map(|fields| fields.keys().cloned().collect())
            .unwrap_or_default()
    }
}
