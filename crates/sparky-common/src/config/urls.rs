//! Which hosts and URLs a token may be sent to.

use std::net::IpAddr;

use super::schema::TextFormat;

/// Whether a token may travel to a URL: https, or plain http within this machine; no credentials stand in it.
pub fn is_safe(url: &str) -> bool {
    match url.split_once("://") {
        Some(("https", rest)) => is_host(authority(rest)),
        Some(("http", rest)) => is_host(authority(rest)) && is_local(without_port(authority(rest))),
        _ => false,
    }
}

/// Whether a password or a token stands in a URL, where the process list, a ledger or a log would show it. Of ssh the
/// user's name alone is none; elsewhere it may be a token, as in `https://TOKEN@github.com/owner/name`.
pub fn has_secret(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else {
        return false;
    };
    let is_ssh = ["ssh", "git+ssh", "ssh+git"]
        .iter()
        .any(|ssh| scheme.eq_ignore_ascii_case(ssh));
    authority(rest)
        .rsplit_once('@')
        .is_some_and(|(user, _)| !is_ssh || user.contains(':'))
}

/// Whether a host is this machine.
pub fn is_local(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || host.ends_with(".localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// Whether a text is the name or address of a host, with a port or without.
pub(super) fn is_host(text: &str) -> bool {
    let host = without_port(text);
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let ip_v6 = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match ip_v6 {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => host.starts_with(|c: char| c.is_ascii_alphanumeric()) && host.chars().all(allowed),
    }
}

/// Whether `git` clones from it without a login of ours.
pub(super) fn is_file_or_ssh(url: &str) -> bool {
    let absolute = |path: &str| path.starts_with('/');
    url.strip_prefix("file://").is_some_and(absolute)
        || url.strip_prefix("ssh://").is_some_and(|rest| !rest.is_empty())
}

/// What to write instead of a URL that is not taken.
pub(super) fn help(url: &str, format: TextFormat) -> String {
    if authority(url.split_once("://").map_or("", |(_, rest)| rest)).contains('@') {
        return "leave the login out: `github.token` holds the token".into();
    }
    let places = if format == TextFormat::GitUrl {
        "`https://HOST/PATH` or `file:///FOLDER`"
    } else {
        "`https://HOST/PATH`"
    };
    format!(
        "write {places}; plain `http://` is taken for `localhost` only, so that no token travels in the clear"
    )
}

fn authority(rest: &str) -> &str {
    rest.split('/').next().unwrap_or_default()
}

/// The host of an authority; an IPv6 address keeps its brackets.
fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_travel_in_the_clear_within_this_machine_only() {
        for url in [
            "https://x",
            "https://ghe.example.org:8443/api",
            "http://[::1]:9",
            "http://localhost:9/a",
        ] {
            assert!(is_safe(url), "{url}");
        }
        for url in [
            "http://api.example.org",
            "http://127.0.0.1.example.org",
            "http://localhost@evil.org",
            "https://a@b",
            "https://",
            "https:///path",
            "https://a b",
            "ftp://x",
            "x",
            "",
        ] {
            assert!(!is_safe(url), "{url}");
        }
    }

    #[test]
    fn tokens_and_passwords_in_urls_are_seen() {
        for url in [
            "https://me:password@example.org/a",
            "https://ghp_token@github.com/a/b",
            "HTTPS://token@example.org",
            "http://token@localhost:9/a",
            "ssh://git:password@example.org/a",
        ] {
            assert!(has_secret(url), "{url}");
        }
        for url in [
            "https://example.org/a@b",
            "ssh://git@example.org/a",
            "git+ssh://git@example.org:22/a",
            "git@example.org:a/b",
            "/srv/a@b",
            "file:///srv/a@b",
        ] {
            assert!(!has_secret(url), "{url}");
        }
    }

    #[test]
    fn hosts_stand_alone() {
        for host in [
            "github.com",
            "ghe.example.org:8443",
            "github.localhost",
            "[::1]:80",
            "127.0.0.1",
        ] {
            assert!(is_host(host), "{host}");
        }
        for host in [
            "",
            "https://github.com",
            "github.com/",
            "a b",
            "user@host",
            "[::1",
        ] {
            assert!(!is_host(host), "{host}");
        }
    }

    #[test]
    fn git_also_takes_folders_and_ssh() {
        assert!(is_file_or_ssh("file:///srv/git") && is_file_or_ssh("ssh://git@example.org"));
        assert!(
            !is_file_or_ssh("file://srv") && !is_file_or_ssh("/srv/git") && !is_file_or_ssh("ext::sh -c x")
        );
    }
}
