//! `sparky schema` in clap's words.

use clap::{Args, ValueEnum};

/// `sparky schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Which artifact
    pub name: SchemaName,
}

/// The artifacts that have a schema.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum SchemaName {
    /// What collect makes
    Snapshot,
    /// What analyze makes
    Insights,
    /// What generate makes
    Documents,
    /// The evidence beside a document
    Evidence,
    /// What publish makes
    Publication,
    /// What `--json` prints
    Run,
    /// What templates may use, by the name of each
    TemplateContext,
    /// The configuration
    Config,
}
