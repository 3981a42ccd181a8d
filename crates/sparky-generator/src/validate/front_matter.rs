//! Whether Quartz can read the front matter.

use crate::{reading::Reading, render::FrontMatter};

/// The longest description that search engines show.
const LONGEST_DESCRIPTION: usize = 160;

/// What is wrong with the front matter.
pub(super) fn errors(text: &str, markdown: &Reading) -> Vec<String> {
    let Some(yaml) = &markdown.front_matter else {
        return vec!["the file does not begin with front matter between `---` lines".to_owned()];
    };
    let front_matter = match serde_saphyr::from_str::<FrontMatter>(yaml) {
        Ok(front_matter) => front_matter,
        Err(error) => return vec![format!("the front matter is not ours: {error}")],
    };
    let length = front_matter.description.chars().count();
    let checks = [
        (
            !text.starts_with("---\n"),
            "the file does not begin with exactly `---`",
        ),
        (front_matter.title.trim().is_empty(), "the title is empty"),
        (
            length == 0 || length > LONGEST_DESCRIPTION,
            "the description is empty or longer than 160 characters",
        ),
        (front_matter.tags.is_empty(), "there are no tags"),
        (front_matter.draft, "the document is a draft"),
    ];
    checks
        .into_iter()
        .filter(|(wrong, _)| *wrong)
        .map(|(_, what)| what.to_owned())
        .collect()
}
