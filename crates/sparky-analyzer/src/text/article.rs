//! The articles that subjects leave out: `fix panic in parser` reads *fixed a panic in parser*.

use super::verbs::{Act, Verb};

/// Singular nouns that need an article and seldom get one in a subject.
const COUNTABLE: &[&str] = &[
    "adapter",
    "alias",
    "app",
    "application",
    "argument",
    "assertion",
    "assessment",
    "backend",
    "badge",
    "banner",
    "benchmark",
    "binding",
    "bot",
    "buffer",
    "bug",
    "builder",
    "button",
    "cache",
    "callback",
    "chart",
    "check",
    "class",
    "client",
    "cluster",
    "command",
    "component",
    "config",
    "configuration",
    "connection",
    "constant",
    "constraint",
    "constructor",
    "container",
    "controller",
    "counter",
    "crash",
    "dashboard",
    "date",
    "deadlock",
    "demo",
    "dependency",
    "description",
    "device",
    "dialog",
    "directory",
    "document",
    "driver",
    "editor",
    "effect",
    "endpoint",
    "engine",
    "entry",
    "enum",
    "env",
    "environment",
    "error",
    "event",
    "example",
    "executor",
    "extension",
    "feature",
    "field",
    "file",
    "filter",
    "fixture",
    "flag",
    "folder",
    "form",
    "formatter",
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
    "iterator",
    "job",
    "key",
    "label",
    "layer",
    "layout",
    "leak",
    "library",
    "limit",
    "link",
    "linker",
    "lint",
    "list",
    "loader",
    "location",
    "logger",
    "lookup",
    "loop",
    "macro",
    "manager",
    "map",
    "marker",
    "matcher",
    "menu",
    "message",
    "method",
    "migration",
    "modal",
    "mode",
    "model",
    "module",
    "node",
    "number",
    "option",
    "order",
    "overview",
    "package",
    "page",
    "panel",
    "panic",
    "parameter",
    "parser",
    "path",
    "pattern",
    "period",
    "phase",
    "pipeline",
    "plan",
    "platform",
    "plugin",
    "policy",
    "pool",
    "problem",
    "process",
    "profile",
    "prompt",
    "proposal",
    "prototype",
    "provider",
    "proxy",
    "queue",
    "race",
    "recipe",
    "redirect",
    "registry",
    "regression",
    "renderer",
    "repo",
    "report",
    "repository",
    "request",
    "resource",
    "response",
    "roadmap",
    "route",
    "rule",
    "runner",
    "scanner",
    "scene",
    "scheduler",
    "schema",
    "screen",
    "script",
    "section",
    "selector",
    "server",
    "service",
    "session",
    "setting",
    "sidebar",
    "site",
    "skeleton",
    "snapshot",
    "socket",
    "spec",
    "specification",
    "step",
    "strategy",
    "struct",
    "structure",
    "subcommand",
    "submodule",
    "subsystem",
    "suite",
    "summary",
    "system",
    "tab",
    "table",
    "target",
    "task",
    "template",
    "test",
    "theme",
    "thread",
    "timer",
    "toggle",
    "token",
    "tool",
    "toolbar",
    "tooltip",
    "tracker",
    "trait",
    "trigger",
    "tutorial",
    "type",
    "typo",
    "validator",
    "value",
    "variable",
    "variant",
    "version",
    "view",
    "viewer",
    "walkthrough",
    "warning",
    "wave",
    "webhook",
    "website",
    "widget",
    "window",
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
    "error",
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
    "inside", "into", "of", "on", "or", "so", "that", "showing", "through", "to", "under", "until", "using",
    "via", "when", "where", "which", "while", "with", "within", "without", "plus", "versus", "vs", "-", "–",
    "—", "&", "+", "|", "/", "->", "=>", "→",
];

/// The last word before any preposition or pause: what the object is. Of "recipes, scripts and a test" these are
/// the recipes.
pub(crate) fn head(object: &str) -> &str {
    const PAUSES: [char; 3] = [',', ';', ':'];
    let mut head = "";
    for word in object.split(' ').take_while(|word| !PREPOSITIONS.contains(word)) {
        head = word;
        if word.ends_with(PAUSES) {
            break;
        }
    }
    head.trim_end_matches(PAUSES)
}

/// The article that an object needs and its authors left out, with the space after it: *a* for what is new or
/// went wrong, *the* for what was there.
pub(crate) fn article(verb: Verb, object: &str) -> &'static str {
    const DETERMINERS: &[&str] = &[
        "a", "all", "an", "another", "any", "both", "each", "every", "its", "more", "no", "one", "our",
        "some", "the", "their", "this", "two", "three", "four", "five", "six", "seven", "eight", "nine",
        "ten", "few", "many", "most", "multiple", "my", "other", "several", "these", "those", "various",
        "your",
    ];
    const PARTICLES: &[&str] = &["away", "back", "down", "off", "out", "up"];
    let first = object.split(' ').next().unwrap_or_default();
    let head = head(object);
    // "Extract error to module" may mean any or all of them.
    let vague = head == "error" && verb.act != Act::Repair;
    if vague || DETERMINERS.contains(&first) || PARTICLES.contains(&first) || !COUNTABLE.contains(&head) {
        return "";
    }
    // "`--json` flag", "is_sure test": a name makes the thing a certain one.
    if first != head && first.contains(['`', '_']) || first.starts_with('-') || first.contains("::") {
        return "the ";
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
            | "initialize"
            | "enable"
            | "initialise"
    );
    let new = (verb.act == Act::Build && !known) || FAULTS.contains(&head);
    if new { indefinite(first) } else { "the " }
}

/// *a* or *an* by the sound of a word; nothing where its spelling does not tell.
fn indefinite(word: &str) -> &'static str {
    let Some(letter) = word.chars().next().filter(char::is_ascii_alphabetic) else {
        return "";
    };
    let lower = word.to_ascii_lowercase();
    let capitals = word.chars().take_while(char::is_ascii_uppercase).count();
    let spelled = capitals >= 2 && !word.contains(['A', 'E', 'I', 'O', 'U']);
    // "a unit", "a user", "a URL", but "an uninstaller" and "an unimportant test".
    let negated = ["unim", "unin"].iter().any(|opening| lower.starts_with(opening));
    let long = [
        "uni", "use", "usa", "usb", "usu", "util", "ubi", "uri", "url", "uui", "eu", "one",
    ];
    match letter.to_ascii_lowercase() {
        'f' | 'h' | 'l' | 'm' | 'n' | 'r' | 's' | 'x' if capitals >= 2 => match spelled {
            true => "an ",
            false => "",
        },
        'u' if capitals >= 1 => "",
        _ if !negated && long.iter().any(|opening| lower.starts_with(opening)) => "a ",
        'a' | 'e' | 'i' | 'o' | 'u' => "an ",
        _ if ["honest", "honor", "honour", "hour", "heir"]
            .iter()
            .any(|opening| lower.starts_with(opening)) =>
        {
            "an "
        }
        _ => "a ",
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
        assert_eq!(article("add", "CI job"), "a ");
        assert_eq!(article("add", "user table"), "a ");
        assert_eq!(article("add", "url parser"), "a ");
        assert_eq!(article("add", "unit test"), "a ");
        assert_eq!(article("add", "uninstall script"), "an ");
        assert_eq!(article("add", "honeypot page"), "a ");
        assert_eq!(article("fix", "panic, again"), "a ");
        assert_eq!(article("add", "MCP server"), "an ");
        assert_eq!(article("initialize", "RuntimeContext resource"), "the ");
        assert_eq!(article("add", "`--json` flag"), "the ");
        for (verb, object) in [
            ("fix", "panic messages"),
            ("add", "the option"),
            ("add", "UI panel"),
            ("clean", "up implementation"),
            ("add", "recipes, scripts, config"),
            ("add", "recipes: list"),
            ("add", "users & test"),
            ("add", "users + migration"),
            ("add", "several test"),
            ("extract", "error to module"),
        ] {
            assert_eq!(article(verb, object), "");
        }
    }
}
