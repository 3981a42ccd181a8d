//! Every active repository is named once: what has no story, line or entry stands in one sentence.

use std::collections::BTreeSet;

use sparky_common::model::{ActivityCounts, Insights, RepositoryInsight};

use super::{Part, budget::Chosen};
use crate::page::{Block, Line, Resolver};

/// Words that each name may take, and those around all of them.
const EACH: usize = 3;
const AROUND: usize = 11;

/// How many words to keep for the sentence: enough to name the repositories, at most a tenth of all.
pub(super) fn reserve(insights: &Insights, most: usize) -> usize {
    let active = insights
        .repositories
        .iter()
        .filter(|each| is_active(&each.counts))
        .count();
    if active > 1 {
        (EACH * active + AROUND).min(most / 10)
    } else {
        0
    }
}

/// The sentence, within so many words; nothing where every active repository is named.
pub(super) fn block(insights: &Insights, resolver: &Resolver, chosen: &Chosen, room: usize) -> Option<Block> {
    let named: BTreeSet<&str> = [Part::Stories, Part::Repositories, Part::Changes]
        .into_iter()
        .flat_map(|part| chosen.of(part))
        .filter_map(|piece| piece.repository.as_deref())
        .collect();
    let unnamed = insights
        .repositories
        .iter()
        .enumerate()
        .filter(|(_, each)| is_active(&each.counts) && !named.contains(each.name.as_str()));
    let mut line = Line::text("Also active: ");
    let mut separator = "";
    for (index, repository) in unnamed {
        if line.words() + EACH + AROUND > room {
            return (!separator.is_empty()).then(|| Block::Paragraph(vec![and_others(line, insights)]));
        }
        line = name(line.and(separator), resolver, (index, repository));
        separator = ", ";
    }
    (!separator.is_empty()).then(|| Block::Paragraph(vec![line.and(".")]))
}

fn name(line: Line, resolver: &Resolver, (index, repository): (usize, &RepositoryInsight)) -> Line {
    let line = line.and_inline(resolver.repository(&repository.name));
    let commits = repository.counts.commits;
    if commits == 0 {
        return line;
    }
    line.and(" (")
        .and_count(
            format!("/repositories/{index}/commits"),
            commits,
            "commit",
            "commits",
        )
        .and(")")
}

fn and_others(line: Line, insights: &Insights) -> Line {
    let active = insights.totals.active_repositories;
    line.and(" and others; ")
        .and_count(
            "/totals/active_repositories",
            active,
            "repository",
            "repositories",
        )
        .and(if active == 1 {
            " was active in all."
        } else {
            " were active in all."
        })
}

fn is_active(counts: &ActivityCounts) -> bool {
    let happened = [
        counts.commits,
        counts.merges,
        counts.releases,
        counts.pull_requests_opened,
        counts.pull_requests_merged,
        counts.issues_opened,
        counts.issues_closed,
    ];
    happened.iter().any(|count| *count > 0)
}
