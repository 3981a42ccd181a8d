//! `sparky up`.

use sparky_common::daemon::stop_signal;

use crate::{
    cli::FleetArgs,
    context::{self, Context},
    error::CommandError,
    exit::Exit,
    fleet::Fleet,
};

/// Runs the fleet as a daemon until a signal stops it.
pub async fn up(arguments: &FleetArgs, context: &Context) -> Result<Exit, CommandError> {
    let loaded = context.load(context::flags(arguments, None))?;
    let stop = stop_signal().map_err(CommandError::failed)?;
    let fleet = Fleet::daemon(&loaded).await?;
    stop.await;
    fleet.stop().await?;
    Ok(Exit::Succeeded)
}
