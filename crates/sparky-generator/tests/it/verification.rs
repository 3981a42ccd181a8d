//! Edits to finished documents are found and named.

use sparky_common::model::DocumentFormat;
use sparky_generator::{
    Generated,
    verify::{Finding, FindingKind, Materials, verify},
};

use crate::{document, sample::Sample};

fn week() -> sparky_common::model::Insights {
    Sample {
        period: "2025-W46",
        repositories: 4,
        stories: 3,
        paragraphs: 2,
        over: true,
    }
    .build()
}

/// As small as a week can be that has every sort of block.
fn small() -> sparky_common::model::Insights {
    Sample {
        period: "2025-W46",
        repositories: 2,
        stories: 1,
        paragraphs: 1,
        over: true,
    }
    .build()
}

fn claims(text: &str, format: DocumentFormat, generated: &Generated) -> Vec<Finding> {
    let findings = verify(text, format, &generated.sidecar, Materials::default());
    findings
        .into_iter()
        .filter(|finding| !finding.is_note())
        .collect()
}

fn formats(generated: &Generated) -> [(DocumentFormat, &str); 3] {
    [
        (DocumentFormat::Markdown, &generated.markdown),
        (DocumentFormat::Html, &generated.html),
        (DocumentFormat::Json, &generated.json),
    ]
}

#[test]
fn an_untouched_document_stands_in_every_format() {
    let insights = week();
    let generated = document(&insights);
    let materials = Materials {
        insights: Some(&insights),
        snapshot: None,
    };
    for (format, text) in formats(&generated) {
        assert_eq!(
            verify(text, format, &generated.sidecar, materials),
            [],
            "{format:?}"
        );
    }
}

#[test]
fn a_changed_number_is_named_with_what_the_evidence_says() {
    let generated = document(&week());
    let edited = generated.markdown.replacen("is 11 commits", "is 12 commits", 1);
    let claims = claims(&edited, DocumentFormat::Markdown, &generated);
    let messages: Vec<_> = claims.iter().map(ToString::to_string).collect();
    assert_eq!(messages, ["`12 commits.`: the evidence says `11 commits.`"]);
    assert_eq!(claims[0].kind, FindingKind::Number);
}

/// Every run of digits, one at a time, one higher.
#[test]
fn every_number_in_every_format_is_watched() {
    let generated = document(&small());
    for (format, text) in formats(&generated) {
        // Numbers of the style sheet and of HTML's own attributes claim nothing.
        let start = if format == DocumentFormat::Html {
            text.find("<body>").unwrap()
        } else {
            0
        };
        let mut at = start;
        while let Some(offset) = text[at..].find(|character: char| character.is_ascii_digit()) {
            let digit = at + offset;
            at = digit
                + text[digit..]
                    .find(|character: char| !character.is_ascii_digit())
                    .unwrap_or(1);
            let last = at - 1;
            let inside_tag_name = format == DocumentFormat::Html && text[..digit].ends_with(['h', '/']) && {
                text[..digit].ends_with("<h") || text[..digit].ends_with("</h")
            };
            // Which sentence a mark belongs to, and which heading a link leads to, are names.
            let names = [
                "id=\"s",
                "href=\"#s",
                "id=\"e",
                "popovertarget=\"e",
                "tabindex=\"",
                "tabindex=\"-",
            ];
            let in_name = |at: usize| {
                let start = text[..at].trim_end_matches(|digit: char| digit.is_ascii_digit());
                names.iter().any(|name| start.ends_with(name))
            };
            if inside_tag_name || format == DocumentFormat::Html && in_name(digit) {
                continue;
            }
            let changed = if &text[last..at] == "9" {
                "8".to_owned()
            } else {
                (text.as_bytes()[last] - b'0' + 1).to_string()
            };
            let edited = format!("{}{changed}{}", &text[..last], &text[at..]);
            let found = claims(&edited, format, &generated);
            assert!(
                !found.is_empty(),
                "{format:?}: `{}` was not found",
                around(&edited, last)
            );
        }
    }
}

/// Every word of letters in the Markdown, one at a time, written otherwise.
#[test]
fn every_word_is_watched() {
    let generated = document(&small());
    let text = &generated.markdown;
    let words = text
        .match_indices(|character: char| character.is_alphabetic())
        .map(|(at, _)| at);
    let starts = words.filter(|at| !text[..*at].chars().next_back().is_some_and(char::is_alphanumeric));
    for at in starts {
        let edited = format!("{}Zz{}", &text[..at], &text[at..]);
        let found = claims(&edited, DocumentFormat::Markdown, &generated);
        assert!(!found.is_empty(), "`{}` was not found", around(&edited, at));
    }
}

#[test]
fn foreign_links_added_sentences_and_removed_statements_are_named() {
    let generated = document(&week());
    let text = &generated.markdown;
    let cases = [
        (
            text.replacen(
                "https://github.com/raibid-labs/docs)",
                "https://evil.example/x)",
                1,
            ),
            FindingKind::Link,
            "evil.example",
        ),
        (
            text.replacen("raibid-labs/docs)", "raibid-labs/mop)", 1),
            FindingKind::Link,
            "raibid-labs/mop",
        ),
        (
            text.replacen("## People", "Everyone got a raise.\n\n## People", 1),
            FindingKind::Added,
            "Everyone got a raise.",
        ),
        (
            text.replacen("Mara Ström", "Mallory Storm", 1),
            FindingKind::Words,
            "Mara Ström",
        ),
        (
            text.replacen(" of 2025)'", " of 2024)'", 1),
            FindingKind::Number,
            "title: ",
        ),
        (
            text.replacen("partial: false", "partial: true", 1),
            FindingKind::Words,
            "partial: ",
        ),
        (
            text.replacen("draft: false", "draft: false\nlayout: x", 1),
            FindingKind::FrontMatter,
            "front matter",
        ),
        (
            text.replacen("---\n", "---js\n", 1),
            FindingKind::FrontMatter,
            "does not begin",
        ),
        (
            text.replacen("## People", "<script>1</script>\n\n## People", 1),
            FindingKind::Markup,
            "<script>",
        ),
        (
            text.replacen("## People", "![x](https://e.x/y.png)\n\n## People", 1),
            FindingKind::Markup,
            "y.png",
        ),
    ];
    for (edited, kind, named) in cases {
        assert_ne!(&edited, text, "{named}: the edit does nothing");
        let found = claims(&edited, DocumentFormat::Markdown, &generated);
        let is_named = found
            .iter()
            .any(|finding| finding.kind == kind && finding.message.contains(named));
        assert!(is_named, "{kind:?} {named}: {found:?}");
    }
    let attention = text
        .lines()
        .find(|line| line.contains("has waited for a review"))
        .unwrap();
    let found = claims(
        &text.replacen(attention, "", 1),
        DocumentFormat::Markdown,
        &generated,
    );
    let is_gone =
        |finding: &Finding| finding.kind == FindingKind::Removed && finding.message.contains("has waited");
    assert!(found.iter().any(is_gone), "{found:?}");
}

#[test]
fn white_space_is_only_worth_a_note() {
    let generated = document(&week());
    let (front_matter, body) = generated.markdown.split_once("\n---\n").unwrap();
    let body = body.replace(". ", ".\n").replace("\n\n", "\n\n\n");
    let edited = format!("{front_matter}\n---\n{body}");
    let findings = verify(
        &edited,
        DocumentFormat::Markdown,
        &generated.sidecar,
        Materials::default(),
    );
    assert!(findings.len() == 1 && findings[0].is_note(), "{findings:?}");
}

#[test]
fn evidence_that_was_forged_is_held_against_the_insights() {
    let insights = week();
    let mut generated = document(&insights);
    let materials = Materials {
        insights: Some(&insights),
        snapshot: None,
    };
    let statement = generated
        .sidecar
        .statements
        .iter_mut()
        .find(|each| each.text.contains("is 11 commits"))
        .unwrap();
    statement.text = statement.text.replace("11", "977");
    let edited = generated.markdown.replacen("is 11 commits", "is 977 commits", 1);
    let findings = verify(&edited, DocumentFormat::Markdown, &generated.sidecar, materials);
    assert!(
        findings
            .iter()
            .any(|finding| finding.message.contains("does not say 11")),
        "{findings:?}"
    );
    let statement = generated
        .sidecar
        .statements
        .iter_mut()
        .find(|each| each.text.contains("is 977 commits"))
        .unwrap();
    statement.numbers.values_mut().for_each(|value| *value = 977);
    let findings = verify(&edited, DocumentFormat::Markdown, &generated.sidecar, materials);
    assert!(
        findings
            .iter()
            .any(|finding| finding.message.contains("the insights say 11")),
        "{findings:?}"
    );
}

fn around(text: &str, at: usize) -> &str {
    let start = (0..=at.saturating_sub(30))
        .rev()
        .find(|index| text.is_char_boundary(*index))
        .unwrap_or(0);
    let end = (at + 30..=text.len())
        .find(|index| text.is_char_boundary(*index))
        .unwrap_or(text.len());
    &text[start..end]
}

/// Pictures, navigation and shown evidence are watched as the text is.
#[test]
fn nothing_else_gets_into_the_page() {
    let generated = document(&small());
    let html = &generated.html;
    let svg = html.find("<svg").unwrap();
    let edits = [
        html.replace("</article>", "<svg><text>900 commits</text></svg></article>"),
        format!("{}{}", &html[..svg], html[svg..].replacen("Commits", "Tears", 1)),
        html.replace("min read", "min of fame"),
        html.replacen("Contents", "Discontents", 1),
        html.replacen("<li>", "<li>Best week ever ", 1),
        html.replacen("</aside>", "<ul popover><li>made up</li></ul></aside>", 1),
        html.replacen(
            "</aside>",
            "<ul popover><li><a href=\"https://evil.example\"></a></li></ul></aside>",
            1,
        ),
        html.replacen(
            "</header>",
            "<img src=\"https://evil.example/p.png\"></header>",
            1,
        ),
    ];
    for edited in edits {
        assert_ne!(*html, edited);
        let found = claims(&edited, DocumentFormat::Html, &generated);
        assert!(!found.is_empty(), "{edited}");
    }
    let markdown = generated.markdown.replace(".activity.svg", ".other.svg");
    assert_ne!(generated.markdown, markdown);
    assert!(!claims(&markdown, DocumentFormat::Markdown, &generated).is_empty());
}
