//! The sidecar's evidence and links against the snapshot.

use std::collections::{BTreeMap, BTreeSet};

use sparky_common::model::{
    Commit, DocumentFormat, Evidence, Link, RepositoryActivity, Sidecar, Snapshot, Statement,
};

use super::finding::{Finding, FindingKind};
use crate::{generate::stem, page::Site};

/// Checks that every commit, reference, tag and link of the evidence is in the snapshot.
pub(super) fn check(sidecar: &Sidecar, snapshot: &Snapshot) -> Vec<Finding> {
    let known: BTreeMap<_, _> = snapshot
        .repositories
        .iter()
        .map(|each| (each.repository.name.as_str(), Known::new(each)))
        .collect();
    let page = format!("/{}{}", stem(sidecar.period), DocumentFormat::Html.extension());
    let is_post = sidecar.document.ends_with(DocumentFormat::Text.extension());
    // A post leads to the page of its report, wherever the configuration says that this is served.
    let is_page = |link: &Link| {
        is_post && link.text == link.url && link.url.starts_with("https://") && link.url.ends_with(&page)
    };
    sidecar
        .statements
        .iter()
        .flat_map(|statement| statement_findings(statement, &known, is_page))
        .collect()
}

/// What one repository holds.
struct Known<'a> {
    site: Option<Site>,
    oids: BTreeSet<&'a str>,
    numbers: BTreeSet<u64>,
    tags: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn new(activity: &'a RepositoryActivity) -> Self {
        let mentioned = activity.commits.iter().flat_map(mentions);
        let pulls = activity.pull_requests.iter().map(|pull| pull.number);
        let issues = activity.issues.iter().map(|issue| issue.number);
        let open = activity.open_pull_requests.iter().chain(&activity.open_issues);
        let open = open.map(|item| item.number);
        let tagged = activity.releases.iter().map(|release| release.oid.as_str());
        Self {
            site: activity.repository.web_url.as_deref().and_then(Site::of),
            oids: activity
                .commits
                .iter()
                .map(|commit| commit.oid.as_str())
                .chain(tagged)
                .collect(),
            numbers: mentioned.chain(pulls).chain(issues).chain(open).collect(),
            tags: activity
                .releases
                .iter()
                .map(|release| release.tag.as_str())
                .collect(),
        }
    }

    /// Whether an address is one of the pages of what this repository holds.
    fn leads_to(&self, url: &str) -> bool {
        let Some(site) = &self.site else { return false };
        // Commits are many: only the one that the address names is looked at.
        let last = url.rsplit('/').next().unwrap_or(url);
        let commit = self.oids.get(last).and_then(|oid| site.commit(oid));
        let reference = last.parse().ok().filter(|number| self.numbers.contains(number));
        url == site.repository()
            || commit.as_deref() == Some(url)
            || reference.is_some_and(|number| site.reference(number) == url)
            || self
                .tags
                .iter()
                .any(|tag| site.release(tag).as_deref() == Some(url))
    }
}

/// The `#12` of a commit's message.
fn mentions(commit: &Commit) -> impl Iterator<Item = u64> {
    [&commit.subject, &commit.body]
        .into_iter()
        .flat_map(|text| text.split('#').skip(1))
        .filter_map(|after| {
            let digits = after
                .find(|character: char| !character.is_ascii_digit())
                .unwrap_or(after.len());
            after[..digits].parse().ok()
        })
}

fn statement_findings(
    statement: &Statement,
    known: &BTreeMap<&str, Known<'_>>,
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
        .filter_map(|evidence| absent(evidence, known))
        .map(missing);
    let links = statement
        .links
        .iter()
        .filter(|link| !is_page(link) && !known.values().any(|known| known.leads_to(&link.url)));
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
fn absent(evidence: &Evidence, known: &BTreeMap<&str, Known<'_>>) -> Option<String> {
    let (repository, holds, what): (_, fn(&Known<'_>, &Evidence) -> bool, _) = match evidence {
        Evidence::Metric { .. } => return None,
        Evidence::Coverage { repository } => {
            (repository, |_, _| true, format!("the repository {repository}"))
        }
        Evidence::Commit { repository, oid } => (
            repository,
            holds_commit,
            format!("the commit {oid} of {repository}"),
        ),
        Evidence::Reference { repository, number } => {
            (repository, holds_reference, format!("#{number} of {repository}"))
        }
        Evidence::Release { repository, tag } => (
            repository,
            holds_release,
            format!("the tag {tag} of {repository}"),
        ),
    };
    let held = known
        .get(repository.as_str())
        .is_some_and(|known| holds(known, evidence));
    (!held).then_some(what)
}

fn holds_commit(known: &Known<'_>, evidence: &Evidence) -> bool {
    matches!(evidence, Evidence::Commit { oid, .. } if known.oids.contains(oid.as_str()))
}

fn holds_reference(known: &Known<'_>, evidence: &Evidence) -> bool {
    matches!(evidence, Evidence::Reference { number, .. } if known.numbers.contains(number))
}

fn holds_release(known: &Known<'_>, evidence: &Evidence) -> bool {
    matches!(evidence, Evidence::Release { tag, .. } if known.tags.contains(tag.as_str()))
}
