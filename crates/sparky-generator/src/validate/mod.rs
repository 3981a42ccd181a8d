//! What is measured before a document leaves; the gate judges the measures.

mod claims;
mod empty;
mod front_matter;
mod headings;
mod markup;
mod private;
mod words;

pub(crate) use claims::broken_links;
pub(crate) use markup::hostile;

use sparky_common::model::{Insights, Measure, Snapshot};

use crate::{
    generate::Generated,
    reading::{read_html, read_markdown},
};

/// The measures of a document, each with the places that are at fault:
///
/// | measure | what it counts |
/// |---|---|
/// | `words` | visible words of the Markdown body, tables and headings too |
/// | `word_range_violations` | 1 where there are too many words, or too few although more could be told |
/// | `front_matter_errors` | keys or values that Quartz would stumble over; parts that must stand and do not |
/// | `heading_errors` | a first level (the title is the page's), a skipped level, an empty heading |
/// | `broken_links` | links that are not `https`, or not among those of the evidence |
/// | `unsupported_claims` | what [`crate::verify`] finds in any format |
/// | `hostile_markup` | raw HTML, images, wikilinks, mentions, bare addresses, invisible characters |
/// | `secrets_or_addresses` | what looks like a secret or an e-mail address |
/// | `empty_words` | phrases of ours that mean nothing ([`sparky_common::lint`]) |
pub fn measures(
    generated: &Generated,
    range: [usize; 2],
    insights: &Insights,
    snapshot: Option<&Snapshot>,
) -> Vec<Measure> {
    let markdown = read_markdown(&generated.markdown);
    let html = read_html(&generated.html);
    vec![
        words::words(&markdown, generated.extent),
        words::violations(&markdown, generated, range),
        counted(
            "front_matter_errors",
            front_matter::errors(&generated.markdown, &markdown)
                .into_iter()
                .chain(generated.missing.iter().map(|part| left_out(part)))
                .collect(),
        ),
        counted("heading_errors", headings::errors(&markdown)),
        counted(
            "broken_links",
            broken_links([&markdown, &html], &generated.sidecar),
        ),
        counted(
            "unsupported_claims",
            claims::unsupported(generated, insights, snapshot),
        ),
        counted(
            "hostile_markup",
            hostile(&generated.markdown, &markdown, &html, &generated.sidecar),
        ),
        counted("secrets_or_addresses", private::found(generated)),
        counted("empty_words", empty::found(&generated.sidecar, insights)),
    ]
}

fn left_out(part: &str) -> String {
    format!("the template leaves out `{part}`, which says what the document cannot know")
}

#[expect(clippy::cast_precision_loss, reason = "counts of findings are far below 2^52")]
pub(crate) fn counted(name: &str, details: Vec<String>) -> Measure {
    Measure {
        name: name.to_owned(),
        value: details.len() as f64,
        details,
    }
}
