use bytes::Bytes;
use sparky_common::{
    model::{ArtifactRef, Document, DocumentFormat, DocumentKind, DocumentSet},
    period::Period,
};

use super::{address::Sort, *};

fn shelf(layout: Layout, path: &str) -> Shelf {
    Shelf::of(&Destination {
        name: "docs".into(),
        layout,
        repository: String::new(),
        branch: String::new(),
        path: path.into(),
        push: true,
        private: false,
        author_name: String::new(),
        author_email: String::new(),
    })
}

fn edition(period: &str, title: &str) -> Edition {
    let period: Period = period.parse().unwrap();
    let markdown = format!("---\ntitle: {title:?}\n---\n\nText.\n");
    let files = [
        (DocumentFormat::Markdown, markdown.as_str()),
        (DocumentFormat::Html, "<p>Text.</p>"),
        (DocumentFormat::Evidence, "{}"),
    ];
    let documents = files.map(|(format, content)| Document {
        kind: DocumentKind::WeeklyReport,
        format,
        path: format!("{}/{period}{}", period.kind(), format.extension()),
        artifact: ArtifactRef {
            name: String::new(),
            sha256: Sha256::of(content.as_bytes()),
            bytes: content.len() as u64,
        },
    });
    Edition {
        set: DocumentSet {
            schema_version: 1,
            kind: period.kind(),
            period,
            title: title.into(),
            complete: true,
            private: false,
            documents: documents.to_vec(),
        },
        contents: files
            .iter()
            .map(|(_, content)| Bytes::copy_from_slice(content.as_bytes()))
            .collect(),
    }
}

/// Publishes editions one after the other.
fn site(editions: &[Edition], mut present: Present) -> Present {
    let shelf = shelf(Layout::Quartz, "");
    for edition in editions {
        let known = present
            .iter()
            .filter(|(path, _)| shelf.needs(path))
            .map(|(a, b)| (a.clone(), b.clone()))
            .collect();
        present.extend(
            shelf
                .pages(edition, &known)
                .into_iter()
                .map(|page| (page.path, page.content)),
        );
    }
    present
}

fn text<'a>(present: &'a Present, path: &str) -> &'a str {
    std::str::from_utf8(&present[path]).unwrap()
}

#[test]
fn every_period_has_a_place_of_its_own_and_can_be_read_back() {
    for (period, path) in [
        ("2025-11-12", "2025/11/2025-11-12.md"),
        ("2025-W46", "2025/11/week-2025-46.md"),
        ("2025-11", "2025/11/month-2025.md"),
        // Begins on 30 December 2024, and ISO 8601 counts it to 2025.
        ("2025-W01", "2025/01/week-2025-01.md"),
        // Ends on 3 January 2021, and ISO 8601 counts it to 2020.
        ("2020-W53", "2020/12/week-2020-53.md"),
    ] {
        let period: Period = period.parse().unwrap();
        assert_eq!(address::path_of(period, Sort::Report), path);
        assert_eq!(address::page_of(path), Some((period, Sort::Report)));
    }
    for path in [
        "2025/10/week-2025-46.md",
        "week-2025-46.md",
        "2025/11/month-2024.md",
        "2025/11/notes.md",
    ] {
        assert_eq!(address::page_of(path), None, "{path}");
    }
}

#[test]
fn the_git_layout_is_that_of_the_output_folder() {
    let paths = |path: &str| -> Vec<String> {
        let pages = shelf(Layout::Git, path).pages(&edition("2025-W46", "A week"), &Present::new());
        pages.into_iter().map(|page| page.path).collect()
    };
    assert_eq!(
        paths(""),
        [
            "reports/weekly/2025-W46.md",
            "reports/weekly/2025-W46.evidence.json"
        ]
    );
    assert_eq!(paths("/a/b/")[0], "a/b/weekly/2025-W46.md");
    assert_eq!(paths("/")[0], "weekly/2025-W46.md");
}

#[test]
fn index_pages_list_what_lies_there_in_order_whatever_was_published_first() {
    let editions = [
        edition("2025-W46", "raibid-labs, week 46"),
        edition("2025-11-12", "Wednesday"),
        edition("2025-11", "November"),
        edition("2025-W01", "The first week"),
        edition("2024-12-31", "The last day"),
    ];
    let forwards = site(&editions, Present::new());
    let mut reversed = editions.to_vec();
    reversed.reverse();
    assert_eq!(site(&reversed, Present::new()), forwards);
    insta::assert_snapshot!("blog_index", text(&forwards, "content/blog/index.md"));
    insta::assert_snapshot!("year_index", text(&forwards, "content/blog/2025/index.md"));
}

#[test]
fn hostile_titles_stay_words() {
    let hostile =
        "x](javascript:alert(1)) <img src=x onerror=y> [[secret]] @ada <!-- sparky:reports:end --> `---js`";
    let page = site(&[edition("2025-W46", hostile)], Present::new());
    let line = text(&page, "content/blog/index.md")
        .lines()
        .find(|line| line.contains("week-2025-46"))
        .unwrap();
    assert_eq!(
        line,
        "- [Week 46 of 2025, to 16 November](blog/2025/11/week-2025-46.md): x (javascript:alert(1)) img src x \
         onerror y secret ada !- sparky:reports:end - -js"
    );
}

#[test]
fn what_someone_wrote_on_an_index_page_stays() {
    let path = "content/blog/index.md";
    let mine = "---\ntitle: Our blog\n---\n\nWelcome, \u{fffd}!\n";
    let first = site(
        &[edition("2025-W45", "a")],
        Present::from([(path.into(), mine.into())]),
    );
    assert!(text(&first, path).starts_with(mine));
    let mut edited = first.clone();
    edited.insert(
        path.into(),
        format!("{}\nBelow the list.\n", text(&first, path)).into_bytes(),
    );
    let second = site(&[edition("2025-W46", "b")], edited);
    let page = text(&second, path);
    assert!(
        page.starts_with(mine) && page.ends_with("\nBelow the list.\n"),
        "{page}"
    );
    assert_eq!(page.matches("week-2025-45").count(), 1, "{page}");
    assert_eq!(page.matches("week-2025-46").count(), 1, "{page}");
}

/// The page names its charts without a folder, and its card is looked for beside it, so they must lie beside it, under the names it knows.
#[test]
fn pictures_lie_where_the_page_finds_them() {
    let mut edition = edition("2025-W46", "Week");
    let pictures = [
        (
            DocumentFormat::Svg,
            "2025-W46.activity.svg",
            Bytes::from_static(b"<svg/>"),
        ),
        (
            DocumentFormat::Png,
            "2025-W46.png",
            Bytes::from_static(b"\x89PNG"),
        ),
    ];
    for (format, name, content) in &pictures {
        edition.set.documents.push(Document {
            kind: DocumentKind::WeeklyReport,
            format: *format,
            path: format!("weekly/{name}"),
            artifact: ArtifactRef {
                name: String::new(),
                sha256: Sha256::of(content),
                bytes: content.len() as u64,
            },
        });
        edition.contents.push(content.clone());
    }
    for (layout, folder, page) in [
        (Layout::Git, "reports/weekly", "2025-W46.md"),
        (Layout::Quartz, "content/blog/2025/11", "week-2025-46.md"),
    ] {
        let pages = shelf(layout, "").pages(&edition, &Present::new());
        let find = |name: &str| pages.iter().find(|page| page.path == format!("{folder}/{name}"));
        assert!(find(page).is_some(), "{page}");
        for (_, name, content) in &pictures {
            assert_eq!(find(name).unwrap().content, content[..], "{name}");
        }
    }
}

/// A week with a story, a card and feeds beside its report.
fn with_story(site: &str) -> Edition {
    let mut edition = edition("2025-W46", "The week");
    let feed = |link: &str| format!("<feed><link href=\"{site}{link}\"/></feed>");
    let more = [
        (
            DocumentKind::BlogPost,
            DocumentFormat::Markdown,
            "blog/2025-W46.md",
            "---\ntitle: \"The story\"\n---\n".to_owned(),
        ),
        (
            DocumentKind::BlogPost,
            DocumentFormat::Evidence,
            "blog/2025-W46.evidence.json",
            "{}".to_owned(),
        ),
        (
            DocumentKind::WeeklyReport,
            DocumentFormat::Png,
            "weekly/2025-W46.png",
            "png".to_owned(),
        ),
        (
            DocumentKind::DevToArticle,
            DocumentFormat::Markdown,
            "blog/2025-W46.devto.md",
            "---\n---\n".to_owned(),
        ),
        (
            DocumentKind::SocialPost,
            DocumentFormat::Text,
            "social/weekly/2025-W46/x.txt",
            "news".to_owned(),
        ),
        (
            DocumentKind::Feed,
            DocumentFormat::Atom,
            "weekly/feed.atom.xml",
            feed("/weekly/2025-W46.html"),
        ),
    ];
    for (kind, format, path, content) in more {
        edition.set.documents.push(Document {
            kind,
            format,
            path: path.into(),
            artifact: ArtifactRef {
                name: String::new(),
                sha256: Sha256::of(content.as_bytes()),
                bytes: content.len() as u64,
            },
        });
        edition.contents.push(Bytes::from(content));
    }
    edition
}

#[test]
fn a_story_lies_beside_its_report_and_feeds_at_the_root() {
    let paths = |layout, site: &str| -> Vec<String> {
        let pages = shelf(layout, "").pages(&with_story(site), &Present::new());
        pages.into_iter().map(|page| page.path).collect()
    };
    assert_eq!(
        paths(Layout::Quartz, "https://reports.example.org"),
        [
            "content/blog/2025/11/week-2025-46.md",
            "content/blog/2025/11/story-week-2025-46.md",
            "content/blog/2025/11/2025-W46.png",
            "content/weekly.atom.xml",
            "content/blog/index.md",
            "content/blog/2025/index.md",
        ]
    );
    assert_eq!(
        paths(Layout::Git, "https://reports.example.org"),
        [
            "reports/weekly/2025-W46.md",
            "reports/weekly/2025-W46.evidence.json",
            "reports/blog/2025-W46.md",
            "reports/blog/2025-W46.evidence.json",
            "reports/weekly/2025-W46.png",
            "reports/weekly/feed.atom.xml",
        ]
    );
    // Links that are relative to the output folder lead nowhere from here.
    assert!(!paths(Layout::Quartz, "").iter().any(|path| path.contains("atom")));
}

#[test]
fn index_pages_list_stories_behind_their_reports() {
    let site = site(&[with_story(""), edition("2025-11", "November")], Present::new());
    let blog = text(&site, "content/blog/index.md");
    let year = text(&site, "content/blog/2025/index.md");
    let report = "- [Week 46 of 2025, to 16 November](blog/2025/11/week-2025-46.md): The week\n";
    let story = "- [The story of week 46 of 2025](blog/2025/11/story-week-2025-46.md): The story\n";
    for page in [blog, year] {
        assert!(page.contains(&format!("{report}{story}")), "{page}");
    }
    assert!(
        blog.contains("- [2025](blog/2025/index.md), 2 reports, 1 story\n"),
        "{blog}"
    );
}
