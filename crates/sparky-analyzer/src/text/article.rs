//! The articles that subjects leave out: `fix panic in parser` reads *fixed a panic in parser*.

use super::verbs::{Act, Verb};

/// Singular nouns that need an article and seldom get one in a subject.
const COUNTABLE: &[&str] = &[
    "adapter",
    "alias",
    "app",
    "argument",
    "assessment",
    "backend",
    "badge",
    "banner",
    "benchmark",
    "bot",
    "bug",
    "button",
    "cache",
    "chart",
    "check",
    "class",
    "client",
    "command",
    "component",
    "constant",
    "constraint",
    "container",
    "crash",
    "dashboard",
    "deadlock",
    "dialog",
    "directory",
    "document",
    "effect",
    "endpoint",
    "engine",
    "entry",
    "enum",
    "env",
    "event",
    "example",
    "extension",
    "feature",
    "field",
    "file",
    "fixture",
    "flag",
    "folder",
    "form",
    "framework",
    "function",
    "gate",
    "generator",
    "guide",
    "handler",
    "hang",
    "header",
    "helper",
    "hook",
    "icon",
    "implementation",
    "index",
    "inspector",
    "interface",
    "issue",
    "job",
    "key",
    "layer",
    "leak",
    "library",
    "limit",
    "link",
    "lint",
    "list",
    "loader",
    "loop",
    "macro",
    "manager",
    "map",
    "marker",
    "menu",
    "method",
    "migration",
    "mode",
    "model",
    "module",
    "option",
    "overview",
    "page",
    "panel",
    "panic",
    "parameter",
    "parser",
    "path",
    "period",
    "phase",
    "plan",
    "platform",
    "plugin",
    "policy",
    "problem",
    "prompt",
    "proposal",
    "race",
    "recipe",
    "redirect",
    "regression",
    "renderer",
    "report",
    "repository",
    "roadmap",
    "route",
    "rule",
    "runner",
    "scene",
    "schema",
    "screen",
    "script",
    "section",
    "selector",
    "server",
    "service",
    "setting",
    "skeleton",
    "step",
    "strategy",
    "struct",
    "submodule",
    "subsystem",
    "suite",
    "summary",
    "system",
    "tab",
    "table",
    "target",
    "template",
    "test",
    "theme",
    "timer",
    "token",
    "tool",
    "toolbar",
    "tracker",
    "trait",
    "trigger",
    "tutorial",
    "type",
    "typo",
    "validator",
    "variable",
    "variant",
    "version",
    "view",
    "viewer",
    "walkthrough",
    "warning",
    "wave",
    "widget",
    "wizard",
    "workaround",
    "worker",
    "workflow",
    "wrapper",
];

/// Nouns for what goes wrong: there is one of many, even when it is repaired.
const FAULTS: &[&str] = &[
    "bug",
    "crash",
    "deadlock",
    "hang",
    "issue",
    "leak",
    "panic",
    "problem",
    "race",
    "regression",
    "typo",
    "warning",
];

/// Words that end the head of an object.
const PREPOSITIONS: &[&str] = &[
    "about", "across", "after", "and", "as", "at", "before", "between", "by", "during", "for", "from", "in",
    "inside", "into", "of", "on", "or", "so", "that", "through", "to", "under", "until", "using", "via",
    "when", "where", "which", "while", "with", "within", "without", "-",
];

/// The article that an object needs and its authors left out, with the space after it: *a* for what is new or
/// went wrong, *the* for what was there.
pub(crate) fn article(verb: Verb, object: &str) -> &'static str {
    const DETERMINERS: &[&str] = &[
        "a", "all", "an", "another", "any", "both", "each", "every", "its", "more", "no", "one", "our",
        "some", "the", "their", "this", "two",
    ];
    let first = object.split(' ').next().unwrap_or_default();
    let head = object
        .split(' ')
        .take_while(|word| !PREPOSITIONS.contains(word))
        .last()
        .unwrap_or_default();
    let head = head.trim_end_matches([',', ';', ':']);
    if !first.starts_with(|c: char| c.is_ascii_lowercase())
        || DETERMINERS.contains(&first)
        || !COUNTABLE.contains(&head)
    {
        return "";
    }
    let known = matches!(
        verb.base,
        "complete"
            | "finish"
            | "extend"
            | "expand"
            | "document"
            | "describe"
            | "explain"
            | "verify"
            | "validate"
    );
    let new = (verb.act == Act::Build && !known) || FAULTS.contains(&head);
    let sounds = ["uni", "use", "usa", "utility", "eu", "one"]
        .iter()
        .any(|opening| first.starts_with(opening));
    let open = first.starts_with(['a', 'e', 'i', 'o', 'u']) && !sounds;
    match (new, open || first.starts_with("hon") || first.starts_with("hour")) {
        (false, _) => "the ",
        (true, true) => "an ",
        (true, false) => "a ",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::verbs;

    #[test]
    fn what_is_new_or_wrong_gets_a_and_what_was_there_the() {
        let article = |verb, object| article(verbs::find(verb).unwrap(), object);
        assert_eq!(article("fix", "panic in parser"), "a ");
        assert_eq!(article("add", "option"), "an ");
        assert_eq!(article("add", "honest report"), "an ");
        assert_eq!(article("update", "progress report"), "the ");
        for (verb, object) in [
            ("fix", "panic messages"),
            ("add", "the option"),
            ("add", "CI job"),
        ] {
            assert_eq!(article(verb, object), "");
        }
    }
}
