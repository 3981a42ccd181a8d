//! Posts for social networks, for weeks and months with news.

use sparky_common::{
    config::DocumentChoice,
    model::{DocumentFormat, DocumentKind, Measure},
};

use super::{File, Made, Material};
use crate::{
    error::GeneratorError,
    place::stem,
    post::{measures, posts, without_posts},
};

/// Makes one post a network, each with its evidence.
pub(super) fn make(material: &Material<'_>, made: &mut Made) -> Result<(), GeneratorError> {
    let &Material {
        insights, snapshot, ..
    } = material;
    let why = without_posts(insights, snapshot.is_private());
    let posts = match why {
        Some(_) => Vec::new(),
        None => posts(insights, material.artifact, material.templates, &page(material))?,
    };
    #[expect(clippy::cast_precision_loss, reason = "there are four networks")]
    made.measure(vec![Measure {
        name: "social_posts".into(),
        value: posts.len() as f64,
        details: why.iter().map(ToString::to_string).collect(),
    }]);
    for post in posts {
        made.measure(measures(&post, insights, snapshot));
        let path = &post.sidecar.document;
        let stem = path.trim_end_matches(DocumentFormat::Text.extension());
        let proof = format!("{stem}{}", DocumentFormat::Evidence.extension());
        let evidence = serde_json::to_string_pretty(&post.sidecar)? + "\n";
        let kind = DocumentKind::SocialPost;
        made.files.extend([
            File::text(kind, DocumentFormat::Evidence, proof, evidence),
            File::text(kind, DocumentFormat::Text, path.clone(), post.text),
        ]);
    }
    Ok(())
}

/// Where the report of the period is published; empty where that is not configured, or no report is made.
fn page(material: &Material<'_>) -> String {
    let ending = DocumentFormat::Html.extension();
    if material.settings.documents.contains(&DocumentChoice::Report) {
        let path = format!("{}{ending}", stem(material.insights.period));
        material.settings.url(&path)
    } else {
        String::new()
    }
}
