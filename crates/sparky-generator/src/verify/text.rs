//! Plain text against the sidecar.

use sparky_common::model::{Link, Place, Sidecar};

use super::{
    compare,
    finding::{Finding, FindingKind},
};
use crate::{post::is_live, reading::Unit};

/// Checks a post: its words, its addresses, and that nothing else in it would come to life.
pub(super) fn check(text: &str, sidecar: &Sidecar) -> Vec<Finding> {
    let statements: Vec<_> = sidecar.statements.iter().collect();
    let units: Vec<_> = text.split("\n\n").map(unit).collect();
    let mut findings = compare::words(&statements, &units);
    findings.extend(compare::links(&statements, &units));
    let live = text
        .split_whitespace()
        .filter(|word| is_live(word) && !sidecar.links.iter().any(|link| link == word));
    findings.extend(live.map(|word| {
        let message = format!("a network would make `{word}` a mention, tag or link");
        Finding::new(FindingKind::Markup, message)
    }));
    findings
}

fn unit(paragraph: &str) -> Unit {
    let addresses = paragraph.split_whitespace().filter(|word| word.contains("://"));
    let link = |word: &str| Link {
        text: word.to_owned(),
        url: word.to_owned(),
    };
    Unit {
        place: Place::Paragraph,
        text: paragraph.to_owned(),
        links: addresses.map(link).collect(),
    }
}
