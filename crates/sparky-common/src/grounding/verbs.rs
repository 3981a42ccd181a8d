//! The verbs that begin commit subjects. A recognised verb becomes our own word, in the past tense.

use std::{collections::HashMap, sync::LazyLock};

/// What a verb does to its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Something new.
    Build,
    /// Something that was wrong.
    Repair,
    /// Something taken away.
    Remove,
    /// Something made different.
    Change,
    /// Something kept running: versions, formatting.
    Upkeep,
    /// Something taken back.
    Revert,
}

/// A verb in the form a report needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verb {
    /// The bare form: `add`.
    pub base: &'static str,
    /// The past tense: `added`.
    pub past: &'static str,
    /// What it does.
    pub act: Act,
    /// Whether it is seldom a noun, so that it may be recognised in the middle of a subject.
    pub plain: bool,
}

/// Base, past tense, act; `true` where the base is hardly ever a noun.
const VERBS: &[(&str, &str, Act, bool)] = &[
    ("add", "added", Act::Build, true),
    ("implement", "implemented", Act::Build, true),
    ("introduce", "introduced", Act::Build, true),
    ("create", "created", Act::Build, true),
    ("build", "built", Act::Build, false),
    ("support", "supported", Act::Build, false),
    ("enable", "enabled", Act::Build, true),
    ("allow", "allowed", Act::Build, true),
    ("provide", "provided", Act::Build, true),
    ("expose", "exposed", Act::Build, true),
    ("integrate", "integrated", Act::Build, true),
    ("complete", "completed", Act::Build, false),
    ("finish", "finished", Act::Build, true),
    ("generate", "generated", Act::Build, true),
    ("include", "included", Act::Build, true),
    ("define", "defined", Act::Build, true),
    ("emit", "emitted", Act::Build, true),
    ("expand", "expanded", Act::Build, true),
    ("extend", "extended", Act::Build, true),
    ("initialize", "initialized", Act::Build, true),
    ("initialise", "initialised", Act::Build, true),
    ("establish", "established", Act::Build, true),
    ("embed", "embedded", Act::Build, true),
    ("port", "ported", Act::Build, false),
    ("publish", "published", Act::Build, true),
    ("release", "released", Act::Build, false),
    ("ship", "shipped", Act::Build, true),
    ("write", "wrote", Act::Build, true),
    ("document", "documented", Act::Build, false),
    ("describe", "described", Act::Build, true),
    ("explain", "explained", Act::Build, true),
    ("propose", "proposed", Act::Build, true),
    ("track", "tracked", Act::Build, false),
    ("install", "installed", Act::Build, true),
    ("configure", "configured", Act::Build, true),
    ("register", "registered", Act::Build, false),
    ("export", "exported", Act::Build, false),
    ("import", "imported", Act::Build, false),
    ("wire", "wired", Act::Build, false),
    ("stabilize", "stabilized", Act::Build, true),
    ("stabilise", "stabilised", Act::Build, true),
    ("deploy", "deployed", Act::Build, true),
    ("teach", "taught", Act::Build, true),
    ("verify", "verified", Act::Build, true),
    ("validate", "validated", Act::Build, true),
    ("cover", "covered", Act::Build, false),
    ("record", "recorded", Act::Build, false),
    ("accept", "accepted", Act::Build, true),
    ("automate", "automated", Act::Build, true),
    ("detect", "detected", Act::Build, true),
    ("parse", "parsed", Act::Build, true),
    ("show", "showed", Act::Build, false),
    ("load", "loaded", Act::Build, false),
    ("return", "returned", Act::Change, false),
    ("keep", "kept", Act::Change, true),
    ("print", "printed", Act::Change, false),
    ("point", "pointed", Act::Change, false),
    ("force", "forced", Act::Change, false),
    ("store", "stored", Act::Change, false),
    ("launch", "launched", Act::Build, false),
    ("design", "designed", Act::Build, false),
    ("bootstrap", "bootstrapped", Act::Build, false),
    ("activate", "activated", Act::Build, true),
    ("bring", "brought", Act::Build, true),
    ("allocate", "allocated", Act::Change, true),
    ("upload", "uploaded", Act::Build, false),
    ("link", "linked", Act::Change, false),
    ("mention", "mentioned", Act::Build, false),
    ("mark", "marked", Act::Change, false),
    ("close", "closed", Act::Change, false),
    ("prepare", "prepared", Act::Upkeep, true),
    ("open", "opened", Act::Change, false),
    ("call", "called", Act::Change, false),
    ("centralize", "centralized", Act::Change, true),
    ("normalize", "normalized", Act::Change, true),
    ("serialize", "serialized", Act::Change, true),
    ("sanitize", "sanitized", Act::Change, true),
    ("finalize", "finalized", Act::Change, true),
    ("synchronize", "synchronized", Act::Change, true),
    ("specify", "specified", Act::Change, true),
    ("modify", "modified", Act::Change, true),
    ("modernise", "modernised", Act::Change, true),
    ("propagate", "propagated", Act::Change, true),
    ("populate", "populated", Act::Build, true),
    ("fix", "fixed", Act::Repair, true),
    ("correct", "corrected", Act::Repair, false),
    ("resolve", "resolved", Act::Repair, true),
    ("repair", "repaired", Act::Repair, true),
    ("prevent", "prevented", Act::Repair, true),
    ("avoid", "avoided", Act::Repair, true),
    ("handle", "handled", Act::Repair, false),
    ("address", "addressed", Act::Repair, false),
    ("restore", "restored", Act::Repair, true),
    ("guard", "guarded", Act::Repair, false),
    ("ensure", "ensured", Act::Repair, true),
    ("stop", "stopped", Act::Repair, false),
    ("workaround", "worked around", Act::Repair, false),
    ("reproduce", "reproduced", Act::Repair, true),
    ("silence", "silenced", Act::Repair, false),
    ("suppress", "suppressed", Act::Repair, true),
    ("harden", "hardened", Act::Repair, true),
    ("remove", "removed", Act::Remove, true),
    ("drop", "dropped", Act::Remove, false),
    ("delete", "deleted", Act::Remove, true),
    ("disable", "disabled", Act::Remove, true),
    ("deprecate", "deprecated", Act::Remove, true),
    ("retire", "retired", Act::Remove, true),
    ("strip", "stripped", Act::Remove, false),
    ("exclude", "excluded", Act::Remove, true),
    ("ignore", "ignored", Act::Remove, false),
    ("skip", "skipped", Act::Remove, false),
    ("update", "updated", Act::Change, true),
    ("change", "changed", Act::Change, false),
    ("refactor", "refactored", Act::Change, false),
    ("rename", "renamed", Act::Change, true),
    ("move", "moved", Act::Change, false),
    ("migrate", "migrated", Act::Change, true),
    ("convert", "converted", Act::Change, true),
    ("replace", "replaced", Act::Change, true),
    ("rewrite", "rewrote", Act::Change, false),
    ("redesign", "redesigned", Act::Change, false),
    ("reorganize", "reorganized", Act::Change, true),
    ("reorganise", "reorganised", Act::Change, true),
    ("restructure", "restructured", Act::Change, true),
    ("organize", "organized", Act::Change, true),
    ("rework", "reworked", Act::Change, false),
    ("improve", "improved", Act::Change, true),
    ("enhance", "enhanced", Act::Change, true),
    ("optimize", "optimized", Act::Change, true),
    ("optimise", "optimised", Act::Change, true),
    ("speed", "sped", Act::Change, false),
    ("simplify", "simplified", Act::Change, true),
    ("clarify", "clarified", Act::Change, true),
    ("split", "split", Act::Change, false),
    ("extract", "extracted", Act::Change, true),
    ("merge", "merged", Act::Change, false),
    ("consolidate", "consolidated", Act::Change, true),
    ("combine", "combined", Act::Change, true),
    ("standardize", "standardized", Act::Change, true),
    ("standardise", "standardised", Act::Change, true),
    ("unify", "unified", Act::Change, true),
    ("adjust", "adjusted", Act::Change, true),
    ("tweak", "tweaked", Act::Change, false),
    ("use", "used", Act::Change, false),
    ("make", "made", Act::Change, false),
    ("set", "set", Act::Change, false),
    ("switch", "switched", Act::Change, false),
    ("transform", "transformed", Act::Change, false),
    ("turn", "turned", Act::Change, false),
    ("apply", "applied", Act::Change, true),
    ("adapt", "adapted", Act::Change, true),
    ("adopt", "adopted", Act::Change, true),
    ("align", "aligned", Act::Change, true),
    ("reduce", "reduced", Act::Change, true),
    ("rebuild", "rebuilt", Act::Change, true),
    ("recommend", "recommended", Act::Change, true),
    ("consider", "considered", Act::Change, true),
    ("prefer", "preferred", Act::Change, true),
    ("reuse", "reused", Act::Change, false),
    ("warn", "warned", Act::Change, true),
    ("deny", "denied", Act::Change, true),
    ("respect", "respected", Act::Change, true),
    ("increase", "increased", Act::Change, false),
    ("raise", "raised", Act::Change, false),
    ("lower", "lowered", Act::Change, false),
    ("limit", "limited", Act::Change, false),
    ("relax", "relaxed", Act::Change, true),
    ("modernize", "modernized", Act::Change, true),
    ("decouple", "decoupled", Act::Change, true),
    ("isolate", "isolated", Act::Change, true),
    ("separate", "separated", Act::Change, false),
    ("revise", "revised", Act::Change, true),
    ("tidy", "tidied", Act::Upkeep, false),
    ("clean", "cleaned", Act::Upkeep, false),
    ("bump", "bumped", Act::Upkeep, true),
    ("upgrade", "upgraded", Act::Upkeep, true),
    ("downgrade", "downgraded", Act::Upkeep, true),
    ("pin", "pinned", Act::Upkeep, false),
    ("format", "formatted", Act::Upkeep, false),
    ("lint", "linted", Act::Upkeep, false),
    ("sync", "synced", Act::Upkeep, false),
    ("regenerate", "regenerated", Act::Upkeep, true),
    ("refresh", "refreshed", Act::Upkeep, true),
    ("revert", "reverted", Act::Revert, true),
    ("roll", "rolled", Act::Revert, false),
];

/// Words that may stand before the verb and add nothing in a report.
const ADVERBS: &[&str] = &[
    "also",
    "always",
    "correctly",
    "explicitly",
    "finally",
    "properly",
    "really",
    "now",
    "just",
];

impl Verb {
    /// The form for one who does it: `adds`.
    pub fn third_person(self) -> String {
        third_person(self.base)
    }
}

static FORMS: LazyLock<HashMap<String, Verb>> = LazyLock::new(|| {
    let mut forms = HashMap::new();
    for &(base, past, act, plain) in VERBS {
        let verb = Verb {
            base,
            past,
            act,
            plain,
        };
        for form in [
            base.to_owned(),
            past.to_owned(),
            third_person(base),
            gerund(base, past),
        ] {
            forms.entry(form).or_insert(verb);
        }
    }
    forms
});

fn third_person(base: &str) -> String {
    match base.as_bytes() {
        [.., b's' | b'x' | b'h'] => format!("{base}es"),
        [.., vowel, b'y'] if b"aeo".contains(vowel) => format!("{base}s"),
        [rest @ .., b'y'] => format!("{}ies", String::from_utf8_lossy(rest)),
        _ => format!("{base}s"),
    }
}

fn gerund(base: &str, past: &str) -> String {
    // A doubled consonant in the past tense is doubled here too: dropped, dropping.
    let stem = match past.strip_suffix("ed") {
        Some(stem) if stem.len() == base.len() + 1 && stem.starts_with(base) => stem,
        _ => base.strip_suffix('e').unwrap_or(base),
    };
    format!("{stem}ing")
}

/// Whether a word is a verb's `-ing` form, which in running prose is mostly a noun.
pub fn is_gerund(word: &str) -> bool {
    word.len() > 5 && word.to_ascii_lowercase().ends_with("ing")
}

/// The verb a word is a form of, such as `Adds`.
pub fn find(word: &str) -> Option<Verb> {
    if word.len() > 14 || !word.is_ascii() {
        return None;
    }
    FORMS.get(word.to_ascii_lowercase().as_str()).copied()
}

/// Whether a word is the bare form of a verb (`add`), as it stands in the middle of an imperative subject.
pub fn is_plain_base(word: &str) -> bool {
    VERBS.iter().any(|&(base, _, _, plain)| plain && base == word)
}

/// Whether a word is the bare form of a verb, even one that is a noun as well.
pub fn is_base(word: &str) -> bool {
    VERBS.iter().any(|&(base, ..)| base == word)
}

/// Splits a subject into its leading verb and what follows, adverbs skipped.
pub fn lead(text: &str) -> Option<(Verb, &str)> {
    let mut rest = text;
    for _ in 0..2 {
        let (word, tail) = rest.split_once(' ')?;
        if let Some(verb) = find(word) {
            // "Support for X" and "Test of Y" name things.
            let noun = !verb.plain && (tail.starts_with("for ") || tail.starts_with("of "));
            return (!noun).then_some((verb, tail));
        }
        if !ADVERBS.contains(&word.to_ascii_lowercase().as_str()) {
            return None;
        }
        rest = tail;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_leads_to_the_past_tense() {
        for (word, past) in [
            ("Adds", "added"),
            ("adding", "added"),
            ("Fixes", "fixed"),
            ("dropping", "dropped"),
            ("applies", "applied"),
            ("Rewrite", "rewrote"),
            ("REMOVED", "removed"),
        ] {
            assert_eq!(find(word).map(|verb| verb.past), Some(past), "{word}");
        }
        assert_eq!(find("screen"), None);
    }

    #[test]
    fn adverbs_before_the_verb_are_skipped() {
        let (verb, rest) = lead("finally switch to LTO").unwrap();
        assert_eq!((verb.past, rest), ("switched", "to LTO"));
        assert_eq!(lead("gpt feedback"), None);
        assert_eq!(lead("wip"), None);
    }
}
