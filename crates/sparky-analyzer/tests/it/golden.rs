//! Golden cases: `tests/golden/<case>/snapshot.json` and what its insights must hold, worked out by hand in
//! `tests/golden/README.md`.

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde_json::Value;
use sparky_analyzer::{Options, analyze, reconcile};
use sparky_common::{
    grounding::ungrounded,
    model::{ArtifactRef, Sha256, Snapshot},
};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// The insights of a case, and the values that they must have, by JSON pointer; `null` where nothing may be.
fn case(name: &str) -> (Value, BTreeMap<String, Value>) {
    let read = |file: &str| fs::read(folder().join(name).join(file)).expect(name);
    let snapshot: Snapshot = serde_json::from_slice(&read("snapshot.json")).expect(name);
    let artifact = ArtifactRef {
        name: format!("raw/{name}.json"),
        sha256: Sha256::of(b""),
        bytes: 0,
    };
    let insights = analyze(&snapshot, artifact, Options::default()).expect(name);
    assert_eq!(reconcile(&snapshot, &insights), Vec::<String>::new(), "{name}");
    assert_eq!(ungrounded(&snapshot, &insights), Vec::<String>::new(), "{name}");
    let expected = serde_json::from_slice(&read("expected.json")).expect(name);
    (serde_json::to_value(&insights).expect(name), expected)
}

#[test]
fn every_case_gives_what_was_worked_out_by_hand() {
    let explained = fs::read_to_string(folder().join("README.md")).expect("the README explains the cases");
    let entries = fs::read_dir(folder()).expect("there are cases");
    let cases = entries.filter_map(|entry| {
        let entry = entry.expect("a case");
        entry
            .path()
            .is_dir()
            .then(|| entry.file_name().into_string().expect("a name"))
    });
    let mut cases: Vec<String> = cases.collect();
    cases.sort();
    assert!(cases.len() >= 7, "{cases:?}");
    let mut wrong = Vec::new();
    for name in &cases {
        assert!(
            explained.contains(&format!("## {name}\n")),
            "{name} is not explained"
        );
        let (insights, expected) = case(name);
        for (pointer, expected) in expected {
            let found = insights.pointer(&pointer).unwrap_or(&Value::Null);
            if *found != expected {
                wrong.push(format!("{name} {pointer}:\n  {found}\n  expected {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
