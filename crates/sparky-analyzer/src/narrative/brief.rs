//! A period in which so little happened that one paragraph tells all of it, once.

use jiff::civil::Date;
use sparky_common::model::Sentence;

use super::{Desk, detail::pair, summary::totals, voice::Voice};
use crate::effort::Nature;

/// Most commits that one paragraph can tell.
const FEW: u64 = 3;

/// Every change with its author and what its body adds, then the totals; nothing where there is more to tell.
pub(super) fn brief(desk: &Desk<'_>, voice: &mut Voice) -> Option<Vec<Sentence>> {
    let totals_of = &desk.insights.totals;
    let changes = || desk.chronicles.values().flat_map(|chronicle| &chronicle.changes);
    let told = changes().all(|change| {
        !change.is_terse()
            && !change.by_program
            && !change.commit.is_merge()
            && change.nature != Nature::Birth
    });
    if totals_of.commits == 0
        || totals_of.commits > FEW
        || totals_of.releases > 0
        || totals_of.bots > 0
        || !told
    {
        return None;
    }
    let mut sentences = Vec::new();
    for chronicle in desk.chronicles.values() {
        let mut before: Option<Date> = None;
        for (i, change) in chronicle.changes.iter().enumerate() {
            let pair = pair(desk, chronicle, i, before, voice);
            before = Some(change.at.date());
            sentences.extend(pair);
        }
    }
    sentences.extend(voice.say("totals", totals(desk)));
    Some(sentences)
}
