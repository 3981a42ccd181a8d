//! Repairs that no tag held.

use std::collections::BTreeSet;

use sparky_common::model::{Attention, CoverageState, Evidence, Release, RepositoryActivity};

use super::{Outcome, Then};
use crate::narrative::draft::Draft;

/// Whether a tag on the default branch came after the repairs.
pub(super) fn outcome(
    then: &Then<'_>,
    activity: &RepositoryActivity,
    attention: &Attention,
) -> Option<Outcome> {
    let name = activity.repository.name.as_str();
    let tag = attention.sentence.evidence.iter().find_map(|evidence| {
        if let Evidence::Release { tag, .. } = evidence {
            Some(tag)
        } else {
            None
        }
    })?;
    let family = |tag: &str| {
        tag.split(|c: char| c.is_ascii_digit())
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    // A tag on a commit of this window holds everything that came before it; one elsewhere may not, and `home-0.5.12` is no release of
    // what `0.91.0` is.
    let oids: BTreeSet<&str> = activity
        .commits
        .iter()
        .map(|commit| commit.oid.as_str())
        .collect();
    let holds =
        |release: &&Release| oids.contains(release.oid.as_str()) && family(&release.tag) == family(tag);
    if let Some(release) = activity.releases.iter().find(holds) {
        let day = then.day(release.released_at);
        return Some(Outcome {
            settled: true,
            drafts: vec![
                Draft::new("what ")
                    .repository(name)
                    .text(" repaired after ")
                    .code(tag)
                    .text(" was released")
                    .on_day(then.kind(), day)
                    .text(" with ")
                    .release(name, &release.tag),
            ],
        });
    }
    let index = then.index(name)?;
    let silent = activity.releases.is_empty() && activity.coverage.state == CoverageState::Complete;
    silent.then(|| Outcome {
        settled: false,
        drafts: vec![
            Draft::new("the repairs that ")
                .repository(name)
                .text(" made after ")
                .code(tag)
                .text(" still wait for a release")
                .because(Evidence::Metric {
                    pointer: format!("/repositories/{index}/releases"),
                }),
        ],
    })
}
