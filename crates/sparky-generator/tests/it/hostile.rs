//! Collected text that wants to be more than text.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use sparky_common::model::{Coverage, Gap, Insights, Span};

use crate::{document, faults, sample::Sample};

/// What people have tried, and what breaks renderers by accident.
pub const CORPUS: &[&str] = &[
    "---\ntitle: owned\n---",
    "---js\nmodule.exports = require('child_process')\n---",
    "\n---\ndraft: true",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- comment --> <b>bold</b> </article>",
    "[click](javascript:alert(1))",
    "<javascript:alert(1)>",
    "![pixel](https://evil.example/p.png)",
    "![pixel][ref]\n\n[ref]: https://evil.example/p.png",
    "![[secret note]] and [[wiki|link]] and [[[nested]]]",
    "@octocat and @raibid-labs/everyone, (@bob)",
    "#todo #a/b and C# and #12 and GH-12",
    "https://evil.example/x?a=b&c=d and www.evil.example and ftp://x.y",
    "mail someone@example.com or mailto:some.one@example.co.uk",
    "\u{202e}desrever\u{202c} zero\u{200b}width \u{feff}bom \u{e0041}\u{e0042}\u{e007f} \u{2066}iso\u{2069}",
    "tick ` tock `` and ``` fence",
    "a | b | c \\| d",
    "# heading\n## heading\n===\n---",
    "- item\n+ item\n* item\n1. item\n> quote",
    "*emph* **strong** __strong__ ~~gone~~ ==marked== ^sup^ ~sub~",
    "{{ 7*7 }} {% raw %} ${{ secrets.X }} <%= 1 %>",
    "%%hidden comment%% $x^2$ $$y$$ [^1] ^block-id",
    "&lt;script&gt; &#60;b&#62; &amp; &copy",
    "ghp_0123456789abcdefABCDEF0123456789abcd AKIAIOSFODNN7EXAMPLE",
    "-----BEGIN OPENSSH PRIVATE KEY----- b3BlbnNzaC1rZXktdjE",
    "xoxb-1234567890-abcdefghij eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
    "\\*not\\* \\ \\\\ \\`",
    "\u{e000}summary\u{e001}",
    "no",
    "2025-11-12",
    "'single' \"double\" : # - ? ! & * @ `",
    "",
    "   ",
    "\u{200b}",
];

/// Insights in which every place for collected text holds the same text.
pub fn poisoned(text: &str) -> Insights {
    let mut insights = Sample {
        period: "2025-W46",
        repositories: 3,
        stories: 1,
        paragraphs: 1,
        over: true,
    }
    .build();
    let spans = |spans: &mut Vec<Span>| {
        let own = |words: &str| Span::Text { text: words.into() };
        spans.splice(
            0..0,
            [
                Span::Term { text: text.into() },
                own(" and "),
                Span::Quote { text: text.into() },
                own(" "),
                Span::Code { text: text.into() },
                own(" by "),
                Span::Person {
                    id: "p".into(),
                    name: text.into(),
                },
                own(" in "),
                Span::Release {
                    repository: "raibid-labs/docs".into(),
                    tag: text.into(),
                },
                own(" too "),
                Span::Release {
                    repository: "local".into(),
                    tag: text.into(),
                },
                own(" of "),
                Span::Repository { name: text.into() },
                own(" "),
                Span::Commit {
                    repository: "raibid-labs/docs".into(),
                    oid: text.into(),
                },
                own("; "),
            ],
        );
    };
    for story in &mut insights.stories {
        spans(&mut story.headline.spans);
        story
            .paragraphs
            .iter_mut()
            .flatten()
            .for_each(|sentence| spans(&mut sentence.spans));
    }
    insights
        .summary
        .iter_mut()
        .for_each(|sentence| spans(&mut sentence.spans));
    insights
        .attention
        .iter_mut()
        .for_each(|attention| spans(&mut attention.sentence.spans));
    for repository in &mut insights.repositories {
        repository.line.iter_mut().for_each(|line| spans(&mut line.spans));
    }
    insights.contributors[0]
        .line
        .iter_mut()
        .for_each(|line| spans(&mut line.spans));
    insights.contributors[2].name = text.into();
    insights.organisation = text.into();
    insights.time_zone = text.into();
    insights.repositories[1].name = text.into();
    insights.repositories[1].web_url = Some(format!("https://evil.example/{text}"));
    insights.repositories[2].web_url = Some(text.into());
    insights.repositories[2].areas = vec![(text.into(), 1)];
    insights.repositories[2].coverage = Coverage::partial(vec![Gap {
        what: text.into(),
        why: text.into(),
    }]);
    insights
}

/// Every event of the Markdown body that is not structure of our own.
pub fn strange(markdown: &str) -> Vec<String> {
    let (_, body) = markdown[4..].split_once("\n---\n").unwrap();
    let events = Parser::new_ext(body, Options::all() - Options::ENABLE_SMART_PUNCTUATION);
    let strange = events.filter(|event| match event {
        Event::Start(Tag::Link { dest_url, .. }) => {
            // The second is the poisoned repository's own address, where it is a plain one.
            !dest_url.starts_with("https://github.com/raibid-labs/")
                && !dest_url.starts_with("https://evil.example/")
        }
        // A chart of ours; the hash of each stands in the sidecar.
        Event::Start(Tag::Image { dest_url, .. }) => !matches!(
            &**dest_url,
            "2025-W46.trend.svg" | "2025-W46.activity.svg" | "2025-W46.repositories.svg"
        ),
        Event::Start(
            Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::List(None)
            | Tag::Item
            | Tag::Table(_)
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell,
        ) => false,
        Event::Start(_) => true,
        Event::End(_) | Event::Text(_) | Event::Code(_) => false,
        _ => true,
    });
    strange.map(|event| format!("{event:?}")).collect()
}

fn check(text: &str) {
    let insights = poisoned(text);
    let generated = document(&insights);
    let mut faults = faults(&insights, &generated);
    // The evidence of the JSON names tags and repositories as the snapshot does. One that is itself a secret
    // stays one, and the gate holds the document.
    faults
        .iter_mut()
        .for_each(|(_, details)| details.retain(|detail| !detail.ends_with("of the .json file")));
    faults.retain(|(name, details)| name != "word_range_violations" && !details.is_empty());
    assert_eq!(faults, [], "{text:?}\n{}", generated.markdown);
    assert_eq!(
        strange(&generated.markdown),
        Vec::<String>::new(),
        "{text:?}\n{}",
        generated.markdown
    );
    let front_matter = generated.markdown[4..].split_once("\n---\n").unwrap().0;
    let keys = front_matter
        .lines()
        .filter_map(|line| line.split_once(':').map(|(key, _)| key));
    let keys: Vec<_> = keys.filter(|key| !key.starts_with([' ', '-'])).collect();
    assert_eq!(
        keys,
        [
            "title",
            "date",
            "description",
            "tags",
            "draft",
            "kind",
            "period",
            "partial"
        ],
        "{front_matter}"
    );
}

#[test]
fn the_corpus_stays_text() {
    CORPUS.iter().for_each(|text| check(text));
}

#[test]
fn the_corpus_stays_text_when_joined() {
    check(&CORPUS.concat());
    for few in CORPUS.chunks(3) {
        check(&few.concat());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_text_stays_text(text in "[\\PC\\n]{0,40}") {
        check(&text);
    }

    #[test]
    fn any_markup_stays_text(text in "[-`*_\\[\\]()<>|~$&%{}^#!@:/=+.\\\\\"' a1\n]{0,40}") {
        check(&text);
    }
}
