//! The templates that are compiled in.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use sparky_common::{period::Kind, template::Template};

use super::context::{BlogContext, PageContext, PostContext, ReportContext};
use crate::post::Network;

macro_rules! template {
    ($name:literal, $makes:literal, $context:ty) => {
        Template {
            name: $name,
            makes: $makes,
            source: include_str!(concat!("../../../../templates/", $name)),
            context: schema::<$context>,
        }
    };
}

/// Every template of documents.
pub const CATALOGUE: &[Template] = &[
    template!("daily.md.j2", "the daily digest", ReportContext),
    template!("weekly.md.j2", "the weekly report", ReportContext),
    template!("monthly.md.j2", "the monthly review", ReportContext),
    template!(
        "report.html.j2",
        "the page around reports and blog posts",
        PageContext
    ),
    template!("blog.md.j2", "the blog post", BlogContext),
    template!("devto.md.j2", "the article for Dev.to", BlogContext),
    template!("social/x.txt.j2", "the post on X", PostContext),
    template!("social/linkedin.txt.j2", "the post on LinkedIn", PostContext),
    template!("social/bluesky.txt.j2", "the post on Bluesky", PostContext),
    template!("social/mastodon.txt.j2", "the post on Mastodon", PostContext),
];

/// The name of the page's template.
pub(crate) const PAGE: &str = "report.html.j2";

/// The name of the blog post's template.
pub(crate) const BLOG: &str = "blog.md.j2";

/// The name of the Dev.to article's template.
pub(crate) const DEVTO: &str = "devto.md.j2";

/// The name of a kind's Markdown template.
pub(crate) fn markdown(kind: Kind) -> &'static str {
    match kind {
        Kind::Daily => "daily.md.j2",
        Kind::Weekly => "weekly.md.j2",
        Kind::Monthly => "monthly.md.j2",
    }
}

/// The name of a network's template.
pub(crate) fn post(network: Network) -> &'static str {
    match network {
        Network::X => "social/x.txt.j2",
        Network::LinkedIn => "social/linkedin.txt.j2",
        Network::Bluesky => "social/bluesky.txt.j2",
        Network::Mastodon => "social/mastodon.txt.j2",
    }
}

fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}
