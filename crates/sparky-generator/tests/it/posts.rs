//! Posts for social networks.

use sparky_common::model::{DocumentFormat, Insights};
use sparky_generator::{
    NoPost, Post, Templates, posts, verify,
    verify::{FindingKind, Materials},
    without_posts,
};

use crate::{
    corpus,
    hostile::poisoned,
    sample::{Sample, quiet},
};

fn week() -> Insights {
    Sample {
        period: "2025-W46",
        repositories: 3,
        stories: 2,
        paragraphs: 2,
        over: true,
    }
    .build()
}

fn made(insights: &Insights) -> Vec<Post> {
    posts(insights, &insights.snapshot, &Templates::load(None).unwrap(), "").unwrap()
}

fn check(post: &Post, insights: &Insights) {
    assert!(post.network.takes(&post.text), "{}: {}", post.network, post.text);
    let materials = Materials {
        insights: Some(insights),
        snapshot: None,
    };
    let findings = verify::verify(&post.text, DocumentFormat::Text, &post.sidecar, materials);
    assert_eq!(findings, [], "{}: {}", post.network, post.text);
}

#[test]
fn each_network_gets_a_text_of_its_own() {
    let insights = week();
    let posts = made(&insights);
    let shown: Vec<_> = posts
        .iter()
        .map(|post| format!("== {}\n{}\n", post.network, post.text))
        .collect();
    insta::assert_snapshot!("posts", shown.concat());
    for post in &posts {
        check(post, &insights);
        assert_eq!(posts.iter().filter(|other| other.text == post.text).count(), 1);
    }
    assert_eq!(posts, made(&insights));
}

#[test]
fn one_changed_number_is_named() {
    let insights = week();
    for post in made(&insights) {
        let Some(at) = post.text.find(|character: char| character.is_ascii_digit()) else {
            continue;
        };
        let mut text = post.text.clone();
        text.insert(at, '9');
        let findings = verify::verify(&text, DocumentFormat::Text, &post.sidecar, Materials::default());
        assert_eq!(findings[0].kind, FindingKind::Number, "{findings:?}");
        let text = post.text.clone() + " @everyone";
        let findings = verify::verify(&text, DocumentFormat::Text, &post.sidecar, Materials::default());
        assert!(findings.iter().any(|each| each.kind == FindingKind::Markup));
    }
}

#[test]
fn nothing_collected_comes_to_life() {
    for text in &corpus::texts() {
        let insights = poisoned(text);
        let posts = made(&insights);
        assert_eq!(posts.len(), 4);
        for post in posts {
            check(&post, &insights);
            let words = post.text.split_whitespace();
            let alive = |word: &&str| {
                word.contains(['@', '#', '＠', '＃']) || word.contains("://") || word.contains("www.")
            };
            let alive: Vec<_> = words.filter(alive).collect();
            assert!(
                alive
                    .iter()
                    .all(|word| word.starts_with("https://github.com/raibid-labs/")),
                "{alive:?}"
            );
        }
    }
}

#[test]
fn what_is_no_news_for_the_world_is_not_posted() {
    assert_eq!(without_posts(&week(), false), None);
    assert_eq!(without_posts(&week(), true), Some(NoPost::Private));
    assert_eq!(
        without_posts(
            &Insights {
                over: false,
                ..week()
            },
            false
        ),
        Some(NoPost::NotOver)
    );
    assert_eq!(without_posts(&quiet("2025-W46"), false), Some(NoPost::NoNews));
    assert_eq!(without_posts(&quiet("2025-11-12"), false), Some(NoPost::Day));
}
