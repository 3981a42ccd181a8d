//! `sparky schema`.

use schemars::{Schema, SchemaGenerator, json_schema, schema_for};
use serde_json::{Map, Value};
use sparky_analyzer::llm;
use sparky_common::{
    config::Config,
    model::{DocumentSet, Insights, Publication, RunRecord, Sidecar, Snapshot},
};
use sparky_generator::TEMPLATES;

use crate::{cli::SchemaName, error::CommandError, exit::Exit};

/// Prints the JSON Schema of an artifact to stdout.
pub fn print(name: SchemaName) -> Result<Exit, CommandError> {
    let schema = match name {
        SchemaName::Snapshot => schema_for!(Snapshot),
        SchemaName::Insights => schema_for!(Insights),
        SchemaName::Documents => schema_for!(DocumentSet),
        SchemaName::Evidence => schema_for!(Sidecar),
        SchemaName::Publication => schema_for!(Publication),
        SchemaName::Run => schema_for!(RunRecord),
        SchemaName::TemplateContext => template_context(),
        SchemaName::Config => schema_for!(Config),
    };
    let text = serde_json::to_string_pretty(&schema).map_err(CommandError::failed)?;
    anstream::println!("{text}");
    Ok(Exit::Succeeded)
}

/// An object with the context of each template under its name, made of the types that templates are given.
fn template_context() -> Schema {
    let mut generator = SchemaGenerator::default();
    let mut properties = Map::new();
    for template in TEMPLATES.iter().chain(llm::CATALOGUE) {
        let context = (template.context)(&mut generator);
        properties.insert(template.name.to_owned(), context.into());
    }
    let definitions = Value::Object(generator.take_definitions(true));
    json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "TemplateContext",
        "description": "What each template may use, by the name of the template.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "$defs": definitions,
    })
}
