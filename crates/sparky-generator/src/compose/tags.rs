//! Tags for the front matter.

use sparky_common::model::Insights;

use crate::text::{LONGEST_NAME, collected};

/// How many repositories become tags.
const MOST: usize = 3;

/// The kind, the organisation and the most active repositories, in lower case, without doubles.
pub(super) fn tags(insights: &Insights) -> Vec<String> {
    let active = insights
        .repositories
        .iter()
        .filter(|repository| repository.counts.commits > 0);
    let names = active
        .take(MOST)
        // Cleaned before it is cut: a part of a secret may not look like one.
        .map(|repository| collected(&repository.name, LONGEST_NAME))
        .map(|name| name.rsplit('/').next().unwrap_or_default().to_owned());
    let all = [insights.kind.as_str(), insights.organisation.as_str()]
        .map(|name| collected(name, LONGEST_NAME))
        .into_iter()
        .chain(names);
    let mut tags = Vec::new();
    for tag in all.map(|name| slug(&name)).filter(|tag| !tag.is_empty()) {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// Lower-case letters and digits of any script, everything else as single hyphens.
pub(super) fn slug(text: &str) -> String {
    let lower: String = collected(text, LONGEST_NAME).to_lowercase();
    let words = lower
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_plain() {
        assert_eq!(slug("DGX_Pixels [[x]] #y"), "dgx-pixels-x-y");
        assert_eq!(slug("---"), "");
    }
}
