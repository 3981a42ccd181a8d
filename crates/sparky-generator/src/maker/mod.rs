//! The makers of documents: each takes what the analysis found and gives files and their measures.
//!
//! To add a sort of document, write a maker and add it to [`MAKERS`].

mod blame;
mod blog;
mod card;
mod feed;
mod report;
mod social;

use sparky_common::{
    config::DocumentChoice,
    model::{
        ArtifactRef, DocumentFormat, DocumentKind, DocumentSet, Insights, Measure, SCHEMA_VERSION, Snapshot,
    },
};

use crate::{
    compose::front_matter, config::Settings, error::GeneratorError, feed::Entry, page::Resolver,
    templates::Templates,
};

/// What documents are made from.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// What the analysis found.
    pub insights: &'a Insights,
    /// Where that lies in the store.
    pub artifact: &'a ArtifactRef,
    /// What was collected.
    pub snapshot: &'a Snapshot,
    /// The newest public reports of this kind about other periods.
    pub others: &'a [Entry],
    /// The templates.
    pub templates: &'a Templates,
    /// How documents are made.
    pub settings: &'a Settings,
}

/// A finished file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// What sort of text it belongs to.
    pub kind: DocumentKind,
    /// Its format.
    pub format: DocumentFormat,
    /// Where it lies below the output folder.
    pub path: String,
    /// Every byte.
    pub content: Vec<u8>,
}

impl File {
    /// A file that holds text.
    pub(crate) fn text(kind: DocumentKind, format: DocumentFormat, path: String, text: String) -> Self {
        Self {
            kind,
            format,
            path,
            content: text.into_bytes(),
        }
    }
}

/// Everything that is made of one period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Made {
    /// The headline of the report.
    pub title: String,
    /// Whether the period was over and every repository was collected wholly.
    pub complete: bool,
    /// The files, in the order in which they were made.
    pub files: Vec<File>,
    /// What the gate judges. A measure of several documents is their sum, with the details of each.
    pub measures: Vec<Measure>,
}

impl Made {
    /// Adds measures: those of one name are added up.
    pub(crate) fn measure(&mut self, measures: Vec<Measure>) {
        for measure in measures {
            match self.measures.iter_mut().find(|known| known.name == measure.name) {
                Some(known) => {
                    known.value += measure.value;
                    known.details.extend(measure.details);
                }
                None => self.measures.push(measure),
            }
        }
    }
}

/// Makes documents of one sort, none where the configuration does not ask for them or the period does not give
/// them. It sees what those before it made: the report records its card.
type Maker = fn(&Material<'_>, &mut Made) -> Result<(), GeneratorError>;

/// Every maker in order.
const MAKERS: &[(DocumentChoice, Maker)] = &[
    (DocumentChoice::Card, card::make),
    (DocumentChoice::Report, report::make),
    (DocumentChoice::Report, feed::make),
    (DocumentChoice::Social, social::make),
    (DocumentChoice::Blog, blog::make),
    (DocumentChoice::Devto, blog::make_for_devto),
];

/// Makes every document of a period and measures it. A fault that is the doing of a user's template names its file.
pub fn make(material: &Material<'_>) -> Result<Made, GeneratorError> {
    let mut made = make_all(material)?;
    blame::name_templates(material, &mut made.measures)?;
    Ok(made)
}

fn make_all(material: &Material<'_>) -> Result<Made, GeneratorError> {
    let resolver = Resolver::new(material.insights);
    let front_matter = front_matter(material.insights, &resolver);
    let mut made = Made {
        complete: !front_matter.partial,
        title: front_matter.title,
        ..Made::default()
    };
    for (choice, maker) in MAKERS {
        if material.settings.documents.contains(choice) {
            maker(material, &mut made)?;
        }
    }
    Ok(made)
}

/// The set without its files, which get their place in the store one by one.
pub(crate) fn empty_set(material: &Material<'_>, made: &Made) -> DocumentSet {
    DocumentSet {
        schema_version: SCHEMA_VERSION,
        kind: material.insights.kind,
        period: material.insights.period,
        title: made.title.clone(),
        complete: made.complete,
        private: material.snapshot.is_private(),
        documents: Vec::new(),
    }
}
