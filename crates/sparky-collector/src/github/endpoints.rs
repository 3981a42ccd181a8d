//! Where a GitHub host keeps its API and its repositories.

use sparky_common::config::{is_local, is_safe};

use super::error::GitHubError;

/// The URLs of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    host: String,
    graphql: String,
    rest: String,
    git: String,
}

impl Endpoints {
    /// The URLs of a host, or the configured ones where they are not empty. Plain http is taken for localhost only,
    /// so that no token travels in the clear.
    pub fn new(host: &str, api_url: &str, git_url: &str) -> Result<Self, GitHubError> {
        let scheme = if is_local(host) { "http" } else { "https" };
        let (graphql_root, rest) = match api_url.trim_end_matches('/') {
            "" if host == "github.com" || is_local(host) => {
                let root = format!("{scheme}://api.{host}");
                (root.clone(), root)
            }
            "" => (format!("https://{host}/api"), format!("https://{host}/api/v3")),
            url => (url.to_owned(), url.to_owned()),
        };
        if !is_safe(&graphql_root) {
            return Err(GitHubError::Url { url: graphql_root });
        }
        let git = match git_url.trim_end_matches('/') {
            "" => format!("{scheme}://{host}"),
            url => url.to_owned(),
        };
        Ok(Self {
            host: host.to_owned(),
            graphql: format!("{graphql_root}/graphql"),
            rest,
            git,
        })
    }

    /// The URLs of github.com.
    pub fn of_github() -> Self {
        Self {
            host: "github.com".into(),
            graphql: "https://api.github.com/graphql".into(),
            rest: "https://api.github.com".into(),
            git: "https://github.com".into(),
        }
    }

    /// The host, for people.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Where GraphQL documents go.
    pub fn graphql(&self) -> &str {
        &self.graphql
    }

    /// The URL of a REST resource.
    pub fn rest(&self, path: &str) -> String {
        format!("{}/{path}", self.rest)
    }

    /// Below which repositories are cloned.
    pub fn git(&self) -> &str {
        &self.git
    }

    /// What a repository is cloned from.
    pub fn clone_url(&self, full_name: &str) -> String {
        format!("{}/{full_name}.git", self.git)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn github_is_what_nothing_configured_means() {
        assert_eq!(
            Endpoints::new("github.com", "", "").unwrap(),
            Endpoints::of_github()
        );
    }

    #[test]
    fn each_kind_of_host_has_its_urls() {
        for (host, graphql, rest, git) in [
            (
                "github.com",
                "https://api.github.com/graphql",
                "https://api.github.com/x",
                "https://github.com/o/n.git",
            ),
            (
                "ghe.example.org",
                "https://ghe.example.org/api/graphql",
                "https://ghe.example.org/api/v3/x",
                "https://ghe.example.org/o/n.git",
            ),
            (
                "github.localhost",
                "http://api.github.localhost/graphql",
                "http://api.github.localhost/x",
                "http://github.localhost/o/n.git",
            ),
        ] {
            let endpoints = Endpoints::new(host, "", "").unwrap();
            assert_eq!(endpoints.graphql(), graphql);
            assert_eq!(endpoints.rest("x"), rest);
            assert_eq!(endpoints.clone_url("o/n"), git);
        }
    }

    #[test]
    fn no_token_travels_in_the_clear() {
        for url in [
            "http://api.example.org",
            "http://127.0.0.1.example.org",
            "http://localhost@evil.org",
            "https://a@b",
            "ftp://x",
            "x",
        ] {
            assert!(Endpoints::new("github.com", url, "").is_err(), "{url}");
        }
        for url in [
            "http://127.0.0.1:9",
            "http://[::1]:9",
            "http://localhost:9/api",
            "http://api.github.localhost",
            "https://x",
        ] {
            assert!(Endpoints::new("github.com", url, "").is_ok(), "{url}");
        }
    }
}
