//! Sentences about releases and tags.

use sparky_common::model::Release;

use super::{Desk, draft::Draft};
use crate::effort::Chronicle;

/// Ways to tell the releases of a repository; nothing where there were none.
pub(crate) fn released(desk: &Desk<'_>, chronicle: &Chronicle<'_>) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let releases = &chronicle.activity.releases;
    let Some(main) = main_release(chronicle) else {
        return Vec::new();
    };
    let zone = jiff::tz::TimeZone::get(&desk.snapshot.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let day = zone.to_datetime(main.released_at).date();
    let kind = desk.kind();
    let others: Vec<_> = releases
        .iter()
        .filter(|release| release.tag != main.tag)
        .collect();
    let with = |draft: Draft| {
        if others.is_empty() {
            return draft;
        }
        let named: Vec<Draft> = others
            .iter()
            .take(3)
            .map(|release| Draft::default().release(repository, &release.tag))
            .collect();
        let more = others.len() - named.len();
        let draft = draft.text(", and with it ");
        if more > 0 {
            let mut named = named;
            named.push(Draft::default().count(more, "more tag", "more tags"));
            return draft.list(named);
        }
        draft.list(named)
    };
    vec![
        with(
            Draft::default()
                .repository(repository)
                .text(" released ")
                .release(repository, &main.tag)
                .on_day(kind, day),
        ),
        with(
            Draft::new("a release of ")
                .repository(repository)
                .text(" came out")
                .on_day(kind, day)
                .text(": ")
                .release(repository, &main.tag),
        ),
    ]
}

/// The release of the project itself: its highest version, before those of its parts.
pub(crate) fn main_release<'a>(chronicle: &Chronicle<'a>) -> Option<&'a Release> {
    let own = chronicle
        .activity
        .repository
        .name
        .rsplit('/')
        .next()
        .unwrap_or_default();
    chronicle.activity.releases.iter().max_by_key(|release| {
        let (name, version) = split(&release.tag);
        (name.is_empty() || name == own, version, release.released_at)
    })
}

/// The name and the version of a tag: `globset-0.4.17`, `v1.2`.
fn split(tag: &str) -> (&str, Vec<u64>) {
    let start = tag.find(|c: char| c.is_ascii_digit()).unwrap_or(tag.len());
    let name = tag[..start].trim_end_matches(['v', '-', '_', '@', '/']);
    let version = tag[start..]
        .split(['.', '-', '+'])
        .map_while(|part| part.parse().ok())
        .collect();
    (name, version)
}
