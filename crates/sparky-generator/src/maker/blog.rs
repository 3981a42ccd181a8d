//! The blog post of a period and its Dev.to article.

use sparky_common::model::{DocumentFormat, DocumentKind, Measure};

use super::{File, Made, Material};
use crate::{
    compose::{
        Report,
        blog::{FEWEST, LONGEST, SHORTEST, candidates},
    },
    error::GeneratorError,
    generate::{Composition, Generated, article, assemble},
    page::Resolver,
    post::{measures_of_article, without_posts},
    reading::{count_words, read_markdown},
    templates::catalogue,
    validate::{counted, measures},
};

/// Makes the post in every format.
pub(super) fn make(material: &Material<'_>, made: &mut Made) -> Result<(), GeneratorError> {
    let post = post(material)?;
    let (insights, snapshot) = (material.insights, material.snapshot);
    made.measure(vec![said("blog_words", &post)]);
    let Ok((_, post)) = post else {
        return Ok(());
    };
    let found = measures(&post, [FEWEST, LONGEST], insights, Some(snapshot));
    made.measure(of_post(found, &post.sidecar.document));
    let stem = stem(material);
    let evidence = serde_json::to_string_pretty(&post.sidecar)? + "\n";
    let texts = [
        (DocumentFormat::Evidence, evidence),
        (DocumentFormat::Html, post.html),
        (DocumentFormat::Json, post.json),
        (DocumentFormat::Markdown, post.markdown),
    ];
    made.files.extend(texts.map(|(format, text)| {
        let path = format!("{stem}{}", format.extension());
        File::text(DocumentKind::BlogPost, format, path, text)
    }));
    Ok(())
}

/// Makes the article: the post with what Dev.to reads before it.
pub(super) fn make_for_devto(material: &Material<'_>, made: &mut Made) -> Result<(), GeneratorError> {
    let Ok((report, _)) = post(material)? else {
        return Ok(());
    };
    let &Material {
        insights,
        artifact,
        snapshot,
        templates,
        ..
    } = material;
    let stem = format!("{}.devto", stem(material));
    let resolver = Resolver::new(insights);
    let (markdown, sidecar) = article(insights, artifact, templates, &resolver, &report, &stem)?;
    made.measure(measures_of_article(&markdown, &sidecar, insights, snapshot));
    let evidence = serde_json::to_string_pretty(&sidecar)? + "\n";
    let texts = [
        (DocumentFormat::Evidence, evidence),
        (DocumentFormat::Markdown, markdown),
    ];
    made.files.extend(texts.map(|(format, text)| {
        let path = format!("{stem}{}", format.extension());
        File::text(DocumentKind::DevToArticle, format, path, text)
    }));
    Ok(())
}

/// Where a period's post lies, without its ending. A rerun replaces it.
fn stem(material: &Material<'_>) -> String {
    format!("blog/{}", material.insights.period)
}

/// What a post says and its files, or why there is none.
type Post = Result<(Report, Generated), String>;

/// The post of a period.
fn post(material: &Material<'_>) -> Result<Post, GeneratorError> {
    let &Material {
        insights,
        artifact,
        snapshot,
        templates,
        settings,
        ..
    } = material;
    if let Some(why) = without_posts(insights, snapshot.is_private()) {
        return Ok(Err(why.to_string()));
    }
    let resolver = Resolver::new(insights);
    let https = |url: &String| url.starts_with("https://");
    let mut most = 0;
    let mut shorter = None;
    for mut report in candidates(insights, snapshot, &resolver) {
        let front_matter = &mut report.front_matter;
        front_matter.canonical_url = Some(settings.url(&format!("{}.html", stem(material)))).filter(https);
        front_matter.image = settings.card_url(insights.period).filter(https);
        let document = Composition {
            template: catalogue::BLOG,
            stem: stem(material),
            report: report.clone(),
            charts: Vec::new(),
        };
        let post = assemble(insights, artifact, templates, settings, &resolver, document)?;
        let words = count_words(&read_markdown(&post.markdown));
        if words >= FEWEST {
            return Ok(Ok((report, post)));
        }
        if words >= SHORTEST && shorter.is_none() {
            shorter = Some((report, post));
        }
        most = most.max(words);
    }
    Ok(shorter.ok_or_else(|| {
        format!("no story is worth a post: the longest would have {most} words, {SHORTEST} are the fewest")
    }))
}

/// How many words the post has; none, and why.
#[expect(clippy::cast_precision_loss, reason = "a post has far fewer than 2^52 words")]
fn said(name: &str, post: &Post) -> Measure {
    let (value, details) = match post {
        Ok((_, post)) => {
            let words = count_words(&read_markdown(&post.markdown));
            let short = "short: everything that its story and its repository hold is told";
            let why = (words < FEWEST && post.left_out == 0).then(|| short.to_owned());
            (words, why.into_iter().collect())
        }
        Err(why) => (0, vec![why.clone()]),
    };
    Measure {
        name: name.to_owned(),
        value: value as f64,
        details,
    }
}

/// The measures of a report under the same names, each fault with the file; the words are the report's own.
fn of_post(measures: Vec<Measure>, document: &str) -> Vec<Measure> {
    let faults = measures.into_iter().filter(|measure| measure.name != "words");
    let named = |measure: Measure| {
        let details = measure
            .details
            .iter()
            .map(|detail| format!("{document}: {detail}"));
        counted(&measure.name, details.collect())
    };
    faults.map(named).collect()
}
