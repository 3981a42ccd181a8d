//! The templates that are compiled in.

use sparky_common::period::Kind;

macro_rules! template {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../../templates/", $name)))
    };
}

/// Name and source of each.
pub(super) const TEMPLATES: [(&str, &str); 4] = [
    template!("daily.md.j2"),
    template!("weekly.md.j2"),
    template!("monthly.md.j2"),
    template!("report.html.j2"),
];

/// The name of a kind's Markdown template.
pub(super) fn markdown(kind: Kind) -> &'static str {
    match kind {
        Kind::Daily => "daily.md.j2",
        Kind::Weekly => "weekly.md.j2",
        Kind::Monthly => "monthly.md.j2",
    }
}
