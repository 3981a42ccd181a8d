//! `sparky up`.

use prometheus::Registry;
use sparky_common::daemon::{Reloading, StopSignals};
use tokio_util::sync::CancellationToken;

use crate::{
    cli::FleetArgs,
    context::{self, Context},
    error::CommandError,
    exit::Exit,
    fleet::Fleet,
};

/// Runs the fleet as a daemon until a signal stops it; SIGHUP has it read its configuration again.
pub async fn up(arguments: &FleetArgs, context: &Context) -> Result<Exit, CommandError> {
    let options = context.options(context::flags(arguments, None))?;
    let loaded = context::loaded(&options)?;
    let mut signals = StopSignals::new().map_err(CommandError::failed)?;
    let registry = Registry::new();
    let reloading = Reloading::new(options, loaded.clone(), &registry).map_err(CommandError::failed)?;
    let fleet = Fleet::daemon(&loaded, &registry).await?;
    let (reload, stopping) = (fleet.reload(), CancellationToken::new());
    let serving = reloading.serve(reload.as_ref(), stopping.clone());
    tokio::select! {
        () = serving => {}
        () = signals.next() => {}
    }
    fleet.stop(signals.next()).await?;
    Ok(Exit::Succeeded)
}
