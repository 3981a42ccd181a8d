//! Edits that leave the numbers alone: what was taken away, moved, hidden or slipped in is a finding too.

use sparky_common::model::DocumentFormat;
use sparky_generator::{
    Generated,
    verify::{Finding, FindingKind, Materials, verify},
};

use crate::{document, sample::Sample};

fn week() -> Generated {
    document(
        &Sample {
            period: "2025-W46",
            repositories: 4,
            stories: 3,
            paragraphs: 2,
            over: true,
        }
        .build(),
    )
}

/// What is found; the edit must change something.
fn found(before: &str, after: &str, format: DocumentFormat, week: &Generated) -> Vec<Finding> {
    assert_ne!(before, after, "the edit does nothing");
    verify(after, format, &week.sidecar, Materials::default())
}

#[test]
fn every_deleted_heading_and_line_is_a_finding() {
    let week = week();
    for (format, text, start) in [
        (DocumentFormat::Markdown, &week.markdown, "\n---\n"),
        (DocumentFormat::Html, &week.html, "<body"),
    ] {
        let body = text.find(start).unwrap() + start.len();
        let lines = text[body..].lines().filter(|line| {
            // Lines that hold a word a reader sees.
            let seen = line.split('<').map(|part| part.rsplit('>').next().unwrap_or(""));
            let rule = line.starts_with("|--") || line.starts_with("|:-");
            !rule && seen.collect::<String>().chars().any(char::is_alphabetic)
        });
        let lines: Vec<_> = lines.filter(|line| text.matches(*line).count() == 1).collect();
        assert!(lines.len() > 15, "{format:?}: {} lines", lines.len());
        for line in lines {
            let found = found(text, &text.replacen(line, "", 1), format, &week);
            assert!(
                found.iter().any(|finding| !finding.is_note()),
                "{format:?}: nobody missed `{line}`: {found:?}"
            );
        }
    }
}

#[test]
fn a_deleted_heading_is_named() {
    let week = week();
    let edited = week.markdown.replacen("## People\n", "", 1);
    let found = found(&week.markdown, &edited, DocumentFormat::Markdown, &week);
    assert!(
        found
            .iter()
            .any(|finding| finding.kind == FindingKind::Removed && finding.message.contains("People")),
        "{found:?}"
    );
}

#[test]
fn sections_in_another_order_are_a_finding() {
    let week = week();
    let (front, rest) = week.markdown.split_once("\n## ").unwrap();
    let mut sections: Vec<_> = rest.split("\n## ").collect();
    sections.swap(0, 1);
    let edited = format!("{front}\n## {}", sections.join("\n## "));
    let found = found(&week.markdown, &edited, DocumentFormat::Markdown, &week);
    assert!(found.iter().any(|finding| !finding.is_note()), "{found:?}");
}

#[test]
fn styles_and_markup_that_hide_words_are_findings() {
    let week = week();
    let html = &week.html;
    let edits = [
        html.replacen("</style>", "article p { display: none }</style>", 1),
        html.replacen(
            "</style>",
            "article::after { content: 'Best week ever' }</style>",
            1,
        ),
        html.replacen("<p>", "<p style=\"display:none\">", 1),
        html.replacen("<p>", "<p class=\"gone\">", 1),
        html.replacen("<h2", "<h4", 1).replacen("</h2>", "</h4>", 1),
        html.replacen("<li>", "<li><del>", 1)
            .replacen("</li>", "</del></li>", 1),
    ];
    for edited in edits {
        let found = found(html, &edited, DocumentFormat::Html, &week);
        assert!(found.iter().any(|finding| !finding.is_note()), "{found:?}");
    }
}

#[test]
fn added_sentences_are_named_in_every_format() {
    let week = week();
    let last = "</p>";
    let at = week.html.rfind(last).unwrap();
    let html = format!("{} Everyone got a raise.{}", &week.html[..at], &week.html[at..]);
    let markdown = format!("{}\nEveryone got a raise.\n", week.markdown);
    for (before, after, format) in [
        (&week.html, html, DocumentFormat::Html),
        (&week.markdown, markdown, DocumentFormat::Markdown),
    ] {
        let found = found(before, &after, format, &week);
        let named = found.iter().any(|finding| {
            finding.kind == FindingKind::Added && finding.message.contains("Everyone got a raise.")
        });
        assert!(named, "{format:?}: {found:?}");
    }
    let json = week
        .json
        .replacen("\"text\": \"", "\"text\": \"Everyone got a raise. ", 1);
    let found = found(&week.json, &json, DocumentFormat::Json, &week);
    assert!(
        found
            .iter()
            .any(|finding| finding.message.contains("Everyone got a raise.")),
        "{found:?}"
    );
}

#[test]
fn what_older_evidence_cannot_tell_is_said() {
    let mut old = week();
    old.sidecar.formats.retain(|path, _| !path.ends_with(".html"));
    let html = old.html.replacen("</style>", "p { display: none }</style>", 1);
    let findings = verify(&html, DocumentFormat::Html, &old.sidecar, Materials::default());
    let notes: Vec<_> = findings.iter().map(ToString::to_string).collect();
    assert!(findings.iter().all(Finding::is_note), "{notes:?}");
    assert!(
        notes.iter().any(|note| note.contains("records no hash")),
        "{notes:?}"
    );

    old.sidecar.schema_version = 0;
    let findings = verify(
        &old.markdown,
        DocumentFormat::Markdown,
        &old.sidecar,
        Materials::default(),
    );
    let notes: Vec<_> = findings.iter().map(ToString::to_string).collect();
    assert!(findings.iter().all(Finding::is_note), "{notes:?}");
    assert!(
        notes.iter().any(|note| note.contains("schema version 0")),
        "{notes:?}"
    );
}
