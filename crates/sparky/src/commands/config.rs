//! `sparky config`.

use std::{fs::OpenOptions, io::Write, path::Path};

use anyhow::Context as _;
use sparky_common::config;

use crate::{cli::ConfigCommand, context::Context, error::CommandError, exit::Exit};

/// Shows, checks or begins a configuration.
pub fn run(command: &ConfigCommand, context: &Context) -> Result<Exit, CommandError> {
    match command {
        ConfigCommand::Show => anstream::print!("{}", context.load(Vec::new())?.show()),
        ConfigCommand::Validate => {
            context.load(Vec::new())?;
            anstream::println!("The configuration is valid.");
        }
        ConfigCommand::Init { file } => {
            init(file)?;
            anstream::println!("Wrote {}: uncomment what you want to change.", file.display());
        }
    }
    Ok(Exit::Succeeded)
}

/// Writes a configuration with every option explained; never over a file that is there.
fn init(file: &Path) -> Result<(), CommandError> {
    let write = || {
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(file)?
            .write_all(config::template().as_bytes())
    };
    write()
        .with_context(|| format!("cannot write `{}`", file.display()))
        .map_err(|error| CommandError::failed(error).hint("name another file: sparky config init FILE"))
}
