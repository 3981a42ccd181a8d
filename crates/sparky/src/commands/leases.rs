//! `sparky leases`: who may write what.

use comfy_table::{Table, presets};
use jiff::Timestamp;
use sparky_common::{
    messages::{Command, Reply},
    model::LeaseState,
};
use sparky_orchestrator::{History, api::wire::Leases, break_lease};

use super::{
    connect::{api, connect, is_http},
    runs::{load, print_json, unexpected},
};
use crate::{
    cli::{ConnectArgs, LeasesCommand},
    context::Context,
    error::CommandError,
    exit::Exit,
    remote::nothing,
};

/// Lists leases, or takes one away.
pub async fn run(command: &LeasesCommand, context: &Context) -> Result<Exit, CommandError> {
    let (name, arguments) = match command {
        LeasesCommand::List(connect) => (None, connect),
        LeasesCommand::Break { name, connect } => (Some(name.as_str()), connect),
    };
    let leases = match &arguments.connect {
        Some(url) if is_http(url) => over_http(url, name, arguments).await?,
        Some(url) => over_the_bus(url, name, arguments, context).await?,
        None => here(name, arguments, context)?,
    };
    if arguments.json {
        print_json(&leases)?;
    } else {
        print(&leases);
    }
    Ok(Exit::Succeeded)
}

async fn over_http(
    url: &str,
    name: Option<&str>,
    arguments: &ConnectArgs,
) -> Result<Vec<LeaseState>, CommandError> {
    let remote = api(url, &arguments.token)?;
    let answer: Leases = match name {
        Some(name) => remote.post(&["leases", name, "break"], &nothing()).await?,
        None => remote.get(&["leases"], &[]).await?,
    };
    Ok(answer.leases)
}

async fn over_the_bus(
    url: &str,
    name: Option<&str>,
    arguments: &ConnectArgs,
    context: &Context,
) -> Result<Vec<LeaseState>, CommandError> {
    let command = match name {
        Some(name) => Command::BreakLease {
            name: name.to_owned(),
            by: user(),
        },
        None => Command::ListLeases,
    };
    match connect(&load(arguments, context)?, url)?.call(&command).await? {
        Reply::Leases { leases } => Ok(leases),
        other => Err(unexpected(&other)),
    }
}

/// The ledger of the data folder: the way out where the orchestrator itself hangs.
fn here(
    name: Option<&str>,
    arguments: &ConnectArgs,
    context: &Context,
) -> Result<Vec<LeaseState>, CommandError> {
    let data = load(arguments, context)?.storage.data_dir;
    if let Some(name) = name {
        break_lease(&data, name, &user()).map_err(CommandError::from)?;
    }
    History::open(&data)
        .and_then(|history| history.leases())
        .map_err(CommandError::failed)
}

/// Who does this, for the ledger.
pub(super) fn user() -> String {
    std::env::var("USER").unwrap_or_else(|_| "someone".into())
}

fn print(leases: &[LeaseState]) {
    let now = Timestamp::now();
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_header(["LEASE", "EPOCH", "HELD BY", "SINCE", "UNTIL"]);
    for lease in leases.iter().filter(|lease| lease.is_held(now)) {
        let holder = lease.holder.as_ref();
        table.add_row([
            lease.name.clone(),
            lease.epoch.to_string(),
            holder.map_or_else(|| "another process".into(), ToString::to_string),
            lease.since.strftime("%Y-%m-%d %H:%M:%SZ").to_string(),
            lease.expires_at.strftime("%H:%M:%SZ").to_string(),
        ]);
    }
    if table.is_empty() {
        anstream::println!("Nobody holds a lease.");
    } else {
        anstream::println!("{table}");
    }
}
