//! `sparky up`.

use crate::{
    cli::FleetArgs,
    context::{self, Context},
    error::CommandError,
    exit::Exit,
    fleet::{self, Fleet},
};

/// Runs the fleet as a daemon until a signal stops it.
pub async fn up(arguments: &FleetArgs, context: &Context) -> Result<Exit, CommandError> {
    let config = context.load(context::flags(arguments, None))?.config;
    let fleet = Fleet::daemon(&config).await?;
    fleet::interrupted().await;
    fleet.stop().await?;
    Ok(Exit::Succeeded)
}
