//! The front matter that Dev.to reads.

use serde::{Deserialize, Serialize};
use sparky_common::model::Statement;

use super::{
    FrontMatter,
    front_matter::{fence, statement},
};

/// Dev.to takes no more tags.
const MOST_TAGS: usize = 4;

/// What Dev.to reads before an article: its keys, nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DevtoFrontMatter {
    /// The headline.
    pub title: String,
    /// Never true: a person reads an article before it is seen.
    pub published: bool,
    /// The description of the post.
    pub description: String,
    /// At most four, of letters and digits alone, parted by commas.
    pub tags: String,
    /// Where the text is at home, where that is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical_url: Option<String>,
    /// The picture above the article, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover_image: Option<String>,
}

impl DevtoFrontMatter {
    /// The front matter of a post as Dev.to takes it.
    pub(crate) fn of(post: &FrontMatter) -> Self {
        let mut tags = Vec::new();
        // Without its hyphens `4-2` would become another number.
        let joins = |tag: &&String| {
            tag.as_bytes()
                .windows(3)
                .any(|three| three[0].is_ascii_digit() && three[1] == b'-' && three[2].is_ascii_digit())
        };
        for tag in post.tags.iter().filter(|tag| !joins(tag)) {
            let tag: String = tag.chars().filter(char::is_ascii_alphanumeric).collect();
            if !tag.is_empty() && !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        tags.truncate(MOST_TAGS);
        Self {
            title: post.title.clone(),
            published: false,
            description: post.description.clone(),
            tags: tags.join(", "),
            canonical_url: post.canonical_url.clone(),
            cover_image: post.image.clone(),
        }
    }

    /// The fenced block with which a file begins, without a final newline.
    pub(crate) fn to_markdown(&self) -> Result<String, serde_saphyr::ser::Error> {
        fence(self)
    }

    /// Each `key: value` as a statement.
    pub(crate) fn statements(&self) -> Vec<Statement> {
        let entries = [
            ("title", Some(self.title.clone())),
            ("published", Some(self.published.to_string())),
            ("description", Some(self.description.clone())),
            ("tags", Some(self.tags.clone())),
            ("canonical_url", self.canonical_url.clone()),
            ("cover_image", self.cover_image.clone()),
        ];
        let entries = entries.into_iter().filter_map(|(key, value)| Some((key, value?)));
        entries.map(statement).collect()
    }
}
