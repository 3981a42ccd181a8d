//! What is measured of a post before it leaves.

use sparky_common::model::{DocumentFormat, Insights, Measure, Snapshot};

use super::social::Post;
use crate::{
    text::{find_address, find_secret},
    validate::counted,
    verify::{FindingKind, Materials, verify},
};

/// The measures of a post, under the names that a report's have.
pub(crate) fn measures(post: &Post, insights: &Insights, snapshot: &Snapshot) -> Vec<Measure> {
    let evidence = Materials {
        insights: Some(insights),
        snapshot: Some(snapshot),
    };
    let findings = verify(&post.text, DocumentFormat::Text, &post.sidecar, evidence);
    let (markup, claims): (Vec<_>, Vec<_>) = findings
        .into_iter()
        .partition(|finding| finding.kind == FindingKind::Markup);
    let named = |what: String| format!("{}: {what}", post.sidecar.document);
    let list = |findings: Vec<crate::verify::Finding>| -> Vec<String> {
        findings
            .iter()
            .map(|finding| named(finding.to_string()))
            .collect()
    };
    let too_long = (!post.network.takes(&post.text)).then(|| {
        let (length, limit) = (post.network.length(&post.text), post.network.limit());
        named(format!("{length} long, the network takes {limit}"))
    });
    let secret = find_secret(&post.text).map(|_| named("a secret".into()));
    let address = find_address(&post.text).map(|_| named("an e-mail address".into()));
    vec![
        counted("unsupported_claims", list(claims)),
        counted("hostile_markup", list(markup)),
        counted("word_range_violations", too_long.into_iter().collect()),
        counted(
            "secrets_or_addresses",
            secret.into_iter().chain(address).collect(),
        ),
    ]
}
