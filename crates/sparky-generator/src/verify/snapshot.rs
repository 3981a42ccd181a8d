//! The sidecar's evidence and links against the snapshot.

use sparky_common::{
    grounding::Ground,
    model::{DocumentFormat, Evidence, Link, RepositoryActivity, Sidecar, Snapshot, Statement},
};

use super::finding::{Finding, FindingKind};
use crate::{page::Site, place::stem};

/// Checks that every commit, reference, tag and link of the evidence is in the snapshot.
pub(super) fn check(sidecar: &Sidecar, snapshot: &Snapshot) -> Vec<Finding> {
    let ground = Ground::new(snapshot, None);
    let pages: Vec<_> = snapshot.repositories.iter().filter_map(Pages::of).collect();
    let page = format!("/{}{}", stem(sidecar.period), DocumentFormat::Html.extension());
    let is_post = sidecar.document.ends_with(DocumentFormat::Text.extension());
    // A post leads to the page of its report, wherever the configuration says that this is served.
    let is_page = |link: &Link| {
        is_post && link.text == link.url && link.url.starts_with("https://") && link.url.ends_with(&page)
    };
    sidecar
        .statements
        .iter()
        .flat_map(|statement| statement_findings(statement, &ground, &pages, is_page))
        .collect()
}

/// The pages of one repository.
struct Pages<'a> {
    site: Site,
    activity: &'a RepositoryActivity,
}

impl<'a> Pages<'a> {
    fn of(activity: &'a RepositoryActivity) -> Option<Self> {
        let site = activity.repository.web_url.as_deref().and_then(Site::of)?;
        Some(Self { site, activity })
    }

    /// Whether an address is one of the pages of what this repository holds.
    fn has(&self, url: &str, ground: &Ground<'_>) -> bool {
        let Self { site, activity } = self;
        let repository = || activity.repository.name.clone();
        // Commits are many: only the one that the address names is looked at.
        let last = url.rsplit('/').next().unwrap_or(url);
        let commit = Evidence::Commit {
            repository: repository(),
            oid: last.to_owned(),
        };
        let number = last.parse().ok().filter(|number| {
            let repository = repository();
            ground.holds(&Evidence::Reference {
                repository,
                number: *number,
            })
        });
        let mut tags = activity.releases.iter().map(|release| &release.tag);
        url == site.repository()
            || (ground.holds(&commit) && site.commit(last).as_deref() == Some(url))
            || number.is_some_and(|number| site.reference(number) == url)
            || tags.any(|tag| site.release(tag).as_deref() == Some(url))
    }
}

fn statement_findings(
    statement: &Statement,
    ground: &Ground<'_>,
    pages: &[Pages<'_>],
    is_page: impl Fn(&Link) -> bool,
) -> Vec<Finding> {
    let missing = |what: String| {
        let message = format!(
            "`{}` rests on {what}, which the snapshot does not have",
            statement.text
        );
        Finding::new(FindingKind::Snapshot, message)
    };
    let evidence = statement
        .evidence
        .iter()
        .filter_map(|evidence| absent(evidence, ground))
        .map(missing);
    let links = statement
        .links
        .iter()
        .filter(|link| !is_page(link) && !pages.iter().any(|each| each.has(&link.url, ground)));
    let links = links.map(|link| {
        let message = format!(
            "the link `{}` leads to `{}`, which the snapshot does not know",
            link.text, link.url
        );
        Finding::new(FindingKind::Snapshot, message)
    });
    evidence.chain(links).collect()
}

/// The evidence in words, if the snapshot lacks it.
fn absent(evidence: &Evidence, ground: &Ground<'_>) -> Option<String> {
    let what = match evidence {
        // Metrics are held against the insights.
        Evidence::Metric { .. } => return None,
        Evidence::Coverage { repository } => format!("the repository {repository}"),
        Evidence::Commit { repository, oid } => format!("the commit {oid} of {repository}"),
        Evidence::Reference { repository, number } => format!("#{number} of {repository}"),
        Evidence::Release { repository, tag } => format!("the tag {tag} of {repository}"),
    };
    (!ground.holds(evidence)).then_some(what)
}
