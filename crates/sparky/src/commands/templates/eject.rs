//! `sparky templates eject`.

use std::{fs::OpenOptions, io::Write, path::Path};

use anyhow::{Context as _, anyhow};
use sparky_common::template::Template;

use super::house::House;
use crate::{cli::EjectArgs, error::CommandError, exit::Exit};

/// Copies one built-in template or all of them; never over a file unless that is asked for.
pub(super) fn eject(house: &House, arguments: &EjectArgs) -> Result<Exit, CommandError> {
    let wanted: Vec<_> = match &arguments.name {
        Some(name) => vec![house.find(name)?],
        None => house.all().collect(),
    };
    let mut kept = 0;
    for (template, folder) in wanted {
        let Some(path) = folder.path(template.name) else {
            continue;
        };
        if write(template, &path, arguments.force)? {
            anstream::println!("Wrote {}", path.display());
        } else if arguments.all {
            kept += 1;
            anstream::println!("Kept {}: it is there already", path.display());
        } else {
            let error = anyhow!("`{}` is there already", path.display());
            return Err(CommandError::failed(error).hint("--force writes over it"));
        }
    }
    if kept > 0 {
        anstream::println!("{kept} kept; --force writes over them.");
    }
    Ok(Exit::Succeeded)
}

/// Writes a template; false where a file is in the way.
fn write(template: &Template, path: &Path, force: bool) -> Result<bool, CommandError> {
    let write = || {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create(true);
        if force {
            options.truncate(true)
        } else {
            options.create_new(true)
        };
        options.open(path)?.write_all(template.source.as_bytes())
    };
    match write() {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && !force => Ok(false),
        Err(error) => Err(error)
            .with_context(|| format!("cannot write `{}`", path.display()))
            .map_err(CommandError::failed),
    }
}
