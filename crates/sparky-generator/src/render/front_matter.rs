//! The front matter of a Markdown document: our keys, nothing else.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sparky_common::{
    model::{Place, Statement},
    period::{Kind, Period},
};

/// What Quartz and Obsidian read before the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FrontMatter {
    /// The headline.
    pub title: String,
    /// The last day of the period.
    pub date: Date,
    /// One or two sentences for search engines, 120 to 160 characters where the material allows.
    pub description: String,
    /// Kind and most active repositories, in lower case.
    pub tags: Vec<String>,
    /// More words that people search for; only of a blog post.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// Never true: what is not to be seen is not published.
    pub draft: bool,
    /// Daily, weekly or monthly.
    pub kind: Kind,
    /// The period.
    pub period: Period,
    /// Whether the period was not over or coverage was not complete.
    pub partial: bool,
    /// Where the text is at home; only of a blog post, where that is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical_url: Option<String>,
    /// The picture of previews; only of a blog post, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
}

impl FrontMatter {
    /// The fenced block with which a file begins, without a final newline.
    pub(crate) fn to_markdown(&self) -> Result<String, serde_saphyr::ser::Error> {
        fence(self)
    }

    /// Each `key: value` as a statement.
    pub(crate) fn statements(&self) -> Vec<Statement> {
        let entries = [
            ("title", self.title.clone()),
            ("date", self.date.to_string()),
            ("description", self.description.clone()),
            ("tags", self.tags.join(", ")),
            ("draft", self.draft.to_string()),
            ("kind", self.kind.to_string()),
            ("period", self.period.to_string()),
            ("partial", self.partial.to_string()),
        ];
        let more = [
            (
                "keywords",
                Some(self.keywords.join(", ")).filter(|words| !words.is_empty()),
            ),
            ("canonical_url", self.canonical_url.clone()),
            ("image", self.image.clone()),
        ];
        let more = more.into_iter().filter_map(|(key, value)| Some((key, value?)));
        entries.into_iter().chain(more).map(statement).collect()
    }
}

/// Anything as the fenced block with which a file begins.
pub(super) fn fence(front_matter: &impl Serialize) -> Result<String, serde_saphyr::ser::Error> {
    // Every text in quotes on one line: no reader of YAML takes a text for a date, a number or a truth.
    let options = serde_saphyr::ser_options! { quote_all: true, prefer_block_scalars: false };
    let yaml = serde_saphyr::to_string_with_options(front_matter, options)?;
    Ok(format!("---\n{}\n---", yaml.trim_end()))
}

/// A `key: value` as a statement.
pub(super) fn statement((key, value): (&str, String)) -> Statement {
    Statement {
        place: Place::FrontMatter,
        text: format!("{key}: {value}"),
        ..Statement::default()
    }
}
