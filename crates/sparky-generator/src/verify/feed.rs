//! A feed against the reports that it lists: it rests on nothing else.

use std::collections::BTreeMap;

use serde::Deserialize;
use sparky_common::{
    model::DocumentFormat,
    period::{Kind, Period},
};

use super::{
    compare,
    finding::{Finding, FindingKind},
};
use crate::{
    feed::{Entry, Feed},
    place::stem,
};

/// What a feed says, whichever format it has.
struct Seen {
    title: String,
    about: String,
    items: Vec<Item>,
}

/// An entry of a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Item {
    id: String,
    title: String,
    summary: String,
    link: String,
    date: String,
}

/// Of a report's structure what its feed needs besides the entry.
#[derive(Deserialize)]
struct Owner {
    organisation: String,
}

/// The periods of the reports that a feed lists, whose JSON files [`verify_feed`] needs; nothing where the text is no
/// feed of ours.
pub fn listed(text: &str, format: DocumentFormat) -> Option<Vec<Period>> {
    let seen = read(text, format)?;
    let periods: Option<Vec<_>> = seen.items.iter().map(|item| period_of(&item.id)).collect();
    periods.filter(|periods| !periods.is_empty())
}

/// Checks a feed against the JSON files of the reports that it lists, as far as they are there.
pub fn verify_feed(text: &str, format: DocumentFormat, reports: &BTreeMap<Period, Vec<u8>>) -> Vec<Finding> {
    let (Some(seen), Some(periods)) = (read(text, format), listed(text, format)) else {
        let message = "the file is no feed of Sparky's";
        return vec![Finding::new(FindingKind::Words, message)];
    };
    let mut findings: Vec<_> = missing(&periods, reports);
    let mut entries = Vec::new();
    let mut owners = Vec::new();
    for report in periods.iter().filter_map(|period| reports.get(period)) {
        let read =
            Entry::read(report).and_then(|entry| Ok((entry, serde_json::from_slice::<Owner>(report)?)));
        match read {
            Ok((entry, owner)) => {
                entries.push(entry);
                owners.push(owner.organisation);
            }
            Err(error) => {
                let message = format!("a report beside the feed cannot be read: {error}");
                findings.push(Finding::new(FindingKind::Unchecked, message));
            }
        }
    }
    let Some(kind) = periods.first().map(|period| period.kind()) else {
        return findings;
    };
    let Some(ours) = written(&seen, format, kind, &owners, &entries) else {
        return findings;
    };
    let Some(expected) = read(&ours, format) else {
        return findings;
    };
    findings.extend(named("the title", compare::texts(&expected.title, &seen.title)));
    findings.extend(named(
        "the description",
        compare::texts(&expected.about, &seen.about),
    ));
    for item in &seen.items {
        let Some(wanted) = expected.items.iter().find(|wanted| wanted.id == item.id) else {
            continue;
        };
        let fields = [
            ("title", &wanted.title, &item.title),
            ("description", &wanted.summary, &item.summary),
            ("link", &wanted.link, &item.link),
            ("date", &wanted.date, &item.date),
        ];
        for (field, wanted, given) in fields {
            findings.extend(named(
                &format!("{field} of {}", item.id),
                compare::texts(wanted, given),
            ));
        }
    }
    let complete = expected.items.len() == seen.items.len();
    if complete && findings.iter().all(Finding::is_note) && ours != text {
        let message =
            "the entries are those of the reports, but the feed holds something else, or in another order";
        findings.push(Finding::new(FindingKind::Markup, message));
    }
    findings
}

fn missing(periods: &[Period], reports: &BTreeMap<Period, Vec<u8>>) -> Vec<Finding> {
    let missing = periods.iter().filter(|period| !reports.contains_key(period));
    let note = |period: &Period| {
        let path = format!("{}{}", stem(*period), DocumentFormat::Json.extension());
        Finding::new(
            FindingKind::Unchecked,
            format!("`{path}` is not there: what the feed says of it was not checked"),
        )
    };
    missing.map(note).collect()
}

/// The feed of these reports as Sparky writes it, under the name that the feed gives where one report has it.
fn written(
    seen: &Seen,
    format: DocumentFormat,
    kind: Kind,
    owners: &[String],
    entries: &[Entry],
) -> Option<String> {
    let site = site_of(&seen.items.first()?.id, kind);
    let feed = |owner: &str| {
        let feed = Feed::new(kind, owner, entries.to_vec(), &site);
        match format {
            DocumentFormat::Atom => feed.atom().ok(),
            _ => feed.rss().ok(),
        }
    };
    let all: Vec<_> = owners.iter().filter_map(|owner| feed(owner)).collect();
    let same = |text: &&String| read(text, format).is_some_and(|read| read.title == seen.title);
    all.iter().find(same).or_else(|| all.first()).cloned()
}

fn named(what: &str, findings: Vec<Finding>) -> Vec<Finding> {
    let named = |finding: Finding| Finding {
        message: format!("{what}: {}", finding.message),
        ..finding
    };
    findings.into_iter().map(named).collect()
}

/// `https://news.example.org/weekly/2025-W46.html` and `urn:sparky:lab:weekly:2025-W46` both end in the period.
fn period_of(id: &str) -> Option<Period> {
    let last = id.rsplit(['/', ':']).next()?;
    last.strip_suffix(DocumentFormat::Html.extension())
        .unwrap_or(last)
        .parse()
        .ok()
}

/// Where the output folder is served; empty where the entry has a name instead of an address.
fn site_of(id: &str, kind: Kind) -> String {
    let folder = id.rsplit_once('/').map_or("", |(folder, _)| folder);
    folder.strip_suffix(&format!("/{kind}")).unwrap_or("").to_owned()
}

fn read(text: &str, format: DocumentFormat) -> Option<Seen> {
    match format {
        DocumentFormat::Atom => {
            let feed: atom_syndication::Feed = text.parse().ok()?;
            let item = |entry: atom_syndication::Entry| Item {
                id: entry.id,
                title: entry.title.value,
                summary: entry.summary.map(|text| text.value).unwrap_or_default(),
                link: entry.links.into_iter().map(|link| link.href).collect(),
                date: entry.updated.to_rfc3339(),
            };
            Some(Seen {
                title: feed.title.value,
                about: feed.subtitle.map(|text| text.value).unwrap_or_default(),
                items: feed.entries.into_iter().map(item).collect(),
            })
        }
        DocumentFormat::Rss => {
            let channel: rss::Channel = text.parse().ok()?;
            let item = |item: rss::Item| Item {
                id: item.guid.map(|guid| guid.value).unwrap_or_default(),
                title: item.title.unwrap_or_default(),
                summary: item.description.unwrap_or_default(),
                link: item.link.unwrap_or_default(),
                date: item.pub_date.unwrap_or_default(),
            };
            Some(Seen {
                title: channel.title,
                about: channel.description,
                items: channel.items.into_iter().map(item).collect(),
            })
        }
        _ => None,
    }
}
