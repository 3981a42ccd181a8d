//! `sparky schema`.

use schemars::schema_for;
use sparky_common::{
    config::Config,
    model::{DocumentSet, Insights, Publication, RunRecord, Sidecar, Snapshot},
};

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
        SchemaName::Config => schema_for!(Config),
    };
    let text = serde_json::to_string_pretty(&schema).map_err(CommandError::failed)?;
    anstream::println!("{text}");
    Ok(Exit::Succeeded)
}
