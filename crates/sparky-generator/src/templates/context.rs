//! What templates may use. The list is documented in `templates/README.md`.

use std::collections::BTreeMap;

use minijinja::Value;
use sparky_common::model::Insights;

use crate::{
    render::{Body, FrontMatter, inline_text},
    text::{LONGEST_NAME, collected},
};

/// The front matter, ready to stand first.
pub(super) const FRONT_MATTER: &str = "front_matter";

/// Every name a Markdown template may use.
pub(super) const MARKDOWN_NAMES: &[&str] = &[
    "front_matter",
    "title",
    "description",
    "organisation",
    "kind",
    "noun",
    "period",
    "first_day",
    "last_day",
    "time_zone",
    "over",
    "notice",
    "summary",
    "themes",
    "stories",
    "repositories",
    "changes",
    "people",
    "areas",
    "findings",
    "health",
    "numbers",
    "charts",
    "follow_ups",
    "attention",
    "gaps",
];

/// Every name the templates of a blog post may use.
pub(super) const BLOG_NAMES: &[&str] = &[
    "front_matter",
    "title",
    "description",
    "organisation",
    "kind",
    "noun",
    "period",
    "first_day",
    "last_day",
    "time_zone",
    "over",
    "lead",
    "beginning",
    "way",
    "outcome",
    "open",
    "try",
];

/// Every name the page's template may use.
pub(super) const HTML_NAMES: &[&str] = &[
    "content",
    "contents",
    "evidence",
    "byline",
    "partial",
    "url",
    "image",
    "title",
    "description",
    "organisation",
    "kind",
    "noun",
    "period",
    "first_day",
    "last_day",
    "time_zone",
    "over",
];

/// What the page's template gets besides the plain values.
#[derive(Clone, Debug)]
pub(crate) struct Frame<'a> {
    /// The article and what belongs to it.
    pub body: &'a Body,
    /// Kind, days and the time it takes to read.
    pub byline: String,
    /// Whether the period was not over or coverage was not complete.
    pub partial: bool,
    /// Where the page will be found; empty where that is not configured.
    pub url: String,
    /// Where its picture will be found; empty where there is none or that is not configured.
    pub image: String,
}

impl Frame<'_> {
    pub(super) fn values(&self) -> [(&'static str, Value); 7] {
        [
            ("content", Value::from_safe_string(self.body.content.clone())),
            ("contents", Value::from_safe_string(self.body.contents.clone())),
            ("evidence", Value::from_safe_string(self.body.evidence.clone())),
            ("byline", self.byline.clone().into()),
            ("partial", self.partial.into()),
            ("url", self.url.clone().into()),
            ("image", self.image.clone().into()),
        ]
    }
}

/// The plain values of one document.
#[derive(Clone, Debug)]
pub(crate) struct Values {
    texts: BTreeMap<&'static str, String>,
    over: bool,
}

impl Values {
    /// The values of a period.
    pub(crate) fn new(insights: &Insights, front_matter: &FrontMatter) -> Self {
        let period = insights.period;
        let texts = BTreeMap::from([
            ("title", front_matter.title.clone()),
            ("description", front_matter.description.clone()),
            ("organisation", collected(&insights.organisation, LONGEST_NAME)),
            ("kind", insights.kind.to_string()),
            ("noun", insights.kind.noun().to_owned()),
            ("period", period.to_string()),
            ("first_day", period.first_day().to_string()),
            ("last_day", period.last_day().to_string()),
            ("time_zone", collected(&insights.time_zone, LONGEST_NAME)),
        ]);
        Self {
            texts,
            over: insights.over,
        }
    }

    /// The values for Markdown, escaped.
    pub(super) fn markdown(&self) -> BTreeMap<&'static str, Value> {
        self.with(inline_text)
    }

    /// The values for HTML; the engine escapes them.
    pub(super) fn html(&self) -> BTreeMap<&'static str, Value> {
        self.with(str::to_owned)
    }

    fn with(&self, escape: impl Fn(&str) -> String) -> BTreeMap<&'static str, Value> {
        let texts = self
            .texts
            .iter()
            .map(|(name, text)| (*name, Value::from(escape(text))));
        texts.chain([("over", Value::from(self.over))]).collect()
    }
}
