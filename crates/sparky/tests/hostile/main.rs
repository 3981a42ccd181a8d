//! The hostile corpus through the whole fleet: a real repository, every kind of document, every format read by a
//! parser of its own.
//!
//! With `SPARKY_KEEP=FOLDER` the documents and the published blog are kept there, for Quartz to build a site of.

#![allow(clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "../../../sparky-generator/tests/it/corpus.rs"]
mod corpus;
mod feed;
mod files;
mod markdown;
mod page;
mod picture;
mod plain;
mod repository;
#[path = "../it/support.rs"]
#[allow(dead_code, reason = "other tests use more of it")]
mod support;

use std::{collections::BTreeMap, fs, path::PathBuf, process::Command};

use files::{Files, format_counts};
use repository::{ADDRESS, Hostile};
use sparky_common::model::DocumentFormat;
use support::{Desk, json, run};

/// Where the output folder is served, and where the repository lives: no link leads elsewhere.
pub const HOMES: [&str; 2] = [
    "https://reports.example.org/",
    "https://github.com/raibid-labs/hostile",
];

fn configured(desk: &Desk) {
    let git = |arguments: &[&str]| {
        let done = Command::new("git")
            .args(arguments)
            .current_dir(desk.path())
            .status();
        assert!(done.unwrap().success(), "{arguments:?}");
    };
    git(&["init", "--quiet", "--bare", "-b", "main", "blog.git"]);
    let blog = desk.path().join("blog.git");
    let text = format!(
        "[generator]\nsite_url = \"https://reports.example.org\"\ndaily_words = [50, 300]\nweekly_words = [300, 1200]\n\
         monthly_words = [500, 3000]\n\n[[publisher.destinations]]\nname = \"blog\"\n\
         layout = \"quartz\"\nrepository = \"file://{}\"\nbranch = \"main\"\n",
        blog.display()
    );
    fs::write(desk.path().join("sparky.toml"), text).unwrap();
}

/// Copies folders to where someone asked for them.
fn keep(folders: &[PathBuf]) {
    if let Some(folder) = std::env::var_os("SPARKY_KEEP") {
        let mut copy = Command::new("cp");
        assert!(
            copy.arg("-r")
                .args(folders)
                .arg(folder)
                .status()
                .unwrap()
                .success()
        );
    }
}

#[test]
fn nothing_that_people_wrote_comes_to_life_in_any_format() {
    let (desk, hostile) = (Desk::new(), Hostile::build());
    configured(&desk);
    for (kind, period) in hostile.periods() {
        let finished = run(desk
            .run_command(kind, &period, &[hostile.path()])
            .env("CANARY", desk.path().join("canary"))
            .arg("--publish"));
        let report = json(&finished);
        if report["status"] != "succeeded" {
            keep(&[desk.data()]);
            panic!("{period}: {}{}", finished.stdout, finished.stderr);
        }
    }
    let files = Files::below(&desk.out());
    // Every format was made, so that every reader below has something to read.
    let counts = format_counts(&files);
    for format in [
        DocumentFormat::Markdown,
        DocumentFormat::Html,
        DocumentFormat::Json,
        DocumentFormat::Evidence,
        DocumentFormat::Svg,
        DocumentFormat::Png,
        DocumentFormat::Text,
        DocumentFormat::Atom,
        DocumentFormat::Rss,
    ] {
        assert!(
            counts.contains_key(format.extension()),
            "no {format:?} among {counts:?}"
        );
    }
    assert!(
        files.paths().any(|path| path.starts_with("blog/")),
        "no blog post was made"
    );
    let mut faults = BTreeMap::<String, Vec<String>>::new();
    for (path, content) in files.iter() {
        let found = match files::format(path) {
            DocumentFormat::Markdown => markdown::faults(path, content, &files),
            DocumentFormat::Html => page::faults(content),
            DocumentFormat::Json | DocumentFormat::Evidence => plain::faults_of_structure(content),
            DocumentFormat::Svg => picture::faults_of_drawing(content),
            DocumentFormat::Png => picture::faults_of_card(content),
            DocumentFormat::Text => plain::faults_of_post(content),
            DocumentFormat::Atom => feed::faults_of_atom(content),
            DocumentFormat::Rss => feed::faults_of_rss(content),
        };
        let found: Vec<_> = found
            .into_iter()
            .chain(plain::faults(content, &hostile.secrets))
            .collect();
        if !found.is_empty() {
            faults.insert(path.to_owned(), found);
        }
    }
    keep(&[desk.out(), desk.path().join("blog.git")]);
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(!desk.path().join("canary").exists(), "code of a message ran");
    // The texts are really in there: what was escaped is also there to be read.
    let all: String = files
        .iter()
        .filter_map(|(_, content)| std::str::from_utf8(content).ok())
        .collect();
    for seen in ["alert(1)", "octocat", "evil.example", "(secret removed)"] {
        assert!(all.contains(seen), "{seen} is nowhere");
    }
    assert!(!all.contains(ADDRESS));
}
