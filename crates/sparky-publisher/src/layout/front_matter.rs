//! The title in a page's front matter.

use serde::Deserialize;

/// Front matter is a few lines; more is not read.
const LONGEST: usize = 16 * 1024;

#[derive(Deserialize)]
struct FrontMatter {
    title: Option<String>,
}

/// The title of a page; nothing where it has none or cannot be read. Hostile until escaped.
pub(super) fn title(page: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(&page[..page.len().min(LONGEST)]);
    let (front_matter, _) = text.strip_prefix("---\n")?.split_once("\n---\n")?;
    serde_saphyr::from_str::<FrontMatter>(front_matter).ok()?.title
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn titles_are_read_however_they_are_quoted() {
        for page in [
            "---\ntitle: A: b\n---\n",
            "---js\ntitle: a\n---\n",
            "title: a\n",
            "---\ntitle: a\n",
        ] {
            assert_eq!(title(page.as_bytes()), None, "{page}");
        }
        assert_eq!(
            title(b"---\ndate: 2025-11-12\ntitle: \"A: \\\"b\\\"\"\ntags: [x]\n---\ntext").unwrap(),
            "A: \"b\""
        );
        assert_eq!(title(b"---\ntitle: 'It''s'\n---\n").unwrap(), "It's");
    }
}
