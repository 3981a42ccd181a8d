//! A feed as Atom (RFC 4287).

use atom_syndication::{Feed as Document, FixedDateTime, Link, Person, Text};
use jiff::Timestamp;
use sparky_common::model::DocumentFormat;

use super::{Entry, Feed};
use crate::error::GeneratorError;

impl Feed {
    /// The file.
    pub(crate) fn atom(&self) -> Result<String, GeneratorError> {
        let own = format!("{}/feed{}", self.kind, DocumentFormat::Atom.extension());
        // A reader resolves links against the place of the feed, which only a site has.
        let itself =
            (!self.site_url.is_empty()).then(|| link("self", "application/atom+xml", self.link(&own)));
        let entries: Result<_, _> = self.entries.iter().map(|each| self.entry(each)).collect();
        let document = Document {
            title: Text::plain(self.title()),
            id: if self.site_url.is_empty() {
                self.urn()
            } else {
                self.link(&own)
            },
            updated: date(self.newest())?,
            authors: vec![Person {
                name: self.organisation.clone(),
                ..Person::default()
            }],
            links: itself.into_iter().collect(),
            entries: entries?,
            lang: Some("en".into()),
            ..Document::default()
        };
        let bytes = document
            .write_to(Vec::new())
            .map_err(|error| GeneratorError::Feed(error.into()))?;
        let text = String::from_utf8(bytes).map_err(|error| GeneratorError::Feed(error.into()))?;
        Ok(text + "\n")
    }

    fn entry(&self, entry: &Entry) -> Result<atom_syndication::Entry, GeneratorError> {
        let date = date(entry.date())?;
        Ok(atom_syndication::Entry {
            title: Text::plain(entry.title()),
            id: self.id(entry),
            updated: date,
            published: Some(date),
            links: vec![link("alternate", "text/html", self.link(&entry.path()))],
            summary: Some(Text::plain(entry.summary())),
            ..atom_syndication::Entry::default()
        })
    }
}

fn link(rel: &str, mime_type: &str, href: String) -> Link {
    Link {
        href,
        rel: rel.into(),
        mime_type: Some(mime_type.into()),
        ..Link::default()
    }
}

fn date(instant: Timestamp) -> Result<FixedDateTime, GeneratorError> {
    let date = instant.to_string().parse::<FixedDateTime>();
    date.map_err(|error| GeneratorError::Feed(error.to_string().into()))
}
