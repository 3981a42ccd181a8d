//! `sparky completions`.

use clap::CommandFactory;

use crate::{cli::Cli, error::CommandError, exit::Exit};

/// Prints the completions of a shell to stdout.
pub fn print(shell: clap_complete::Shell) -> Result<Exit, CommandError> {
    clap_complete::generate(shell, &mut Cli::command(), "sparky", &mut std::io::stdout());
    Ok(Exit::Succeeded)
}
