//! The HTML report opened from disk in a real browser, as a reader opens it.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

mod chromium;
#[path = "../it/sample.rs"]
#[allow(dead_code, reason = "other tests use more of it")]
mod sample;

use std::path::PathBuf;

use fantoccini::{Locator, key::Key};
use serde_json::{Value, json};
use sparky_common::model::{ArtifactRef, Sha256};
use sparky_generator::{Settings, Templates, generate};
use sparky_testkit::eventually;

use chromium::{Chromium, target};
use sample::Sample;

/// A page on disk, in a folder of its own.
fn page(period: &'static str) -> (tempfile::TempDir, PathBuf) {
    let insights = Sample {
        period,
        repositories: 6,
        stories: 5,
        paragraphs: 3,
        over: true,
    }
    .build();
    let artifact = ArtifactRef {
        name: "insights".into(),
        sha256: Sha256::of(b""),
        bytes: 0,
    };
    // A report that someone wants to look at may be named instead of the sample.
    let html = match std::env::var_os("SPARKY_PAGE") {
        Some(file) => std::fs::read_to_string(file).unwrap(),
        None => {
            let templates = Templates::load(None).unwrap();
            let settings = Settings {
                site_url: "https://reports.example.org".into(),
                ..Settings::default()
            };
            generate(&insights, &artifact, &templates, &settings)
                .unwrap()
                .html
        }
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    std::fs::write(&file, html).unwrap();
    (folder, file)
}

#[tokio::test]
async fn a_report_is_a_page_one_enjoys() {
    let Some(browser) = Chromium::start().await else {
        return;
    };
    let (_folder, file) = page("2025-W46");
    browser.look("screen", "light", 1200).await;
    let address = format!("file://{}", file.display());
    browser.client.goto(&address).await.unwrap();
    contents_lead_to_their_headings(&browser).await;
    evidence_opens_by_click_and_by_keyboard(&browser, &address).await;
    pictures_have_words(&browser).await;
    for (name, scheme, width) in [
        ("desktop-light", "light", 1200),
        ("desktop-dark", "dark", 1200),
        ("phone-light", "light", 360),
        ("phone-dark", "dark", 360),
    ] {
        browser.look("screen", scheme, width).await;
        browser.photograph(name).await;
        colours_follow(&browser, scheme).await;
        nothing_scrolls_sideways(&browser, width).await;
        nothing_keeps_people_out(&browser, name).await;
    }
    paper_shows_no_controls(&browser).await;
    nothing_was_asked_of_the_network(&browser, &address).await;
    let console = browser.log("browser").await;
    assert_eq!(console, Vec::<Value>::new());
    browser.close().await;
}

async fn contents_lead_to_their_headings(browser: &Chromium) {
    let links = browser
        .client
        .find_all(Locator::Css(".contents a"))
        .await
        .unwrap();
    assert!(links.len() > 4, "{} entries", links.len());
    for link in links {
        let words = link.text().await.unwrap();
        link.click().await.unwrap();
        eventually("the heading comes into sight", async || {
            let found = browser
                .script(
                    "const heading = document.querySelector(location.hash);
                     const top = heading.getBoundingClientRect().top;
                     // The last headings cannot come further up.
                     const end = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
                     return { words: heading.innerText, seen: top >= 0 && (top < 60 || end) };",
                )
                .await;
            (found["seen"] == json!(true)).then(|| assert_eq!(found["words"], json!(words)))
        })
        .await;
    }
}

/// The popover that is open, by what it says; nothing where none is.
async fn open(browser: &Chromium) -> Option<String> {
    let found = browser
        .script("return document.querySelector(':popover-open')?.innerText ?? null")
        .await;
    found.as_str().map(str::to_owned)
}

async fn evidence_opens_by_click_and_by_keyboard(browser: &Chromium, address: &str) {
    let marks = browser
        .client
        .find_all(Locator::Css("button[popovertarget]"))
        .await
        .unwrap();
    assert!(marks.len() > 5, "{} marks", marks.len());
    assert_eq!(open(browser).await, None);
    marks[0].click().await.unwrap();
    let by_click = open(browser).await.expect("a click opens the evidence");
    assert!(!by_click.trim().is_empty());
    let active = browser.client.active_element().await.unwrap();
    active.send_keys(&Key::Escape.to_string()).await.unwrap();
    assert_eq!(open(browser).await, None);

    // By keyboard alone: from the top to the first mark, open, close.
    browser.client.goto("about:blank").await.unwrap();
    browser.client.goto(address).await.unwrap();
    let mut presses = 0;
    loop {
        let active = browser.client.active_element().await.unwrap();
        if active.attr("popovertarget").await.unwrap().is_some() {
            let outline = browser
                .script("return getComputedStyle(document.activeElement).outlineStyle")
                .await;
            assert_ne!(outline, json!("none"), "the focus is not seen");
            active.send_keys(&Key::Enter.to_string()).await.unwrap();
            break;
        }
        presses += 1;
        assert!(presses < 60, "the keyboard never reaches a mark");
        active.send_keys(&Key::Tab.to_string()).await.unwrap();
    }
    assert_eq!(open(browser).await, Some(by_click));
    let active = browser.client.active_element().await.unwrap();
    active.send_keys(&Key::Escape.to_string()).await.unwrap();
    assert_eq!(open(browser).await, None);
}

async fn pictures_have_words(browser: &Chromium) {
    let charts = browser.client.find_all(Locator::Css("figure svg")).await.unwrap();
    assert!(!charts.is_empty());
    for chart in charts {
        let label = browser.label(&chart).await;
        assert!(
            label.split_whitespace().count() > 2,
            "a chart is called `{label}`"
        );
    }
}

async fn colours_follow(browser: &Chromium, scheme: &str) {
    let paper = browser
        .script("return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
        .await;
    let brightness: u64 = paper
        .as_array()
        .unwrap()
        .iter()
        .take(3)
        .filter_map(Value::as_u64)
        .sum();
    assert_eq!(brightness > 3 * 128, scheme == "light", "{paper}");
}

async fn nothing_scrolls_sideways(browser: &Chromium, width: u32) {
    let widths = browser
        .script("return [document.documentElement.scrollWidth, innerWidth]")
        .await;
    assert_eq!(widths, json!([width, width]));
}

/// axe-core finds what keeps people from reading.
async fn nothing_keeps_people_out(browser: &Chromium, name: &str) {
    let file = target().join("browser/node_modules/axe-core/axe.min.js");
    let Ok(axe) = std::fs::read_to_string(&file) else {
        println!("skipped: scripts/test/setup.sh installs `axe-core`");
        assert!(
            std::env::var_os("CI").is_none(),
            "{} is not there",
            file.display()
        );
        return;
    };
    browser.script(&axe).await;
    let found = browser
        .client
        .execute_async(
            "const done = arguments[arguments.length - 1];
             axe.run(document, { resultTypes: ['violations'] }).then(found => done(found.violations.map(each =>
               `${each.impact} ${each.id}: ${each.nodes.slice(0, 3).map(node => node.html).join(' ')}`)));",
            Vec::new(),
        )
        .await
        .unwrap();
    assert_eq!(found, json!([]), "{name}");
}

async fn paper_shows_no_controls(browser: &Chromium) {
    browser.look("print", "light", 1200).await;
    let shown = browser
        .script(
            "return [...document.querySelectorAll('button, nav, footer, [popover], .skip')]
               .filter(each => each.getClientRects().length > 0).map(each => each.outerHTML.slice(0, 80))",
        )
        .await;
    assert_eq!(shown, json!([]));
    let text = browser
        .script("return document.querySelector('main').innerText.length")
        .await;
    assert!(text.as_u64().unwrap() > 1000, "{text}");
    browser.photograph("print").await;
    browser.look("screen", "light", 1200).await;
}

async fn nothing_was_asked_of_the_network(browser: &Chromium, address: &str) {
    let mut asked = Vec::new();
    for entry in browser.log("performance").await {
        let message: Value = serde_json::from_str(entry["message"].as_str().unwrap()).unwrap();
        let message = &message["message"];
        if message["method"] == json!("Network.requestWillBeSent") {
            asked.push(message["params"]["request"]["url"].as_str().unwrap().to_owned());
        }
    }
    assert!(
        asked.iter().any(|url| url == address),
        "the log is empty: {asked:?}"
    );
    // The browser begins with a tab of its own.
    let own = [address, "data:", "about:blank", "chrome://"];
    let elsewhere = asked
        .iter()
        .filter(|url| !own.iter().any(|own| url.starts_with(own)));
    assert_eq!(elsewhere.collect::<Vec<_>>(), Vec::<&String>::new());
}

/// The test above would notice: a page that does everything wrong.
#[tokio::test]
async fn a_page_that_asks_the_network_is_noticed() {
    let Some(browser) = Chromium::start().await else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    let html = "<!DOCTYPE html><p style='width: 900px'>x</p><img src='http://127.0.0.1:9/pixel.gif'><script>console.error('x')</script>";
    std::fs::write(&file, html).unwrap();
    browser.look("screen", "light", 360).await;
    browser
        .client
        .goto(&format!("file://{}", file.display()))
        .await
        .unwrap();
    eventually("the request is logged", async || {
        let log = browser.log("performance").await;
        log.iter()
            .any(|entry| entry.to_string().contains("pixel.gif"))
            .then_some(())
    })
    .await;
    assert!(browser.log("browser").await.len() >= 2);
    let width = browser
        .script("return document.documentElement.scrollWidth")
        .await;
    assert!(width.as_u64().unwrap() > 360);
    browser.close().await;
}
