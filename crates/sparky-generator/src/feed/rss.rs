//! A feed as RSS 2.0.

use jiff::{Timestamp, fmt::rfc2822, tz::TimeZone};
use pulldown_cmark_escape::escape_html;
use rss::{Channel, Guid, Item};

use super::{Entry, Feed};
use crate::error::GeneratorError;

impl Feed {
    /// The file.
    pub(crate) fn rss(&self) -> Result<String, GeneratorError> {
        let items: Result<_, _> = self.entries.iter().map(|each| self.item(each)).collect();
        let channel = Channel {
            title: self.title(),
            link: self.home(),
            description: self.title(),
            language: Some("en".into()),
            last_build_date: Some(date(self.newest())?),
            items: items?,
            ..Channel::default()
        };
        let bytes = channel
            .write_to(Vec::new())
            .map_err(|error| GeneratorError::Feed(error.into()))?;
        let text = String::from_utf8(bytes).map_err(|error| GeneratorError::Feed(error.into()))?;
        Ok(text + "\n")
    }

    /// The page of the kind's reports, which every channel must name; without a site the feed's own name, which is an
    /// address as well.
    fn home(&self) -> String {
        if self.site_url.is_empty() {
            self.urn()
        } else {
            self.link(&format!("{}/", self.kind))
        }
    }

    fn item(&self, entry: &Entry) -> Result<Item, GeneratorError> {
        // Readers take a description for HTML, so our plain text is written as such.
        let mut description = String::new();
        escape_html(&mut description, &entry.summary())
            .map_err(|error| GeneratorError::Feed(error.into()))?;
        Ok(Item {
            title: Some(entry.title()),
            // RSS knows no relative links: without a site an item has none.
            link: (!self.site_url.is_empty()).then(|| self.link(&entry.path())),
            description: Some(description),
            guid: Some(Guid {
                value: self.id(entry),
                permalink: !self.site_url.is_empty(),
            }),
            pub_date: Some(date(entry.date())?),
            ..Item::default()
        })
    }
}

fn date(instant: Timestamp) -> Result<String, GeneratorError> {
    rfc2822::to_string(&instant.to_zoned(TimeZone::UTC)).map_err(|error| GeneratorError::Feed(error.into()))
}
