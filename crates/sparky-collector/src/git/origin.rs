//! What a remote's URL says about a repository.

/// A repository's name and address, read from a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The first part of the path.
    pub owner: String,
    /// The whole path without `.git`: `owner/name`.
    pub name: String,
    /// `https://host/owner/name`, without credentials.
    pub web_url: String,
}

impl Origin {
    /// Reads an https or ssh URL, also in the form `git@host:owner/name.git`. Others name no owner.
    pub fn parse(url: &str) -> Option<Self> {
        let (host, path) = host_and_path(url.trim())?;
        let path = path.trim_matches('/');
        let name = path.strip_suffix(".git").unwrap_or(path).trim_end_matches('/');
        let (owner, rest) = name.split_once('/')?;
        let odd = |text: &str| {
            text.chars()
                .any(|letter| letter.is_control() || letter.is_whitespace())
        };
        if name.split('/').any(|part| matches!(part, "" | "." | "..")) || host.is_empty() || rest.is_empty() {
            return None;
        }
        if odd(host) || odd(name) || name.contains(['?', '#']) {
            return None;
        }
        Some(Self {
            owner: owner.into(),
            name: name.into(),
            web_url: format!("https://{host}/{name}"),
        })
    }
}

/// The host that browsers talk to, and the path.
fn host_and_path(url: &str) -> Option<(&str, &str)> {
    if let Some((scheme, rest)) = url.split_once("://") {
        let (authority, path) = rest.split_once('/')?;
        let host = authority.rsplit('@').next().unwrap_or(authority);
        return match scheme {
            "https" => Some((host, path)),
            // The port is that of the ssh server.
            "ssh" | "git+ssh" => Some((host.split(':').next().unwrap_or(host), path)),
            _ => None,
        };
    }
    let (authority, path) = url.split_once(':')?;
    if authority.contains(['/', '\\']) || authority.len() < 2 {
        return None;
    }
    Some((authority.rsplit('@').next().unwrap_or(authority), path))
}

/// A URL without user name and password, fit to be shown.
pub(crate) fn without_credentials(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_and_ssh_urls_name_owner_and_repository() {
        for (url, name, web) in [
            (
                "https://github.com/raibid-labs/docs.git",
                "raibid-labs/docs",
                "https://github.com/raibid-labs/docs",
            ),
            (
                "https://user:secret@example.org:8443/a/b/",
                "a/b",
                "https://example.org:8443/a/b",
            ),
            (
                "ssh://git@example.org:2222/group/sub/name.git",
                "group/sub/name",
                "https://example.org/group/sub/name",
            ),
            (
                "git@github.com:raibid-labs/docs.git",
                "raibid-labs/docs",
                "https://github.com/raibid-labs/docs",
            ),
            (
                "github.com:/raibid-labs/docs",
                "raibid-labs/docs",
                "https://github.com/raibid-labs/docs",
            ),
        ] {
            let origin = Origin::parse(url).unwrap();
            assert_eq!(
                (origin.name.as_str(), origin.web_url.as_str()),
                (name, web),
                "{url}"
            );
            assert_eq!(origin.owner, name.split('/').next().unwrap());
        }
    }

    #[test]
    fn other_urls_name_none() {
        for url in [
            "/srv/git/docs.git",
            "file:///srv/git/docs.git",
            "../docs",
            "C:\\docs",
            "https://github.com/docs",
            "git@github.com:docs.git",
            "https://github.com/a/../b",
            "https://github.com/a/b?c",
            "http://example.org/a/b",
            "",
        ] {
            assert_eq!(Origin::parse(url), None, "{url}");
        }
    }

    #[test]
    fn credentials_are_taken_off() {
        assert_eq!(
            without_credentials("https://user:p%40ss@host/a/b"),
            "https://host/a/b"
        );
        assert_eq!(without_credentials("https://host/a@b"), "https://host/a@b");
        assert_eq!(without_credentials("git@host:a/b"), "git@host:a/b");
    }
}
