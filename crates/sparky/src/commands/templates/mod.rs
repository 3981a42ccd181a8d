//! `sparky templates`: what can be laid out anew, and whether it works.

mod check;
mod eject;
mod house;
mod list;

use anyhow::anyhow;

use crate::{cli::TemplatesCommand, context::Context, error::CommandError, exit::Exit};
use house::House;

/// Lists, shows, checks or ejects templates.
pub fn run(command: &TemplatesCommand, context: &Context) -> Result<Exit, CommandError> {
    let config = context.load_quiet(Vec::new())?;
    let house = House::of(&config);
    match command {
        TemplatesCommand::List { json } => list::list(&house, *json),
        TemplatesCommand::Show { name, built_in } => show(&house, name, *built_in),
        TemplatesCommand::Check { files } => check::check(&house, files),
        TemplatesCommand::Eject(arguments) => eject::eject(&house, arguments),
    }
}

fn show(house: &House, name: &str, built_in: bool) -> Result<Exit, CommandError> {
    let (template, folder) = house.find(name)?;
    let path = folder.path(name).filter(|path| !built_in && path.exists());
    let text = match path {
        Some(path) => std::fs::read_to_string(&path).map_err(|error| {
            CommandError::failed(anyhow!(error).context(format!("cannot read `{}`", path.display())))
        })?,
        None => template.source.to_owned(),
    };
    anstream::print!("{text}");
    Ok(Exit::Succeeded)
}
