//! Names that a template uses and nobody gives it, found in every branch of it.

use std::{collections::BTreeSet, ops::Range};

use minijinja::Environment;

use super::{
    problem::Problem,
    tokens::{Piece, Placed, cut},
};

/// What templates may name besides their variables.
pub(super) struct Known<'a> {
    /// The engine, which knows its filters, tests and functions.
    pub(super) environment: &'a Environment<'static>,
    /// The names of all templates that may be extended, included or imported.
    pub(super) templates: &'a BTreeSet<String>,
}

/// A template as the user wrote it.
pub(super) struct Written<'a> {
    /// What errors call its file.
    pub(super) file: &'a str,
    /// Its text.
    pub(super) source: &'a str,
    /// The variables it is given.
    pub(super) variables: &'a BTreeSet<String>,
    /// Those it names without giving itself.
    pub(super) undeclared: &'a BTreeSet<String>,
    /// The blocks of what it extends; nothing where it extends nothing.
    pub(super) blocks: Option<&'a BTreeSet<String>>,
}

/// Every name that does not exist, in the order in which they stand.
pub(super) fn unknown(written: &Written<'_>, known: &Known<'_>) -> Vec<Problem> {
    let tokens = cut(written.source);
    let mut problems = Vec::new();
    for (index, (piece, range)) in tokens.iter().enumerate() {
        let before = |back: usize| index.checked_sub(back).map(|at| &tokens[at].0);
        let after = tokens.get(index + 1).map(|(piece, _)| piece);
        let found = match piece {
            Piece::Word(name) => word(name, [before(1), before(2)], after, written, known),
            Piece::Text(name) => refers(before(1)).then(|| template(name, known)).flatten(),
            _ => None,
        };
        if let Some((what, name, candidates)) = found {
            let candidates = candidates.iter().map(String::as_str);
            problems.push(Problem::unknown(
                written.file,
                written.source,
                range,
                what,
                name,
                candidates,
            ));
        }
    }
    problems
}

/// What sort of name does not exist, the name, and those that do.
type Unknown<'a> = (&'static str, &'a str, Vec<String>);

fn word<'a>(
    name: &'a str,
    before: [Option<&Piece>; 2],
    after: Option<&Piece>,
    written: &Written<'_>,
    known: &Known<'_>,
) -> Option<Unknown<'a>> {
    let is = |piece: Option<&Piece>, word: &str| matches!(piece, Some(Piece::Word(other)) if other == word);
    let opens = |word: &str| is(before[0], word) && before[1] == Some(&Piece::Statement);
    if before[0] == Some(&Piece::Mark('|')) || opens("filter") {
        return (!known.has(name, "filter")).then(|| ("filter", name, owned(FILTERS)));
    }
    let tests = is(before[0], "is") || (is(before[0], "not") && is(before[1], "is"));
    if tests && name != "not" {
        return (!known.has(name, "test")).then(|| ("test", name, owned(TESTS)));
    }
    if opens("block") {
        let blocks = written.blocks.filter(|blocks| !blocks.contains(name))?;
        return Some(("block", name, blocks.iter().cloned().collect()));
    }
    // An attribute, or the name of an argument.
    let is_part = before[0] == Some(&Piece::Mark('.')) || after == Some(&Piece::Mark('='));
    if is_part || !written.undeclared.contains(name) || written.variables.contains(name) {
        return None;
    }
    let functions = known.functions();
    if functions.contains(name) {
        return None;
    }
    if after == Some(&Piece::Mark('(')) {
        Some(("function", name, functions.into_iter().collect()))
    } else {
        Some(("variable", name, written.variables.iter().cloned().collect()))
    }
}

/// Whether a text after this word names a template.
fn refers(before: Option<&Piece>) -> bool {
    let words = ["extends", "include", "import", "from"];
    matches!(before, Some(Piece::Word(word)) if words.contains(&word.as_str()))
}

fn template<'a>(name: &'a str, known: &Known<'_>) -> Option<Unknown<'a>> {
    let missing = !known.templates.contains(name);
    missing.then(|| ("template", name, known.templates.iter().cloned().collect()))
}

/// The blocks that a template declares.
pub(super) fn blocks(source: &str) -> BTreeSet<String> {
    stated(source, "block")
        .filter_map(|(piece, _)| match piece {
            Piece::Word(name) => Some(name),
            _ => None,
        })
        .collect()
}

/// The template that a template extends, where it says so in plain words.
pub(super) fn parent(source: &str) -> Option<String> {
    stated(source, "extends").find_map(|(piece, _)| match piece {
        Piece::Text(name) => Some(name),
        _ => None,
    })
}

/// The templates that a template refers to in plain words.
pub(super) fn references(source: &str) -> Vec<String> {
    let tokens = cut(source);
    let pairs = tokens.windows(2).filter_map(|pair| match pair {
        [(before, _), (Piece::Text(name), _)] if refers(Some(before)) => Some(name.clone()),
        _ => None,
    });
    pairs.collect()
}

/// What stands right behind a statement's keyword.
fn stated(source: &str, keyword: &'static str) -> impl Iterator<Item = Placed> {
    let mut before = [Piece::Mark(' '), Piece::Mark(' ')];
    cut(source)
        .into_iter()
        .filter(move |(piece, _): &(Piece, Range<usize>)| {
            let wanted = before == [Piece::Statement, Piece::Word(keyword.to_owned())];
            before.rotate_left(1);
            before[1] = piece.clone();
            wanted
        })
}

impl Known<'_> {
    /// Whether the engine has a filter or test of a name: it is asked, so that no list can be out of date.
    fn has(&self, name: &str, what: &str) -> bool {
        let question = format!("name is {what}");
        let asked = self.environment.compile_expression(&question);
        let answer = asked.and_then(|asked| asked.eval(minijinja::context!(name)));
        answer.is_ok_and(|answer| answer.is_true())
    }

    fn functions(&self) -> BTreeSet<String> {
        self.environment
            .globals()
            .map(|(name, _)| name.to_owned())
            .collect()
    }
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// Filters that may be suggested.
const FILTERS: &[&str] = &[
    "abs",
    "attr",
    "batch",
    "bool",
    "capitalize",
    "chain",
    "count",
    "default",
    "dictsort",
    "escape",
    "first",
    "float",
    "format",
    "groupby",
    "indent",
    "int",
    "items",
    "join",
    "last",
    "length",
    "lines",
    "list",
    "lower",
    "map",
    "max",
    "min",
    "pprint",
    "reject",
    "rejectattr",
    "replace",
    "reverse",
    "round",
    "safe",
    "select",
    "selectattr",
    "slice",
    "sort",
    "split",
    "string",
    "sum",
    "title",
    "trim",
    "unique",
    "upper",
    "zip",
];

/// Tests that may be suggested.
const TESTS: &[&str] = &[
    "boolean",
    "defined",
    "divisibleby",
    "endingwith",
    "eq",
    "equalto",
    "escaped",
    "even",
    "false",
    "filter",
    "float",
    "ge",
    "greaterthan",
    "gt",
    "in",
    "int",
    "integer",
    "iterable",
    "le",
    "lessthan",
    "lower",
    "lt",
    "mapping",
    "ne",
    "none",
    "number",
    "odd",
    "safe",
    "sameas",
    "sequence",
    "startingwith",
    "string",
    "test",
    "true",
    "undefined",
    "upper",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engine_has_everything_that_is_suggested() {
        let environment = Environment::new();
        let known = Known {
            environment: &environment,
            templates: &BTreeSet::new(),
        };
        for (names, what) in [(FILTERS, "filter"), (TESTS, "test")] {
            for name in names {
                assert!(known.has(name, what), "{what} {name}");
            }
            assert!(!known.has("nothing", what));
        }
    }

    #[test]
    fn blocks_and_parents_are_read() {
        let source = "{% extends 'builtin/a.j2' %}{% block one %}{{ block }}{% endblock %}{%- block two -%}{% endblock %}";
        assert_eq!(blocks(source), ["one".to_owned(), "two".to_owned()].into());
        assert_eq!(parent(source).as_deref(), Some("builtin/a.j2"));
        assert_eq!(parent("{{ extends }}"), None);
    }
}
