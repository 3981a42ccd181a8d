//! What the generator takes from the configuration.

use std::path::PathBuf;

use sparky_common::{
    config::{Config, DocumentChoice},
    period::{Kind, Period},
};

/// How documents are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The folder whose templates replace the built-in ones.
    pub templates: Option<PathBuf>,
    /// Which documents are made.
    pub documents: Vec<DocumentChoice>,
    /// Where the output folder is served, without a final slash; empty for nowhere.
    pub site_url: String,
    /// Fewest and most words of a daily digest.
    pub daily: [usize; 2],
    /// Fewest and most words of a weekly report.
    pub weekly: [usize; 2],
    /// Fewest and most words of a monthly review.
    pub monthly: [usize; 2],
}

impl Settings {
    /// Reads the generator's section.
    pub fn new(config: &Config) -> Self {
        let generator = &config.generator;
        Self {
            templates: Some(generator.own_templates().to_owned()),
            documents: generator.documents.clone(),
            site_url: generator.site_url.trim_end_matches('/').to_owned(),
            daily: generator.daily_words,
            weekly: generator.weekly_words,
            monthly: generator.monthly_words,
        }
    }

    /// Where a file of the output folder is found; empty where that is not configured.
    pub fn url(&self, path: &str) -> String {
        if self.site_url.is_empty() {
            String::new()
        } else {
            format!("{}/{path}", self.site_url)
        }
    }

    /// Whether the report of a period has a card.
    pub fn has_card(&self) -> bool {
        [DocumentChoice::Report, DocumentChoice::Card]
            .iter()
            .all(|choice| self.documents.contains(choice))
    }

    /// Where the card of a period is found; nothing where there is none or that is not configured.
    pub fn card_url(&self, period: Period) -> Option<String> {
        let url = self.url(&crate::card::path(period));
        (self.has_card() && !url.is_empty()).then_some(url)
    }

    /// Fewest and most words of a kind.
    pub fn words(&self, kind: Kind) -> [usize; 2] {
        match kind {
            Kind::Daily => self.daily,
            Kind::Weekly => self.weekly,
            Kind::Monthly => self.monthly,
        }
    }
}

impl Default for Settings {
    /// The values of `config/default.toml`.
    fn default() -> Self {
        Self {
            templates: None,
            documents: DocumentChoice::ALL.into(),
            site_url: String::new(),
            daily: [200, 300],
            weekly: [800, 1200],
            monthly: [2000, 3000],
        }
    }
}
