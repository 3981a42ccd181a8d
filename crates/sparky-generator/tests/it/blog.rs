//! The blog post and its Dev.to article.

use sparky_common::{
    config::DocumentChoice,
    model::{ChangeInsight, DocumentFormat, DocumentKind, Insights, Sentence, Sidecar, Span, StoryKind},
};
use sparky_generator::{
    Made, Material, Settings, Templates, make, verify,
    verify::{Materials, format_of},
};

use crate::{
    changes::change,
    corpus,
    hostile::{poisoned, strange},
    sample::Sample,
    service::snapshot,
};

/// A week whose first story is long enough to stand alone.
fn week() -> Insights {
    Sample {
        period: "2025-W46",
        repositories: 3,
        stories: 2,
        paragraphs: 12,
        over: true,
    }
    .build()
}

pub fn made(insights: &Insights, settings: &Settings) -> Made {
    let material = Material {
        insights,
        artifact: &insights.snapshot,
        snapshot: &snapshot(insights),
        others: &[],
        templates: &Templates::load(None).unwrap(),
        settings,
    };
    make(&material).unwrap()
}

fn only(documents: &[DocumentChoice], site_url: &str) -> Settings {
    Settings {
        documents: documents.into(),
        site_url: site_url.into(),
        ..Settings::default()
    }
}

fn posts(site_url: &str) -> Settings {
    only(&[DocumentChoice::Blog, DocumentChoice::Devto], site_url)
}

fn text<'a>(made: &'a Made, path: &str) -> &'a str {
    let file = made.files.iter().find(|file| file.path == path);
    std::str::from_utf8(&file.unwrap_or_else(|| panic!("no {path}")).content).unwrap()
}

fn measure<'a>(made: &'a Made, name: &str) -> (f64, &'a [String]) {
    let found = made.measures.iter().find(|measure| measure.name == name).unwrap();
    (found.value, &found.details)
}

fn check(made: &Made, insights: &Insights) {
    for file in &made.files {
        let format = format_of(&file.path).unwrap();
        if format == DocumentFormat::Evidence {
            continue;
        }
        let stem = file.path.trim_end_matches(format.extension());
        let sidecar: Sidecar = serde_json::from_str(text(made, &format!("{stem}.evidence.json"))).unwrap();
        let materials = Materials {
            insights: Some(insights),
            snapshot: None,
        };
        let findings = verify::verify(text(made, &file.path), format, &sidecar, materials);
        assert_eq!(findings, [], "{}", file.path);
    }
}

#[test]
fn one_story_becomes_a_post_and_an_article() {
    let insights = week();
    let made = made(&insights, &posts("https://reports.example.org"));
    let paths: Vec<_> = made.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "blog/2025-W46.evidence.json",
            "blog/2025-W46.html",
            "blog/2025-W46.json",
            "blog/2025-W46.md",
            "blog/2025-W46.devto.evidence.json",
            "blog/2025-W46.devto.md",
        ]
    );
    check(&made, &insights);
    for measure in &made.measures {
        assert!(
            measure.name == "blog_words" || measure.value == 0.0,
            "{measure:?}"
        );
    }
    let (words, why) = measure(&made, "blog_words");
    assert!((600.0..1500.0).contains(&words), "{words}");
    assert!(why[0].starts_with("short: everything"), "{why:?}");
    insta::assert_snapshot!("blog", text(&made, "blog/2025-W46.md"));
    let article = text(&made, "blog/2025-W46.devto.md");
    let (front_matter, body) = article[4..].split_once("\n---\n").unwrap();
    insta::assert_snapshot!("devto-front-matter", front_matter);
    assert!(text(&made, "blog/2025-W46.md").ends_with(body));
}

/// What commits say fills the range, each thing once, and what has no room is counted.
#[test]
fn a_story_with_enough_behind_it_fills_the_range() {
    for changes in [20, 400] {
        let mut insights = week();
        insights.repositories[0].changes = (0..changes).map(spoken).collect();
        let made = made(&insights, &posts(""));
        check(&made, &insights);
        let (words, why) = measure(&made, "blog_words");
        assert!(
            (1500.0..=2500.0).contains(&words) && why.is_empty(),
            "{words} {why:?}"
        );
        let (faults, details) = measure(&made, "word_range_violations");
        assert_eq!(faults, 0.0, "{details:?}");
        let post = text(&made, "blog/2025-W46.md");
        assert_eq!(post.matches("The lock is given back").count(), 1, "{post}");
        assert_eq!(post.contains(" more changes."), changes == 400, "{post}");
    }
}

/// A change whose message explains it; every message says one thing that the others say too.
fn spoken(index: usize) -> ChangeInsight {
    let mut change = change(index, 400);
    let quote = |text: String| Span::Quote { text };
    let own = |text: &str| Span::Text { text: text.into() };
    let spans = vec![
        quote(format!(
            "Reader {index} kept its lock while it waited for the disk."
        )),
        own(" "),
        quote("The lock is given back before the disk is asked for anything.".into()),
    ];
    change.account = vec![Sentence::new(spans, change.sentence.evidence.clone())];
    change
}

#[test]
fn a_changed_number_or_word_is_named() {
    let insights = week();
    let made = made(&insights, &posts(""));
    for stem in ["blog/2025-W46", "blog/2025-W46.devto"] {
        let whole = text(&made, &format!("{stem}.md"));
        let sidecar: Sidecar = serde_json::from_str(text(&made, &format!("{stem}.evidence.json"))).unwrap();
        for (from, to) in [
            ("commits", "9 commits"),
            ("description: '", "description: 'Not "),
            ("## What came", "## All that came"),
        ] {
            let broken = whole.replacen(from, to, 1);
            assert_ne!(&broken, whole, "{from}");
            let findings = verify::verify(&broken, DocumentFormat::Markdown, &sidecar, Materials::default());
            assert!(findings.iter().any(|finding| !finding.is_note()), "{stem} {from}");
        }
    }
}

#[test]
fn the_best_story_that_is_long_enough_is_told() {
    let mut insights = week();
    insights.stories[0].paragraphs.truncate(1);
    insights.stories[0].paragraphs[0].truncate(1);
    insights.stories[1].score = insights.stories[0].score - 1.0;
    insights.stories[1].kind = StoryKind::Effort;
    insights.stories[1].headline = week().stories[1].headline.clone();
    let made = made(&insights, &posts(""));
    let title = text(&made, "blog/2025-W46.md").lines().nth(1).unwrap().to_owned();
    let short = insights.stories[1].repository.rsplit('/').next().unwrap();
    assert!(title.contains(short), "{title}");
}

#[test]
fn a_small_story_is_no_post_and_the_measure_says_why() {
    let insights = Sample {
        period: "2025-W46",
        repositories: 1,
        stories: 1,
        paragraphs: 1,
        over: true,
    }
    .build();
    let made = made(&insights, &posts(""));
    assert!(made.files.is_empty());
    let (words, why) = measure(&made, "blog_words");
    assert!(
        words == 0.0 && why[0].starts_with("no story is worth a post"),
        "{why:?}"
    );
}

#[test]
fn only_the_documents_that_are_asked_for_are_made() {
    let insights = week();
    let kinds = |choice| -> Vec<DocumentKind> {
        let made = made(&insights, &only(&[choice], ""));
        let mut kinds: Vec<_> = made.files.iter().map(|file| file.kind).collect();
        kinds.dedup();
        kinds
    };
    assert_eq!(
        kinds(DocumentChoice::Report),
        [DocumentKind::WeeklyReport, DocumentKind::Feed]
    );
    assert_eq!(kinds(DocumentChoice::Social), [DocumentKind::SocialPost]);
    assert_eq!(kinds(DocumentChoice::Blog), [DocumentKind::BlogPost]);
    assert_eq!(kinds(DocumentChoice::Devto), [DocumentKind::DevToArticle]);
}

#[test]
fn posts_link_to_the_page_that_is_published() {
    let insights = week();
    let settings = only(
        &[DocumentChoice::Report, DocumentChoice::Social],
        "https://reports.example.org",
    );
    let made = made(&insights, &settings);
    let post = text(&made, "social/weekly/2025-W46/x.txt");
    assert!(
        post.contains("https://reports.example.org/weekly/2025-W46.html"),
        "{post}"
    );
    let (_, details) = measure(&made, "unsupported_claims");
    assert!(
        !details.iter().any(|detail| detail.contains("2025-W46.html")),
        "{details:?}"
    );
}

#[test]
fn nothing_collected_comes_to_life() {
    for text_of_others in &corpus::texts() {
        let mut insights = poisoned(text_of_others);
        let story = &mut insights.stories[0];
        let paragraph = story.paragraphs[0].clone();
        story.paragraphs.extend(std::iter::repeat_n(paragraph, 18));
        let made = made(&insights, &posts(""));
        assert_eq!(made.files.len(), 6, "{text_of_others:?}: {:?}", made.measures);
        for path in ["blog/2025-W46.md", "blog/2025-W46.devto.md"] {
            assert_eq!(
                strange(text(&made, path)),
                Vec::<String>::new(),
                "{text_of_others:?}"
            );
            assert!(!text(&made, path).contains("{{") && !text(&made, path).contains("{%"));
        }
        let (faults, details) = measure(&made, "hostile_markup");
        assert!(faults == 0.0, "{text_of_others:?}: {details:?}");
        // The snapshot beside the poisoned insights holds no poisoned tag.
        let (_, details) = measure(&made, "unsupported_claims");
        let unsupported = details
            .iter()
            .filter(|detail| !detail.ends_with("which the snapshot does not have"))
            .filter(|detail| !detail.ends_with("which is not there"));
        assert_eq!(unsupported.count(), 0, "{text_of_others:?}: {details:?}");
    }
}
