//! Rules that single texts and lists must keep.

use std::path::{Component, Path};

use jiff::tz::TimeZone;
use tracing_subscriber::EnvFilter;

use super::{llm::ModelChoice, nearest::nearest, schema::TextFormat, urls};
use crate::{bus::Endpoint, cron::Cron};

/// A rule that a value breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Violation {
    /// Not a known IANA time zone.
    #[error("no such time zone")]
    TimeZone,
    /// Not a cron pattern.
    #[error("not a cron pattern")]
    Cron,
    /// Not an address that services can reach each other at.
    #[error("not an endpoint")]
    Endpoint,
    /// Not an address to listen on.
    #[error("not an address to listen on")]
    Listen,
    /// Nobody who can write.
    #[error("no such writer")]
    Model,
    /// Not fit to be part of a file name.
    #[error("not a plain name")]
    Name,
    /// No repository is named.
    #[error("no repository is named")]
    Repository,
    /// A password or a token stands in a URL.
    #[error("a password or token in a URL is not taken")]
    Password,
    /// A path that leaves the folder it starts from.
    #[error("not a path inside the repository")]
    InnerPath,
    /// Nothing that git takes for an author.
    #[error("not fit for the author of a commit")]
    Signature,
    /// Not a filter of log lines.
    #[error("not a log filter")]
    LogFilter,
    /// Not a pattern of names.
    #[error("not a glob")]
    Glob,
    /// Not a host's name.
    #[error("not the name of a host")]
    Host,
    /// Not a URL that may be asked with a token.
    #[error("not a URL that is safe to ask")]
    Url,
    /// The second of two numbers is smaller than the first.
    #[error("the numbers must not fall")]
    Falling,
    /// Two tables have the same name.
    #[error("this name is taken")]
    NameTaken,
}

/// Why a text is not taken, and what to write instead.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) violation: Violation,
    pub(super) help: String,
}

fn refuse(violation: Violation, help: impl Into<String>) -> Result<(), Refusal> {
    Err(Refusal {
        violation,
        help: help.into(),
    })
}

/// Holds a text against its format.
pub(super) fn check(format: TextFormat, text: &str) -> Result<(), Refusal> {
    match format {
        TextFormat::Path => Ok(()),
        TextFormat::InnerPath if is_inner(text) => Ok(()),
        TextFormat::InnerPath => refuse(
            Violation::InnerPath,
            "write it without a leading `/` and without `..`",
        ),
        TextFormat::Repository if text.trim().is_empty() => refuse(
            Violation::Repository,
            "write a local path or a URL that `git clone` takes",
        ),
        TextFormat::Repository | TextFormat::Remote if urls::has_secret(text) => refuse(
            Violation::Password,
            "leave out what stands before the `@` and let git have it: a credential helper, ~/.netrc or an ssh key",
        ),
        TextFormat::Repository | TextFormat::Remote => Ok(()),
        TextFormat::TimeZoneOrEmpty | TextFormat::Cron if text.is_empty() => Ok(()),
        TextFormat::TimeZone | TextFormat::TimeZoneOrEmpty => time_zone(text),
        TextFormat::Cron => match text.parse::<Cron>() {
            Ok(_) => Ok(()),
            Err(error) => refuse(Violation::Cron, error.to_string()),
        },
        TextFormat::Endpoint => match text.parse::<Endpoint>() {
            Ok(_) => Ok(()),
            Err(error) => refuse(Violation::Endpoint, error.to_string()),
        },
        TextFormat::Listen if text.is_empty() || is_host_and_port(text) => Ok(()),
        TextFormat::Listen => refuse(
            Violation::Listen,
            "write `HOST:PORT`, such as `127.0.0.1:8080`, or nothing for no HTTP",
        ),
        TextFormat::Model => match text.parse::<ModelChoice>() {
            Ok(_) => Ok(()),
            Err(error) => refuse(Violation::Model, error.help),
        },
        TextFormat::Name if is_name(text) => Ok(()),
        TextFormat::Name => refuse(
            Violation::Name,
            "use letters, digits, `-`, `_` and `.`, beginning with a letter or a digit",
        ),
        TextFormat::Signature if is_signature(text) => Ok(()),
        TextFormat::Signature => refuse(
            Violation::Signature,
            "write something without `<`, `>` and line breaks",
        ),
        TextFormat::LogFilter => log_filter(text),
        TextFormat::Glob => match globset::Glob::new(text) {
            Ok(_) => Ok(()),
            Err(error) => refuse(
                Violation::Glob,
                format!(
                    "{}; write a pattern such as `owner/*` or `{{docs,mop}}`",
                    error.kind()
                ),
            ),
        },
        TextFormat::Host if urls::is_host(text) => Ok(()),
        TextFormat::Host => refuse(
            Violation::Host,
            "write it alone, such as `github.com`, without `https://` and without a path",
        ),
        TextFormat::ApiUrl if text.is_empty() || urls::is_safe(text) => Ok(()),
        TextFormat::GitUrl if text.is_empty() || urls::is_safe(text) || urls::is_file_or_ssh(text) => Ok(()),
        TextFormat::ApiUrl | TextFormat::GitUrl => refuse(Violation::Url, urls::help(text, format)),
    }
}

fn time_zone(text: &str) -> Result<(), Refusal> {
    if TimeZone::get(text).is_ok() {
        return Ok(());
    }
    let known: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
    let by_city = || {
        known
            .iter()
            .find(|name| name.rsplit('/').next().is_some_and(|city| same_city(city, text)))
    };
    let help = match nearest(text, known.iter().map(String::as_str)).or_else(|| by_city().map(String::as_str))
    {
        Some(name) => format!("did you mean `{name}`?"),
        None => "write an IANA name, such as `Europe/Berlin` or `UTC`".to_owned(),
    };
    refuse(Violation::TimeZone, help)
}

/// Whether a text is the city of a zone, as in `Berlin` or `New York`.
fn same_city(city: &str, text: &str) -> bool {
    city.eq_ignore_ascii_case(&text.trim().replace(' ', "_"))
}

fn is_host_and_port(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let Some((host, port)) = text.rsplit_once(':') else {
        return false;
    };
    let ip_v6 = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let host_is_fit = match ip_v6 {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !host.is_empty() && host.chars().all(allowed),
    };
    host_is_fit && port.chars().all(|c| c.is_ascii_digit()) && port.parse::<u16>().is_ok()
}

fn is_name(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(allowed)
}

fn is_inner(text: &str) -> bool {
    Path::new(text)
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
}

fn is_signature(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains(|c: char| c.is_control() || matches!(c, '<' | '>'))
}

fn log_filter(text: &str) -> Result<(), Refusal> {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    if let Err(error) = EnvFilter::builder().parse(text) {
        return refuse(
            Violation::LogFilter,
            format!("{error}; write it as `info` or `info,sparky_collector=debug`"),
        );
    }
    // `inof` would be taken for the name of a crate, and silence everything else.
    let is_level = |word: &str| LEVELS.iter().any(|level| level.eq_ignore_ascii_case(word));
    let mistyped = text.split(',').map(str::trim).filter(|word| !is_level(word));
    match mistyped.filter_map(|word| nearest(word, LEVELS)).next() {
        Some(level) => refuse(Violation::LogFilter, format!("did you mean `{level}`?")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(format: TextFormat, text: &str) -> bool {
        check(format, text).is_ok()
    }

    #[test]
    fn endpoints_are_those_of_the_bus() {
        assert!(accepts(TextFormat::Endpoint, "tcp://sparky-orchestrator:5555"));
        assert!(accepts(TextFormat::Endpoint, "ipc:///run/sparky/a"));
        assert!(!accepts(TextFormat::Endpoint, "") && !accepts(TextFormat::Endpoint, "tcp://localhost"));
    }

    #[test]
    fn listen_addresses() {
        assert!(accepts(TextFormat::Listen, "") && accepts(TextFormat::Listen, "0.0.0.0:8080"));
        assert!(!accepts(TextFormat::Listen, "8080") && !accepts(TextFormat::Listen, "localhost:+80"));
    }

    #[test]
    fn time_zones_have_a_nearest_one() {
        let help = |text| check(TextFormat::TimeZone, text).expect_err(text).help;
        assert!(accepts(TextFormat::TimeZone, "America/New_York"));
        assert_eq!(help("Europe/Berln"), "did you mean `Europe/Berlin`?");
        assert_eq!(help("Paris"), "did you mean `Europe/Paris`?");
        assert!(help("").contains("IANA"));
    }

    #[test]
    fn paths_stay_inside_the_repository() {
        assert!(accepts(TextFormat::InnerPath, "") && accepts(TextFormat::InnerPath, "content/blog"));
        assert!(!accepts(TextFormat::InnerPath, "../x") && !accepts(TextFormat::InnerPath, "/etc"));
    }

    #[test]
    fn a_mistyped_level_is_not_taken_for_a_crate() {
        assert!(accepts(TextFormat::LogFilter, "info,sparky_collector=debug"));
        assert_eq!(
            check(TextFormat::LogFilter, "debg").expect_err("typo").help,
            "did you mean `debug`?"
        );
        assert!(!accepts(TextFormat::LogFilter, "sparky=loud"));
    }

    #[test]
    fn names_and_signatures() {
        assert!(accepts(TextFormat::Name, "docs-2") && !accepts(TextFormat::Name, "../docs"));
        assert!(accepts(TextFormat::Signature, "Sparky") && !accepts(TextFormat::Signature, "a <b>"));
    }
}
