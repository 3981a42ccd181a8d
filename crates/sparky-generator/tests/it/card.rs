//! The social card: looked at as a drawing, as a picture and by `verify`.

use sparky_common::{
    config::DocumentChoice,
    model::{DocumentFormat, Insights, Sha256, Sidecar, Span},
};
use sparky_generator::{
    Settings, card,
    verify::{FindingKind, verify_picture},
};

use crate::{blog::made, corpus, hostile::poisoned, sample::Sample, sample::quiet};

const NAME: &str = "2025-W46.png";

fn week() -> Insights {
    Sample {
        period: "2025-W46",
        repositories: 4,
        stories: 3,
        paragraphs: 2,
        over: true,
    }
    .build()
}

fn titled(title: &str) -> Insights {
    let mut insights = week();
    insights.stories[0].headline.spans = vec![Span::Term { text: title.into() }];
    insights
}

/// The words of a card by their class, from the top.
fn words(insights: &Insights) -> Vec<(String, String)> {
    let svg = card(insights).unwrap().svg;
    let drawing = roxmltree::Document::parse(&svg).unwrap();
    let texts = drawing.descendants().filter(|node| node.has_tag_name("text"));
    texts
        .map(|node| {
            let class = node.attribute("class").unwrap();
            (class.to_owned(), node.text().unwrap_or("").to_owned())
        })
        .collect()
}

fn of(class: &str, insights: &Insights) -> Vec<String> {
    let found = words(insights).into_iter().filter(|(found, _)| found == class);
    found.map(|(_, text)| text).collect()
}

#[test]
fn a_card_says_whose_week_it_was_what_happened_and_how_much() {
    let insights = week();
    assert_eq!(of("owner", &insights), ["raibid-labs"]);
    assert_eq!(of("when", &insights), ["Week 46 of 2025"]);
    assert_eq!(of("value", &insights).len(), 3);
    assert_eq!(
        of("words", &insights),
        ["commits", "people", "active repositories"]
    );
    let labels = of("label", &insights);
    assert_eq!(labels[..7], ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]);
    let mut so_far = insights;
    so_far.over = false;
    assert_eq!(of("when", &so_far), ["Week 46 of 2025, so far"]);
}

#[test]
fn a_quiet_week_says_so() {
    let mut insights = quiet("2025-W46");
    insights.totals.active_repositories = 0;
    assert_eq!(of("headline", &insights), ["A quiet week"]);
    assert_eq!(of("value", &insights)[0], "0");
    assert_eq!(of("words", &insights)[0], "commits");
}

#[test]
fn a_headline_in_another_script_gives_way_to_our_own_words() {
    let insights = titled("日本語のタイトルがここに入ります");
    let headline = of("headline", &insights).join(" ");
    assert!(headline.ends_with("commits this week"), "{headline}");
    let mixed = of("headline", &titled("Der Fluß 🎉 des 川 Wassers → Meer")).join(" ");
    assert!(mixed.ends_with("Der Fluß des Wassers → Meer"), "{mixed}");
}

#[test]
fn the_picture_has_its_size_and_the_same_insights_give_the_same_bytes() {
    let insights = week();
    let first = card(&insights).unwrap().png().unwrap();
    let reader = png::Decoder::new(std::io::Cursor::new(&first))
        .read_info()
        .unwrap();
    assert_eq!((reader.info().width, reader.info().height), (1200, 630));
    let again: Insights = serde_json::from_slice(&serde_json::to_vec(&insights).unwrap()).unwrap();
    assert_eq!(first, card(&again).unwrap().png().unwrap());
    assert!(first.len() < 200_000, "{}", first.len());
}

#[test]
fn hostile_text_stays_text_in_the_drawing() {
    let mut texts = corpus::texts();
    texts.push(texts.concat());
    texts.extend(corpus::secrets().into_iter().map(|(_, secret, _)| secret));
    for text in texts {
        let insights = poisoned(&text);
        let svg = card(&insights).unwrap().svg;
        let drawing =
            roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{text:?}: {error}\n{svg}"));
        for node in drawing.descendants().filter(roxmltree::Node::is_element) {
            let name = node.tag_name().name();
            assert!(
                ["svg", "style", "rect", "text"].contains(&name),
                "{text:?}: {name}"
            );
            let ours = [
                "class",
                "x",
                "y",
                "width",
                "height",
                "rx",
                "font-size",
                "text-anchor",
                "viewBox",
            ];
            for attribute in node.attributes() {
                assert!(ours.contains(&attribute.name()), "{text:?}: {}", attribute.name());
            }
        }
        assert!(
            !svg.contains('@') || !svg.contains("example.com"),
            "{text:?}\n{svg}"
        );
    }
    for (name, secret, rest) in corpus::secrets() {
        let svg = card(&titled(&format!("set KEY={secret}"))).unwrap().svg;
        assert!(!svg.contains(&rest[..rest.len().min(12)]), "{name}\n{svg}");
    }
}

fn with_site(documents: &[DocumentChoice]) -> Settings {
    Settings {
        documents: documents.into(),
        site_url: "https://reports.example.org".into(),
        ..Settings::default()
    }
}

#[test]
fn previews_find_the_card_where_the_site_is_known() {
    let url = "https://reports.example.org/weekly/2025-W46.png";
    let text = |settings: &Settings, path: &str| {
        let made = made(&week(), settings);
        let file = made.files.iter().find(|file| file.path == path).unwrap();
        String::from_utf8(file.content.clone()).unwrap()
    };
    let with = with_site(&DocumentChoice::ALL);
    assert!(text(&with, "weekly/2025-W46.md").contains(&format!("\nimage: '{url}'\n")));
    let page = text(&with, "weekly/2025-W46.html");
    for tag in [
        format!(
            "<meta property=\"og:image\" content=\"{}\">",
            url.replace('/', "&#x2f;")
        ),
        "<meta name=\"twitter:card\" content=\"summary_large_image\">".to_owned(),
    ] {
        assert!(page.contains(&tag), "{tag}\n{page}");
    }
    for without in [with_site(&[DocumentChoice::Report]), Settings::default()] {
        assert!(!text(&without, "weekly/2025-W46.md").contains("image: "));
        assert!(!text(&without, "weekly/2025-W46.html").contains("og:image"));
    }
    let alone = made(&week(), &with_site(&[DocumentChoice::Card]));
    assert_eq!(alone.files, []);
}

/// The evidence of a week whose card this is.
fn evidence(card: &[u8]) -> Sidecar {
    let made = made(&week(), &Settings::default());
    let path = format!("weekly/2025-W46{}", DocumentFormat::Evidence.extension());
    let file = made.files.iter().find(|file| file.path == path).unwrap();
    let mut sidecar: Sidecar = serde_json::from_slice(&file.content).unwrap();
    assert!(sidecar.formats.contains_key("weekly/2025-W46.png"));
    sidecar.formats.insert(format!("weekly/{NAME}"), Sha256::of(card));
    sidecar
}

/// What is found in a picture that was put in the place of the week's.
fn found(picture: &[u8], recorded: &[u8]) -> Vec<(FindingKind, String)> {
    let findings = verify_picture(NAME, picture, &evidence(recorded), Some(&week()));
    findings
        .into_iter()
        .map(|finding| (finding.kind, finding.message))
        .collect()
}

#[test]
fn what_was_edited_in_a_card_is_named() {
    let ours = card(&week()).unwrap().png().unwrap();
    assert_eq!(found(&ours, &ours), []);
    let mut more = week();
    more.totals.commits += 100;
    let mut other_day = week();
    other_day.days[2].commits += 3;
    let mut other_owner = week();
    other_owner.organisation = "another".into();
    for (insights, named) in [
        (more, "the number of commits"),
        (titled("Something else happened"), "the headline"),
        (other_day, "the columns"),
        (other_owner, "the name of the organisation"),
    ] {
        let picture = card(&insights).unwrap().png().unwrap();
        // Whoever edits a picture may put its hash into the evidence as well.
        for recorded in [&ours, &picture] {
            let found = found(&picture, recorded);
            let message = format!("`{NAME}`: {named} is not what the insights give");
            // A wider number moves what stands to its right.
            assert_eq!(found[0], (FindingKind::Picture, message));
        }
    }
    assert_eq!(found(b"no picture", &ours)[0].0, FindingKind::Picture);
}

/// A picture packed again, with its pixels changed and what the file says of its origin.
fn repacked(picture: &[u8], software: &str, change: impl Fn(&mut [u8])) -> Vec<u8> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(picture))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    change(&mut pixels);
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 1200, 630);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fast);
    encoder
        .add_text_chunk("Software".into(), software.into())
        .unwrap();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    file
}

#[test]
fn packing_is_no_claim_and_another_version_is_said() {
    let ours = card(&week()).unwrap().png().unwrap();
    let kinds = |picture: &[u8], recorded: &[u8]| -> Vec<_> {
        found(picture, recorded)
            .into_iter()
            .map(|(kind, _)| kind)
            .collect()
    };
    let packed = repacked(&ours, "Sparky, card 1", |_| {});
    assert_ne!(packed, ours);
    assert_eq!(kinds(&packed, &ours), [FindingKind::Bytes]);
    let rounded = repacked(&ours, "Sparky, card 1", |pixels| pixels[3] += 2);
    assert_eq!(kinds(&rounded, &ours), [FindingKind::Bytes]);
    let dotted = repacked(&ours, "Sparky, card 1", |pixels| pixels[1200 * 3 * 20] = 255);
    assert_eq!(kinds(&dotted, &dotted), [FindingKind::Picture]);
    let older = repacked(&ours, "Sparky, card 0", |pixels| pixels[1200 * 3 * 20] = 255);
    assert_eq!(kinds(&older, &older), [FindingKind::Unchecked]);
    assert_eq!(kinds(&older, &ours), [FindingKind::Picture]);
}
