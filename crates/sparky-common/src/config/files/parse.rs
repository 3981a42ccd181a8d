//! A file as entries with places.

use std::{ops::Range, sync::Arc};

use toml::de::{DeTable, Error};

use super::secrets;
use crate::config::{
    error::{Problem, ProblemKind},
    item::{Data, Entry, Spot, entries},
    schema::Field,
    source::Source,
};

const UNQUOTED: &str = "a text without quotes";
const UNCLOSED: &str = "this bracket is never closed";

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
    let mut entries = entries(table.get_ref(), &spot);
    let problems = syntax_problems(&source, &mut entries, &errors);
    (source, entries, problems)
}

/// The first problem of each line. A bracket that is never closed makes nonsense of all that follows it, so that one
/// problem, at the bracket, stands for the rest of the file, and its entry is taken out.
fn syntax_problems(source: &Source, entries: &mut Vec<Entry>, errors: &[Error]) -> Vec<Problem> {
    let mut errors: Vec<(Range<usize>, &str)> = errors
        .iter()
        .map(|error| (error.span().unwrap_or(0..0), error.message()))
        .collect();
    let open_end = errors
        .iter()
        .find(|(_, message)| message.starts_with("unclosed"))
        .map(|(span, _)| span.start);
    if let Some(open) = open_end.and_then(|end| take_open_bracket(entries, end)) {
        errors.retain(|(span, _)| span.start < open.start);
        errors.push((open, UNCLOSED));
    }
    errors.sort_by_key(|(span, _)| span.start);
    errors.dedup_by_key(|(span, _)| source.line(span.start));
    errors
        .into_iter()
        .map(|(span, message)| problem(source, span, message))
        .collect()
}

/// Takes out the entry whose list reaches to `end`, and gives the span of the list.
fn take_open_bracket(entries: &mut Vec<Entry>, end: usize) -> Option<Range<usize>> {
    let open = entries.iter().position(|entry| {
        matches!(&entry.value.data, Data::List(_))
            && matches!(&entry.value.spot, Spot::Text(_, span) if span.start <= end && end <= span.end)
    });
    if let Some(open) = open {
        return match entries.remove(open).value.spot {
            Spot::Text(_, span) => Some(span),
            Spot::Variable(_) | Spot::Flag(_) => None,
        };
    }
    entries.iter_mut().find_map(|entry| match &mut entry.value.data {
        Data::Table(inner) => take_open_bracket(inner, end),
        _ => None,
    })
}

fn problem(source: &Source, span: Range<usize>, message: &str) -> Problem {
    let first = source
        .text()
        .get(span.clone())
        .and_then(|text| text.chars().next());
    // A bare word is read as the beginning of `nan`, which helps nobody.
    let message = match message {
        message if message.starts_with("invalid float") && first.is_some_and(char::is_alphabetic) => UNQUOTED,
        message => message,
    };
    let help = match message {
        "duplicate key" => "keep one of the two; a section, too, may stand only once",
        UNCLOSED => "close it; what follows could not be checked",
        _ => "texts are quoted, lists stand in brackets: `name = \"text\"`, `name = [\"a\", \"b\"]`",
    };
    Problem {
        kind: ProblemKind::Syntax(message.to_owned()),
        key: None,
        place: source.place(span),
        help: Some(help.to_owned()),
    }
}
