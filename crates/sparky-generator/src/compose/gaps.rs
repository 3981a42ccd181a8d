//! What could not be collected, said once, plainly.

use sparky_common::model::{CoverageState, Evidence, Gap, Insights, RepositoryInsight};

use crate::{
    page::{Block, Line, Resolver},
    text::collected,
};

/// How many repositories are named; the sidecar and the run know them all.
const MOST: usize = 6;

/// How many characters of a gap and its reason are shown.
const LONGEST: usize = 100;

/// A line for each repository that is not complete.
pub(super) fn blocks(insights: &Insights, resolver: &Resolver) -> Vec<Block> {
    let incomplete: Vec<_> = insights
        .repositories
        .iter()
        .filter(|each| each.coverage.state != CoverageState::Complete)
        .collect();
    let mut items: Vec<_> = incomplete
        .iter()
        .take(MOST)
        .map(|each| vec![line(each, resolver)])
        .collect();
    if incomplete.len() > MOST {
        let rest = incomplete[MOST..].iter().map(|each| each.name.as_str());
        items.push(vec![others(rest, resolver)]);
    }
    if items.is_empty() {
        Vec::new()
    } else {
        vec![Block::List(items)]
    }
}

fn line(repository: &RepositoryInsight, resolver: &Resolver) -> Line {
    let name = Line::default().and_inline(resolver.repository(&repository.name));
    let told = match repository.coverage.state {
        CoverageState::Failed => {
            let why: Vec<_> = repository
                .coverage
                .gaps
                .iter()
                .map(|gap| collected(&gap.why, LONGEST))
                .collect();
            name.and(format!(
                " could not be collected: {}.",
                why.join("; ").trim_end_matches('.')
            ))
        }
        CoverageState::Partial | CoverageState::Complete => {
            let missing: Vec<_> = repository.coverage.gaps.iter().map(missing).collect();
            name.and(format!(" lacks {}.", missing.join("; ").trim_end_matches('.')))
        }
    };
    told.with_evidence(Evidence::Coverage {
        repository: repository.name.clone(),
    })
}

fn missing(gap: &Gap) -> String {
    let (what, why) = (collected(&gap.what, LONGEST), collected(&gap.why, LONGEST));
    if why.is_empty() {
        what
    } else {
        format!("{what} ({why})")
    }
}

fn others<'a>(names: impl Iterator<Item = &'a str>, resolver: &Resolver) -> Line {
    let mut line = Line::text("Not complete either: ");
    for (index, name) in names.enumerate() {
        if index > 0 {
            line = line.and(", ");
        }
        line = line.and_inline(resolver.repository(name));
        line = line.with_evidence(Evidence::Coverage {
            repository: name.to_owned(),
        });
    }
    line.and(".")
}
