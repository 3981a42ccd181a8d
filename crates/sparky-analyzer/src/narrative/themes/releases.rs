//! Several repositories released in one month.

use sparky_common::model::Release;

use super::Found;
use crate::narrative::{Desk, draft::Draft};

/// Most repositories that are named.
const NAMED: usize = 8;

pub(super) fn find(desk: &Desk<'_>) -> Option<Found> {
    let mut released: Vec<(&str, &Release, usize)> = desk
        .chronicles
        .values()
        .filter_map(|chronicle| {
            let releases = &chronicle.activity.releases;
            let last = releases.iter().max_by_key(|release| release.released_at)?;
            Some((chronicle.activity.repository.name.as_str(), last, releases.len()))
        })
        .collect();
    if released.len() < 2 {
        return None;
    }
    released.sort_by_key(|(name, release, _)| (release.released_at, *name));
    let on = |draft: Draft| {
        released.iter().fold(draft, |draft, (name, release, _)| {
            draft.because(sparky_common::model::Evidence::Release {
                repository: (*name).to_owned(),
                tag: release.tag.clone(),
            })
        })
    };
    let items: Vec<Draft> = released
        .iter()
        .take(NAMED)
        .map(|(name, release, all)| {
            let draft = Draft::default()
                .repository(name)
                .text(" ")
                .release(name, &release.tag);
            match all {
                1 => draft,
                all => draft.text(", the last of ").count(*all, "tag", "tags"),
            }
        })
        .collect();
    Some(Found {
        id: "releases".into(),
        headline: on(Draft::default().count(released.len(), "repository releases", "repositories release")),
        repositories: released.iter().map(|(name, ..)| (*name).to_owned()).collect(),
        sentences: vec![vec![on(
            Draft::new("in the order of their tags, there came ").list(items)
        )]],
    })
}
