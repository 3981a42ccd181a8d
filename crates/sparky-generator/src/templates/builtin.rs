//! The templates that are compiled in.

use sparky_common::period::Kind;

macro_rules! template {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../../templates/", $name)))
    };
}

/// Name and source of each.
pub(super) const TEMPLATES: [(&str, &str); 6] = [
    template!("daily.md.j2"),
    template!("weekly.md.j2"),
    template!("monthly.md.j2"),
    template!("report.html.j2"),
    template!("blog.md.j2"),
    template!("devto.md.j2"),
];

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
