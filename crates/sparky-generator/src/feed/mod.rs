//! Feeds: the newest reports of a kind for feed readers, as Atom and RSS.
//!
//! Pure: dates are the ends of periods, so the same reports give the same bytes.

mod atom;
mod rss;

use jiff::Timestamp;
use serde::Deserialize;
use sparky_common::{
    model::DocumentFormat,
    period::{Kind, Period, Window},
};

use crate::{place::stem, text::named};

/// The most reports in a feed.
pub(crate) const LONGEST_FEED: usize = 20;

/// What a feed tells of a report: read from its structure, whose other fields do not matter here.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Entry {
    front_matter: Head,
    window: Window,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Head {
    title: String,
    description: String,
    period: Period,
    #[serde(default)]
    partial: bool,
}

impl Entry {
    /// Reads a report's [`DocumentFormat::Json`] file.
    pub(crate) fn read(report: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(report)
    }

    /// The title; readers see no front matter, so that it says what is not final.
    fn title(&self) -> String {
        let title = xml_text(&self.front_matter.title);
        if self.front_matter.partial {
            format!("{title} (partial)")
        } else {
            title
        }
    }

    fn summary(&self) -> String {
        xml_text(&self.front_matter.description)
    }

    /// When it was over.
    fn date(&self) -> Timestamp {
        self.window.end
    }

    /// The report's page below the output folder.
    fn path(&self) -> String {
        format!(
            "{}{}",
            stem(self.front_matter.period),
            DocumentFormat::Html.extension()
        )
    }
}

/// The newest reports of a kind.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Feed {
    kind: Kind,
    organisation: String,
    /// Without a final slash; empty where the output folder is not served.
    site_url: String,
    /// Newest first.
    entries: Vec<Entry>,
}

impl Feed {
    /// Keeps the newest of these reports.
    pub(crate) fn new(kind: Kind, organisation: &str, mut entries: Vec<Entry>, site_url: &str) -> Self {
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.front_matter.period));
        entries.truncate(LONGEST_FEED);
        Self {
            kind,
            organisation: xml_text(&named(organisation)),
            site_url: xml_text(site_url),
            entries,
        }
    }

    fn title(&self) -> String {
        let documents = match self.kind {
            Kind::Daily => "daily digests",
            Kind::Weekly => "weekly reports",
            Kind::Monthly => "monthly reviews",
        };
        format!("{}: {documents}", self.organisation)
    }

    /// Where a file of the output folder is found; without a site as seen from the feed, which lies beside it.
    fn link(&self, path: &str) -> String {
        match path.rsplit_once('/') {
            Some((_, name)) if self.site_url.is_empty() => name.to_owned(),
            _ => format!("{}/{path}", self.site_url),
        }
    }

    /// What a reader remembers an entry by, so it never changes while the site stays where it is.
    fn id(&self, entry: &Entry) -> String {
        if self.site_url.is_empty() {
            format!("{}:{}", self.urn(), entry.front_matter.period)
        } else {
            self.link(&entry.path())
        }
    }

    fn urn(&self) -> String {
        format!("urn:sparky:{}:{}", slug(&self.organisation), self.kind)
    }

    fn newest(&self) -> Timestamp {
        self.entries.first().map_or(Timestamp::UNIX_EPOCH, Entry::date)
    }
}

/// A name in lower-case letters, digits and single hyphens; `organisation` for one that has none.
fn slug(name: &str) -> String {
    let words: Vec<_> = name
        .split(|char: char| !char.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        "organisation".to_owned()
    } else {
        words.join("-").to_ascii_lowercase()
    }
}

/// A text without the characters that no XML 1.0 document may hold, not even escaped.
fn xml_text(text: &str) -> String {
    text.chars()
        .filter(|char| !char.is_control() && !matches!(char, '\u{fffe}' | '\u{ffff}'))
        .collect()
}

#[cfg(test)]
mod tests;
