//! Reads what `git ls-remote --symref` prints.

use git2::Oid;

/// What `git ls-remote --symref` prints.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Listing {
    /// The default branch; nothing where the repository is empty.
    pub(super) head: Option<String>,
    /// Every branch with its tip.
    pub(super) tips: Vec<(String, Oid)>,
}

impl Listing {
    /// Reads the listing; lines of other kinds are left out.
    pub(super) fn parse(text: &str) -> Self {
        let mut listing = Self::default();
        for (value, name) in text.lines().filter_map(|line| line.split_once('\t')) {
            if let Some(target) = value.strip_prefix("ref: refs/heads/") {
                if name == "HEAD" {
                    listing.head = Some(target.into());
                }
            } else if let Some(branch) = name.strip_prefix("refs/heads/")
                && let Ok(oid) = value.parse()
            {
                listing.tips.push((branch.into(), oid));
            }
        }
        listing
    }

    /// The tip of a branch.
    pub(super) fn tip(&self, branch: &str) -> Option<Oid> {
        self.tips
            .iter()
            .find(|(name, _)| name == branch)
            .map(|(_, oid)| *oid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_is_read() {
        let oid = "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3";
        let listing = Listing::parse(&format!(
            "ref: refs/heads/trunk\tHEAD\n{oid}\tHEAD\n{oid}\trefs/heads/a/b\n{oid}\trefs/remotes/x/HEAD\nnoise\n"
        ));
        assert_eq!(listing.head.as_deref(), Some("trunk"));
        assert_eq!(
            (listing.tip("a/b").map(|oid| oid.to_string()), listing.tip("b")),
            (Some(oid.into()), None)
        );
    }
}
