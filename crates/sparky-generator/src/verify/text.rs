//! Plain text against the sidecar.

use std::collections::BTreeSet;

use sparky_common::model::{Place, Sidecar};

use super::{
    compare,
    finding::{Finding, FindingKind},
};
use crate::{post::is_live, reading::Unit};

/// Checks a post: its words, its addresses, and that nothing else in it would come to life.
pub(super) fn check(text: &str, sidecar: &Sidecar) -> Vec<Finding> {
    let statements: Vec<_> = sidecar.statements.iter().collect();
    let units: Vec<_> = text.split("\n\n").map(Unit::plain).collect();
    let mut findings = compare::words(&statements, &units);
    findings.extend(compare::links(&statements, &units));
    // What the one who laid the post out wrote into its template is meant: a tag of theirs may live.
    let own: BTreeSet<_> = sidecar
        .statements
        .iter()
        .filter(|statement| statement.place == Place::Template)
        .flat_map(|statement| statement.text.split_whitespace())
        .collect();
    let is_meant = |word: &str| own.contains(word) || sidecar.links.iter().any(|link| link == word);
    let live = text
        .split_whitespace()
        .filter(|word| is_live(word) && !is_meant(word));
    findings.extend(live.map(|word| {
        let message = format!("a network would make `{word}` a mention, tag or link");
        Finding::new(FindingKind::Markup, message)
    }));
    findings
}
