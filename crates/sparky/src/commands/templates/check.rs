//! `sparky templates check`.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use anyhow::anyhow;
use sparky_analyzer::llm::{self, Prompts};
use sparky_common::template::{Folder, Library, Problem, Template, strays};
use sparky_generator::{TEMPLATES, check_templates};

use super::house::House;
use crate::{error::CommandError, exit::Exit};

/// Tries the user's templates on a sample and prints every problem.
pub(super) fn check(house: &House, files: &[PathBuf]) -> Result<Exit, CommandError> {
    let (problems, checked) = if files.is_empty() {
        (all(house)?, own(house))
    } else {
        (of_files(house, files)?, files.len())
    };
    for problem in &problems {
        anstream::eprintln!("{}", problem.report());
    }
    let templates = if checked == 1 { "template" } else { "templates" };
    if problems.is_empty() {
        match checked {
            0 => anstream::println!("No template of yours: everything is made with the built-in ones."),
            _ => anstream::println!("{checked} {templates} of yours checked: all work."),
        }
        return Ok(Exit::Succeeded);
    }
    let count = problems.len();
    let word = if count == 1 { "problem" } else { "problems" };
    anstream::eprintln!("{count} {word} in {checked} {templates} of yours");
    Ok(Exit::Failed)
}

/// The problems of every folder.
fn all(house: &House) -> Result<Vec<Problem>, CommandError> {
    let mut problems = of_documents(&house.documents)?;
    problems.extend(Prompts::inspect(Some(&house.prompts)).1);
    problems.extend(stray(&house.documents));
    Ok(problems)
}

fn of_documents(folder: &Folder) -> Result<Vec<Problem>, CommandError> {
    check_templates(folder).map_err(CommandError::failed)
}

/// Files with nearly the name of a template. Prompts may lie in the same folder.
fn stray(folder: &Folder) -> Vec<Problem> {
    let catalogue: Vec<Template> = TEMPLATES.iter().chain(llm::CATALOGUE).copied().collect();
    let (library, _) = Library::inspect(TEMPLATES, Some(folder));
    let used: BTreeSet<&str> = library.used().collect();
    strays(folder, &catalogue, &used)
}

/// How many files of the user replace a template.
fn own(house: &House) -> usize {
    let replaces = |(template, folder): &(&Template, &Folder)| {
        folder.path(template.name).is_some_and(|path| path.exists())
    };
    house.all().filter(replaces).count()
}

/// The problems of single files, wherever they lie: the end of a path says which template it is.
fn of_files(house: &House, files: &[PathBuf]) -> Result<Vec<Problem>, CommandError> {
    let mut problems = Vec::new();
    for file in files {
        let found = house
            .all()
            .filter_map(|(template, _)| Some((template, root(file, template.name)?)));
        let Some((template, root)) = found.max_by_key(|(template, _)| template.name.len()) else {
            let error = anyhow!("`{}` has the name of no template", file.display());
            return Err(CommandError::usage(error).hint("`sparky templates list` names them all"));
        };
        if !file.is_file() {
            return Err(CommandError::usage(anyhow!(
                "there is no file `{}`",
                file.display()
            )));
        }
        let of_folder = if template.name.starts_with(llm::PREFIX) {
            Prompts::inspect(Some(&Folder::new(&root))).1
        } else {
            of_documents(&Folder::new(&root))?
        };
        let own = root.join(template.name).display().to_string();
        problems.extend(of_folder.into_iter().filter(|problem| problem.file == own));
    }
    Ok(problems)
}

/// The folder in which a file is the template of a name.
fn root(file: &Path, name: &str) -> Option<PathBuf> {
    if !file.ends_with(name) {
        return None;
    }
    let mut root = file;
    for _ in Path::new(name).components() {
        root = root.parent()?;
    }
    Some(root.to_owned())
}
