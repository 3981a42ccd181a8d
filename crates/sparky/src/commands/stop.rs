//! `sparky stop` and `sparky resume`.

use serde_json::json;
use sparky_common::{
    messages::{Command, Reply},
    model::{Control, Mode},
};

use super::{
    connect::{api, connect, is_http},
    leases::user,
    runs::{load, print_json, unexpected},
};
use crate::{
    cli::{ConnectArgs, StopArgs, StopHow},
    context::Context,
    error::CommandError,
    exit::Exit,
};

/// Lets a fleet pause, come to an end, or stop at once.
pub async fn stop(arguments: &StopArgs, context: &Context) -> Result<Exit, CommandError> {
    let mode = match arguments.how {
        StopHow { emergency: true, .. } => Mode::Stopped,
        StopHow { drain: true, .. } => Mode::Draining,
        StopHow { .. } => Mode::Paused,
    };
    set(mode, &arguments.reason, &arguments.connect, context).await
}

/// Lets a fleet that was stopped go on.
pub async fn resume(reason: &str, arguments: &ConnectArgs, context: &Context) -> Result<Exit, CommandError> {
    set(Mode::Running, reason, arguments, context).await
}

async fn set(
    mode: Mode,
    reason: &str,
    arguments: &ConnectArgs,
    context: &Context,
) -> Result<Exit, CommandError> {
    let config = load(arguments, context)?;
    let url = arguments.connect.as_deref().unwrap_or(&config.bus.orchestrator);
    let control: Control = if is_http(url) {
        let order = json!({ "mode": mode, "reason": reason });
        api(url, &arguments.token)?.post(&["control"], &order).await?
    } else {
        let command = Command::SetControl {
            mode,
            by: user(),
            reason: reason.to_owned(),
        };
        match connect(&config, url)?.call(&command).await? {
            Reply::Control { control } => control,
            other => return Err(unexpected(&other)),
        }
    };
    if arguments.json {
        print_json(&control)?;
    } else {
        anstream::println!("work is {}", control.mode.as_str());
    }
    Ok(Exit::Succeeded)
}
