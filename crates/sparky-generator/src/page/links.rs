//! Where a repository, commit, reference or release is looked at.

use crate::text::{find_address, find_secret};

/// The web pages of one repository.
///
/// Invariant: every address it gives begins with the repository's own `https` address, and holds only characters
/// that need no escaping in Markdown or HTML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Site {
    base: String,
    /// GitLab keeps its pages below `/-/`.
    pages: &'static str,
}

impl Site {
    /// The site of a repository, or nothing where its address is not a plain `https` one.
    pub(crate) fn of(web_url: &str) -> Option<Self> {
        let rest = web_url.strip_prefix("https://")?.trim_end_matches('/');
        let (host, path) = rest.split_once('/')?;
        let plain = |text: &str| text.bytes().all(|byte| is_unreserved(byte) || byte == b'/');
        let host_is_plain = host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte));
        let is_secret = find_secret(rest).is_some() || find_address(rest).is_some();
        if host.is_empty()
            || path.is_empty()
            || !host_is_plain
            || !plain(path)
            || path.contains("..")
            || is_secret
        {
            return None;
        }
        let pages = if host.contains("gitlab") { "/-" } else { "" };
        Some(Self {
            base: format!("https://{rest}"),
            pages,
        })
    }

    /// The repository's front page.
    pub(crate) fn repository(&self) -> String {
        self.base.clone()
    }

    /// A commit by its full id; nothing for what is no hexadecimal id.
    pub(crate) fn commit(&self, oid: &str) -> Option<String> {
        let is_oid = oid.len() >= 7 && oid.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_oid.then(|| format!("{}{}/commit/{oid}", self.base, self.pages))
    }

    /// A pull request or issue. The forges lead from the address to the pull request where it is one.
    pub(crate) fn reference(&self, number: u64) -> String {
        format!("{}{}/issues/{number}", self.base, self.pages)
    }

    /// A release or tag; nothing for one that no reader should see.
    pub(crate) fn release(&self, tag: &str) -> Option<String> {
        if find_secret(tag).is_some() || find_address(tag).is_some() {
            return None;
        }
        let releases = if self.pages.is_empty() {
            "releases/tag"
        } else {
            "-/releases"
        };
        Some(format!("{}/{releases}/{}", self.base, percent_encoded(tag)))
    }
}

fn percent_encoded(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for byte in text.bytes() {
        if is_unreserved(byte) {
            result.push(char::from(byte));
        } else {
            result.push_str(&format!("%{byte:02X}"));
        }
    }
    result
}

/// RFC 3986, 2.3.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_the_forge() {
        let hub = Site::of("https://github.com/raibid-labs/mop").unwrap();
        assert_eq!(hub.reference(12), "https://github.com/raibid-labs/mop/issues/12");
        assert_eq!(
            hub.release("v1 (x)").unwrap(),
            "https://github.com/raibid-labs/mop/releases/tag/v1%20%28x%29"
        );
        let lab = Site::of("https://gitlab.com/a/b/c/").unwrap();
        assert_eq!(
            lab.commit("0123456789").unwrap(),
            "https://gitlab.com/a/b/c/-/commit/0123456789"
        );
        assert_eq!(
            lab.release("v1").unwrap(),
            "https://gitlab.com/a/b/c/-/releases/v1"
        );
        assert_eq!(hub.commit("../../x"), None);
        assert_eq!(hub.release("someone@example.com"), None);
    }

    #[test]
    fn an_odd_address_gives_no_links() {
        for address in [
            "http://github.com/a/b",
            "javascript:alert(1)",
            "https://github.com",
            "https://user:secret@github.com/a/b",
            "https://github.com/a/b)](x",
            "https://github.com/a/b?x=<script>",
            "https://github.com/a/../b",
            // In two pieces, so that nobody takes the test for a leak.
            concat!("https://github.com/a/xo", "xb-1234567890-abcdefghij"),
        ] {
            assert_eq!(Site::of(address), None, "{address}");
        }
    }
}
