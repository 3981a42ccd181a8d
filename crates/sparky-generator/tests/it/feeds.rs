//! Feeds of what the store holds.

use sparky_common::{
    artifact::ArtifactStore,
    messages::TaskSpec,
    model::{DocumentSet, Phase, Snapshot, Visibility},
    period::Period,
    worker::TaskHandler,
};
use sparky_generator::{Settings, document_set_name};

use crate::service::{Fixture, context, fixture, generator};

async fn file(store: &ArtifactStore, path: &str) -> String {
    let artifact = store.resolve(&format!("documents/{path}")).await.unwrap();
    String::from_utf8(store.get(&artifact).await.unwrap().to_vec()).unwrap()
}

async fn titles(store: &ArtifactStore) -> Vec<(String, String)> {
    let atom: atom_syndication::Feed = file(store, "weekly/feed.atom.xml").await.parse().unwrap();
    let rss: rss::Channel = file(store, "weekly/feed.rss.xml").await.parse().unwrap();
    let entries = atom.entries.into_iter().map(|each| (each.id, each.title.value));
    let items = rss
        .items
        .into_iter()
        .map(|each| (each.guid.unwrap().value, each.title.unwrap()));
    let entries: Vec<_> = entries.collect();
    assert_eq!(entries, items.collect::<Vec<_>>());
    entries
}

/// The same week again, told as another.
async fn another_week(fixture: &Fixture, period: &str, visibility: Visibility) -> TaskSpec {
    let Fixture {
        store,
        insights,
        task,
        ..
    } = fixture;
    let mut snapshot: Snapshot = store.get_json(&insights.snapshot).await.unwrap();
    snapshot.period = Period::parse_kind(period, insights.kind).unwrap();
    snapshot.repositories[0].repository.visibility = visibility;
    let mut insights = insights.clone();
    insights.period = snapshot.period;
    insights.snapshot = store.put_json("raw/other.json", &snapshot).await.unwrap();
    let mut task = task.clone();
    let artifact = store.put_json("processed/other.json", &insights).await.unwrap();
    task.inputs.insert(Phase::Analyze, artifact);
    task
}

#[tokio::test]
async fn feeds_hold_the_public_reports_of_the_store_newest_first() {
    let fixture = fixture().await;
    let store = &fixture.store;
    let generator = generator(store, Settings::default());
    let run = async |task: &TaskSpec| generator.run(task.clone(), context()).await.unwrap().artifact;
    run(&another_week(&fixture, "2025-W45", Visibility::Public).await).await;
    let private = run(&another_week(&fixture, "2025-W44", Visibility::Private).await).await;
    let set: DocumentSet = store.get_json(&private).await.unwrap();
    assert!(set.private && set.documents.iter().all(|each| !each.path.contains("feed")));
    let newest = run(&fixture.task).await;
    let set: DocumentSet = store.get_json(&newest).await.unwrap();
    let found = titles(store).await;
    let ids: Vec<_> = found
        .iter()
        .map(|(id, _)| id.rsplit_once(':').unwrap().1)
        .collect();
    assert_eq!(ids, ["2025-W46", "2025-W45"]);
    assert_eq!(found[0].1, set.title);
    assert_eq!(run(&fixture.task).await, newest);

    // What was public and no longer is leaves the feed.
    run(&another_week(&fixture, "2025-W45", Visibility::Private).await).await;
    run(&fixture.task).await;
    assert_eq!(titles(store).await.len(), 1);
}

#[tokio::test]
async fn a_damaged_earlier_report_is_left_out() {
    let fixture = fixture().await;
    let store = &fixture.store;
    let earlier = Period::parse_kind("2025-W45", fixture.insights.kind).unwrap();
    store
        .put_json(&document_set_name(earlier), &"not a set")
        .await
        .unwrap();
    let generator = generator(store, Settings::default());
    generator.run(fixture.task.clone(), context()).await.unwrap();
    assert_eq!(titles(store).await.len(), 1);
}

/// What `feeds.py` finds wrong with files; nothing where no Python has `feedparser`, which `scripts/test/setup.sh`
/// installs. Where setup has run, as under CI, it has to be there.
fn read_by_another(files: &[(&str, &str)]) -> Option<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = root.join("../../target/test-venv/bin/python");
    let run = |arguments: &[&std::ffi::OsStr]| std::process::Command::new(&python).args(arguments).output();
    let imports = run(&["-c".as_ref(), "import feedparser".as_ref()]);
    if !imports.is_ok_and(|done| done.status.success()) {
        assert!(
            std::env::var_os("CI").is_none(),
            "no feedparser in {}",
            python.display()
        );
        eprintln!("SKIPPED: no Python with `feedparser`; scripts/test/setup.sh installs it");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut arguments = vec![root.join("tests/it/feeds.py").into_os_string()];
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        arguments.push(path.into());
    }
    let arguments: Vec<_> = arguments.iter().map(AsRef::as_ref).collect();
    let done = run(&arguments).unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Some(String::from_utf8(done.stdout).unwrap().trim().to_owned())
}

#[tokio::test]
async fn another_program_reads_the_feeds_with_and_without_a_site() {
    for site_url in ["", "https://reports.example.org"] {
        let fixture = fixture().await;
        let settings = Settings {
            site_url: site_url.into(),
            ..Settings::default()
        };
        let generator = generator(&fixture.store, settings);
        generator.run(fixture.task.clone(), context()).await.unwrap();
        let atom = file(&fixture.store, "weekly/feed.atom.xml").await;
        let rss = file(&fixture.store, "weekly/feed.rss.xml").await;
        let Some(found) = read_by_another(&[("a.atom.xml", &atom), ("a.rss.xml", &rss)]) else {
            return;
        };
        assert_eq!(found, "", "{site_url}");
        let undated = rss.replace("<pubDate>", "<pubDate>soon ");
        let broken = [
            ("b.rss.xml", &rss[..rss.len() / 2]),
            ("c.rss.xml", undated.as_str()),
        ];
        let found = read_by_another(&broken).unwrap();
        assert!(found.contains("b.rss.xml: not well formed"), "{found}");
        assert!(found.contains("c.rss.xml: no date"), "{found}");
    }
}
