//! The sentence about what changed in one area of the tree.

use super::{
    Desk,
    draft::Draft,
    phrase::{quotes, run, sole_author, tells_itself, vehicle},
    telling::{span, tellable},
};
use crate::{
    effort::{Chronicle, Effort, EffortKind},
    text::area::area_name,
};

/// How many changes of an area are named.
const NAMED: usize = 3;

/// Ways to say what the members did in the area at `path`.
pub(super) fn area(desk: &Desk<'_>, chronicle: &Chronicle<'_>, members: &[usize], path: &str) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let kind = desk.clock(chronicle);
    let (from, to) = span(chronicle, members);
    let told: Vec<_> = tellable(chronicle, members, NAMED)
        .into_iter()
        .map(|i| &chronicle.changes[i])
        .collect();
    let done = run(repository, &told);
    let (one, many) = vehicle(chronicle);
    let some = told.len() < members.len();
    let who = |all: &'static str, part: &'static str| if some { part } else { all };
    let begin = |words: &str| Draft::new(words).code(area_name(path));
    let count = |draft: Draft| {
        draft
            .count(members.len(), one, many)
            .on_all(repository, members.iter().map(|&i| &chronicle.changes[i]))
    };
    if let Some(author) = sole_author(desk, chronicle, members) {
        return vec![
            count(begin("in ").text(", ").person(author).text(" made "))
                .over(kind, from, to)
                .text(who(", which ", ", and among other things "))
                .then(done.clone()),
            count(begin("to ").text(" ").person(author).text(" gave "))
                .over(kind, from, to)
                .text(who("; they ", "; the main ones "))
                .then(done),
        ];
    }
    let ways = [
        ("to ", " went ", "; they ", "; the main ones "),
        ("work on ", " took ", ", which ", ", above all those that "),
        ("for ", " there were ", "; these ", ", some of which "),
        ("the changes to ", " fill ", ", which ", ", among them some that "),
        ("on ", " there are ", ", which ", ", not least those that "),
    ];
    let way = |(head, joint, all, part): (&str, &str, &'static str, &'static str)| {
        let counted = count(begin(head).text(joint)).over(kind, from, to);
        if tells_itself(&told) {
            return counted.text(who(all, part)).then(done.clone());
        }
        let joint = who(": ", ", among them ");
        counted.text(joint).then(quotes(repository, &told))
    };
    ways.into_iter().map(way).collect()
}

/// The areas in which most happened, with how many changes each holds, most first; nothing for fewer than three.
pub(super) fn largest<'e>(efforts: impl Iterator<Item = &'e Effort>) -> Option<[(&'e str, &'e [usize]); 3]> {
    let mut areas: Vec<(&str, &[usize])> = efforts
        .filter_map(|effort| match &effort.kind {
            EffortKind::Area(path) => Some((area_name(path), effort.members.as_slice())),
            _ => None,
        })
        .collect();
    areas.sort_by_key(|&(name, members)| (std::cmp::Reverse(members.len()), name));
    areas.first_chunk().copied()
}
