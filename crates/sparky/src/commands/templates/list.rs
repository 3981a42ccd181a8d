//! `sparky templates list`.

use comfy_table::{Table, presets};
use serde_json::json;
use sparky_common::template::{Folder, Template};

use super::house::House;
use crate::{error::CommandError, exit::Exit};

/// Prints each template, what is made with it and which file is used.
pub(super) fn list(house: &House, json: bool) -> Result<Exit, CommandError> {
    if json {
        let entry = |(template, folder): (&Template, &Folder)| {
            let file = used(template, folder);
            json!({"name": template.name, "makes": template.makes, "file": file})
        };
        let entries: Vec<_> = house.all().map(entry).collect();
        anstream::println!("{:#}", json!(entries));
        return Ok(Exit::Succeeded);
    }
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_header(["NAME", "MAKES", "FROM"]);
    for (template, folder) in house.all() {
        let from = used(template, folder)
            .map_or_else(|| "built in".to_owned(), |file| format!("overridden by {file}"));
        table.add_row([template.name.to_owned(), template.makes.to_owned(), from]);
    }
    anstream::println!("{table}");
    Ok(Exit::Succeeded)
}

/// The file that replaces a template; nothing where none does, or one of the same bytes.
fn used(template: &Template, folder: &Folder) -> Option<String> {
    let path = folder.path(template.name)?;
    let text = std::fs::read(&path).ok()?;
    (text != template.source.as_bytes()).then(|| path.display().to_string())
}
