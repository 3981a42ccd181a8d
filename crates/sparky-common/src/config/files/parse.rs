//! A file as entries with places.

use std::{ops::Range, sync::Arc};

use toml::de::{DeTable, Error};

use super::secrets;
use crate::config::{
    error::{Problem, ProblemKind},
    item::{Entry, Spot, entries},
    schema::Field,
    source::Source,
};

/// Parses a whole file, past syntax errors, so that all problems show at once.
pub(super) fn parse(mut source: Source, sections: &[Field]) -> (Arc<Source>, Vec<Entry>, Vec<Problem>) {
    let text = source.text().to_owned();
    let (table, errors) = DeTable::parse_recoverable(&text);
    source.hide(secrets::spans(table.get_ref(), sections));
    if !errors.is_empty() {
        source.hide(secrets::unparsed(&text, sections));
    }
    let source = Arc::new(source);
    let spot = |span: Range<usize>| Spot::Text(source.clone(), span);
    let entries = entries(table.get_ref(), &spot);
    let problems = errors.iter().map(|error| syntax(&source, error)).collect();
    (source, entries, problems)
}

fn syntax(source: &Source, error: &Error) -> Problem {
    let help = match error.message() {
        "duplicate key" => "keep one of the two; a section, too, may stand only once".to_owned(),
        _ => {
            "texts are quoted, lists stand in brackets: `name = \"text\"`, `name = [\"a\", \"b\"]`".to_owned()
        }
    };
    Problem {
        kind: ProblemKind::Syntax(error.message().to_owned()),
        key: None,
        place: source.place(error.span().unwrap_or(0..0)),
        help: Some(help),
    }
}
