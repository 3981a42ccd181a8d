//! `sparky doctor`: what Sparky needs on this machine, and whether it is there.

use std::{path::Path, process::Command};

use anyhow::Context as _;
use sparky_common::{bus::PrivateFolder, config::Config};

use crate::{
    cli::FleetArgs,
    context::{self, Context},
    error::CommandError,
    exit::Exit,
};

/// One thing that was looked at: what was found, or what is wrong.
struct Examination {
    name: &'static str,
    outcome: anyhow::Result<String>,
    way_out: &'static str,
}

/// Looks at everything and prints a line each; fails if something is missing.
pub fn run(arguments: &FleetArgs, context: &Context) -> Result<Exit, CommandError> {
    let config = context.load_quiet(context::flags(arguments, None))?;
    let examinations = examine(&config);
    for Examination {
        name,
        outcome,
        way_out,
    } in &examinations
    {
        match outcome {
            Ok(found) => anstream::println!("ok      {name:14} {found}"),
            Err(error) => anstream::println!("missing {name:14} {error:#}\n        {:14} {way_out}", ""),
        }
    }
    let healthy = examinations.iter().all(|examination| examination.outcome.is_ok());
    Ok(if healthy { Exit::Succeeded } else { Exit::Failed })
}

fn examine(config: &Config) -> Vec<Examination> {
    vec![
        Examination {
            name: "configuration",
            outcome: Ok("valid".into()),
            way_out: "",
        },
        Examination {
            name: "data folder",
            outcome: writable(&config.storage.data_dir),
            way_out: "choose another with --data-dir or storage.data_dir",
        },
        Examination {
            name: "output folder",
            outcome: writable(&config.storage.out_dir),
            way_out: "choose another with --out or storage.out_dir",
        },
        Examination {
            name: "git",
            outcome: git(),
            way_out: "needed for git URLs and for pushing: install git",
        },
        Examination {
            name: "sockets",
            outcome: PrivateFolder::create()
                .map(|folder| folder.path().display().to_string())
                .context("cannot make a private folder for the fleet's sockets"),
            way_out: "set TMPDIR or XDG_RUNTIME_DIR to a folder that can be written",
        },
    ]
}

/// Whether a file can be made in a folder, which is made where it is missing.
fn writable(folder: &Path) -> anyhow::Result<String> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    tempfile::tempfile_in(folder).with_context(|| format!("cannot write to `{}`", folder.display()))?;
    Ok(folder.display().to_string())
}

fn git() -> anyhow::Result<String> {
    let output = Command::new("git")
        .arg("--version")
        .output()
        .context("cannot run git")?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
