//! Sentences about releases and tags.

use super::{Desk, draft::Draft};
use crate::effort::Chronicle;

/// Ways to tell the releases of a repository; nothing where there were none.
pub(crate) fn released(desk: &Desk<'_>, chronicle: &Chronicle<'_>) -> Vec<Draft> {
    let repository = chronicle.activity.repository.name.as_str();
    let releases = &chronicle.activity.releases;
    let Some(main) = releases.iter().rev().find(|release| is_bare(&release.tag)).or(releases.last()) else {
        return Vec::new();
    };
    let zone = jiff::tz::TimeZone::get(&desk.snapshot.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let day = zone.to_datetime(main.released_at).date();
    let kind = desk.kind();
    let others: Vec<_> = releases.iter().filter(|release| release.tag != main.tag).collect();
    let with = |draft: Draft| {
        if others.is_empty() {
            return draft;
        }
        let named: Vec<Draft> =
            others.iter().take(3).map(|release| Draft::default().release(repository, &release.tag)).collect();
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
        with(Draft::default().repository(repository).text(" released ").release(repository, &main.tag).on_day(kind, day)),
        with(Draft::new("a release came out").on_day(kind, day).text(": ").release(repository, &main.tag)),
    ]
}

/// Whether a tag is a version and nothing else: the project itself and not one of its parts.
pub(crate) fn is_bare(tag: &str) -> bool {
    let version = tag.strip_prefix('v').unwrap_or(tag);
    version.starts_with(|c: char| c.is_ascii_digit())
}
