//! Whether headings form an outline.

use sparky_common::model::Place;

use crate::reading::Reading;

/// Headings at fault. The title of the page is its only heading of level 1, so the text begins with level 2.
pub(super) fn errors(markdown: &Reading) -> Vec<String> {
    let mut errors = Vec::new();
    let mut before = 1;
    for level in &markdown.headings {
        if *level == 1 {
            errors.push("a heading of level 1: the title is the page's".to_owned());
        }
        if *level > before + 1 {
            errors.push(format!(
                "a heading of level {level} follows one of level {before}"
            ));
        }
        before = *level;
    }
    let with_text = markdown
        .units
        .iter()
        .filter(|unit| unit.place == Place::Heading)
        .count();
    let empty = markdown.headings.len().saturating_sub(with_text);
    errors.extend((0..empty).map(|_| "a heading without text".to_owned()));
    errors
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::read_markdown;

    #[test]
    fn outlines_are_checked() {
        assert_eq!(
            errors(&read_markdown("## a\n\n### b\n\n## c\n")),
            Vec::<String>::new()
        );
        assert_eq!(errors(&read_markdown("# a\n\n### b\n\n##\n")).len(), 3);
    }
}
