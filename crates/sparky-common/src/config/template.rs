//! A configuration file to start from.

use super::{
    files::DEFAULTS,
    schema::{self, Field, Kind},
};

const WIDTH: usize = 100;

/// A configuration file with every option, its documentation and its default, commented out: a file for
/// `sparky config init` that changes nothing until a line is taken in.
pub fn template() -> String {
    let defaults = DEFAULTS.parse::<toml::Table>().unwrap_or_default();
    let mut text = String::from(
        "# The configuration of Sparky. Every option is shown with its default; take away the `#` of a line to\n\
         # change it. Relative paths start from the folder of this file. `sparky config show` prints what is in force.\n",
    );
    for section in schema::schema() {
        text.push('\n');
        comment(&mut text, &section.doc);
        text.push_str(&format!("[{}]\n", section.name));
        for option in section.kind.fields() {
            text.push('\n');
            comment(&mut text, &option.doc);
            choices(&mut text, option);
            let tables = matches!(&option.kind, Kind::List { of, .. } if matches!(**of, Kind::Table(_)));
            if tables {
                table(
                    &mut text,
                    &format!("{}.{}", section.name, option.name),
                    option.kind.fields(),
                );
            } else if let Some(value) = defaults
                .get(&section.name)
                .and_then(|table| table.get(&option.name))
            {
                text.push_str(&format!("# {} = {value}\n", option.name));
            }
        }
    }
    text
}

/// One table of a list, with an example of what it must have and the default of what it may have.
fn table(text: &mut String, key: &str, fields: &[Field]) {
    text.push_str(&format!("# [[{key}]]\n"));
    for field in fields {
        if let Some(value) = field.example.as_ref().or(field.default.as_ref()) {
            comment(text, &format!("  {}", field.doc));
            text.push_str(&format!("# {} = {value}\n", field.name));
        }
    }
}

fn choices(text: &mut String, option: &Field) {
    if let Kind::Choice(choices) = &option.kind {
        for choice in choices {
            comment(text, &format!("`{}`: {}", choice.word, choice.doc));
        }
    }
}

/// Writes a paragraph as comment lines of a readable width.
fn comment(text: &mut String, paragraph: &str) {
    let mut line = String::from("##");
    for word in paragraph.split_whitespace() {
        if line.len() + word.len() >= WIDTH {
            text.push_str(&line);
            text.push('\n');
            line = String::from("##");
        }
        line.push(' ');
        line.push_str(word);
    }
    text.push_str(&line);
    text.push('\n');
}
