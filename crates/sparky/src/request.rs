//! From arguments to a run's request.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use jiff::{Timestamp, tz::TimeZone};
use sparky_common::{
    config::{Collector, Config, has_secret},
    model::{RunRequest, SourceRef, Via},
    period::{Kind, Period},
};

use crate::{
    cli::{ModelArgs, SourceArgs, SourceChoice},
    error::CommandError,
};

/// The period to report about: the given one, or the last of its kind that is over.
pub fn period(
    kind: Kind,
    text: Option<&str>,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<Period, CommandError> {
    let last_over = Period::last_over(kind, &now.to_zoned(zone.clone()));
    let Some(text) = text else {
        return Ok(last_over);
    };
    let period = Period::parse_kind(text, kind).map_err(|error| {
        CommandError::usage(error).hint(format!("the last {} that is over is {last_over}", kind.noun()))
    })?;
    if period.has_begun(zone, now) {
        Ok(period)
    } else {
        Err(
            CommandError::usage(anyhow!("{period} has not begun: there is nothing to report yet"))
                .hint(format!("the last {} that is over is {last_over}", kind.noun())),
        )
    }
}

/// The sources that the arguments name, as absolute paths, URLs and GitHub's names, each once.
pub fn sources(arguments: &SourceArgs) -> Result<Vec<SourceRef>, CommandError> {
    let repositories = arguments
        .repo
        .iter()
        .map(|text| repository(text, arguments.source));
    let folders = arguments
        .repos
        .iter()
        .map(|folder| absolute(folder).map(SourceRef::Folder));
    let organisations = arguments
        .org
        .iter()
        .map(|name| organisation(name, arguments.source));
    let mut sources = repositories
        .chain(folders)
        .chain(organisations)
        .collect::<Result<Vec<_>, _>>()?;
    sources.sort();
    sources.dedup();
    Ok(sources)
}

/// A `--repo`: a folder, a URL, or with `--source github|gh` a repository as GitHub knows it.
fn repository(text: &str, choice: SourceChoice) -> Result<SourceRef, CommandError> {
    let url = as_url(text).map(without_secret).transpose()?;
    match (url, via(choice)) {
        (None, _) => absolute(Path::new(text)).map(SourceRef::Path),
        (Some(url), None | Some(Via::Auto)) => Ok(SourceRef::Url(url)),
        (Some(url), Some(via)) => owner_and_name(&url)
            .map(|name| SourceRef::GitHub { name, via })
            .ok_or_else(|| {
                CommandError::usage(anyhow!("`{text}` names no repository on GitHub"))
                    .hint("write https://github.com/OWNER/NAME, or leave --source away")
            }),
    }
}

/// A password or token in a URL would stand in the process list and in the ledger, so it is not taken.
fn without_secret(url: String) -> Result<String, CommandError> {
    if has_secret(&url) {
        return Err(
            CommandError::usage(anyhow!("a password or token in a repository's URL is not taken"))
                .hint("leave out what stands before the `@` and let git have it: a credential helper, ~/.netrc or an ssh key; git asks them for the mirror too"),
        );
    }
    Ok(url)
}

fn organisation(name: &str, choice: SourceChoice) -> Result<SourceRef, CommandError> {
    let via = via(choice).ok_or_else(|| {
        CommandError::usage(anyhow!("git alone does not know which repositories `{name}` has"))
            .hint("leave --source away, or name repositories with --repo and --repos")
    })?;
    Ok(SourceRef::GitHub {
        name: name.to_owned(),
        via,
    })
}

/// How GitHub is asked; nothing where git alone is wanted.
fn via(choice: SourceChoice) -> Option<Via> {
    match choice {
        SourceChoice::Git => None,
        SourceChoice::Auto => Some(Via::Auto),
        SourceChoice::Github => Some(Via::Token),
        SourceChoice::Gh => Some(Via::Gh),
    }
}

/// `owner/name` from the end of a repository's URL.
fn owner_and_name(url: &str) -> Option<String> {
    let path = url.trim_end_matches('/').trim_end_matches(".git");
    let (rest, name) = path.rsplit_once('/')?;
    let owner = rest.rsplit(['/', ':']).next()?;
    (!owner.is_empty() && !name.is_empty() && rest.len() > owner.len()).then(|| format!("{owner}/{name}"))
}

/// A request for a run.
pub fn request(
    period: Period,
    sources: Vec<SourceRef>,
    title: Option<String>,
    model: &ModelArgs,
) -> RunRequest {
    RunRequest {
        kind: period.kind(),
        period,
        sources,
        organisation: title,
        publish: false,
        dry_run: false,
        model: model.model.clone(),
    }
}

/// The repository one stands in, where neither arguments nor configuration name a source.
pub fn or_here(config: &Config, sources: Vec<SourceRef>) -> Result<Vec<SourceRef>, CommandError> {
    let Collector {
        repositories,
        folders,
        urls,
        ..
    } = &config.collector;
    let configured = !(repositories.is_empty() && folders.is_empty() && urls.is_empty());
    if configured || !sources.is_empty() {
        return Ok(sources);
    }
    let here = std::env::current_dir()
        .context("cannot tell which folder this is")
        .map_err(CommandError::failed)?;
    Ok(vec![SourceRef::Path(here)])
}

/// Whether a `--repo` is a URL (`https://...`, `ssh://...`, `file://...`, `git@host:owner/name`), not a folder.
fn as_url(text: &str) -> Option<String> {
    let scp_like = || {
        let (host, path) = text.split_once(':')?;
        (host.contains('@') && !host.contains('/') && !path.is_empty()).then_some(())
    };
    (text.contains("://") || (!Path::new(text).exists() && scp_like().is_some())).then(|| text.to_owned())
}

/// The services may stand elsewhere, so paths travel absolute. Whether there is a repository, the collector says.
fn absolute(path: &Path) -> Result<PathBuf, CommandError> {
    std::path::absolute(path)
        .with_context(|| format!("cannot use the path `{}`", path.display()))
        .map_err(CommandError::usage)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2025-11-20T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_default_is_the_last_period_that_is_over() {
        for (kind, expected) in [
            (Kind::Daily, "2025-11-19"),
            (Kind::Weekly, "2025-W46"),
            (Kind::Monthly, "2025-10"),
        ] {
            assert_eq!(
                period(kind, None, &TimeZone::UTC, now()).unwrap().to_string(),
                expected
            );
        }
    }

    #[test]
    fn the_future_has_no_report() {
        let error = period(Kind::Weekly, Some("2025-W48"), &TimeZone::UTC, now()).unwrap_err();
        assert!(error.to_string().contains("2025-W48 has not begun"), "{error}");
        assert!(error.to_string().contains("2025-W46"), "{error}");
        assert_eq!(
            period(Kind::Weekly, Some("2025-W47"), &TimeZone::UTC, now())
                .unwrap()
                .to_string(),
            "2025-W47"
        );
    }

    #[test]
    fn a_url_on_github_names_owner_and_repository() {
        for url in [
            "https://github.com/owner/name",
            "https://github.com/owner/name.git/",
            "git@github.com:owner/name.git",
        ] {
            assert_eq!(owner_and_name(url).as_deref(), Some("owner/name"), "{url}");
        }
        assert_eq!(owner_and_name("name"), None);
    }

    #[test]
    fn git_alone_knows_no_organisation() {
        let arguments = SourceArgs {
            org: vec!["acme".into()],
            source: SourceChoice::Git,
            ..SourceArgs::default()
        };
        assert!(sources(&arguments).unwrap_err().to_string().contains("`acme`"));
        let arguments = SourceArgs {
            source: SourceChoice::Gh,
            ..arguments
        };
        assert_eq!(
            sources(&arguments).unwrap(),
            [SourceRef::GitHub {
                name: "acme".into(),
                via: Via::Gh
            }]
        );
    }

    #[test]
    fn a_password_or_token_in_a_url_is_refused_and_not_repeated() {
        for url in [
            "https://ada:secret@host/owner/name.git",
            "https://secret@host/owner/name.git",
        ] {
            let error = repository(url, SourceChoice::Auto).unwrap_err();
            assert!(!error.to_string().contains("secret"), "{error}");
        }
        for url in [
            "https://host/owner/name.git",
            "ssh://git@host:22/owner/name",
            "git@host:owner/name",
        ] {
            assert!(repository(url, SourceChoice::Auto).is_ok(), "{url}");
        }
    }

    #[test]
    fn urls_are_told_from_paths() {
        for url in [
            "https://host/owner/name",
            "file:///srv/git/name.git",
            "git@host:owner/name.git",
        ] {
            assert!(as_url(url).is_some(), "{url}");
        }
        for path in [".", "../name", "/srv/git/name.git", "C:name"] {
            assert!(as_url(path).is_none(), "{path}");
        }
    }
}
