use std::{fs, os::unix::fs::MetadataExt};

use bytes::Bytes;
use sparky_common::model::{ArtifactRef, Document, DocumentFormat, DocumentKind, DocumentSet};

use super::*;

fn edition(files: &[(&str, &str)]) -> Edition {
    let document = |path: &str, content: &str| Document {
        kind: DocumentKind::WeeklyReport,
        format: DocumentFormat::Markdown,
        path: path.into(),
        artifact: ArtifactRef {
            name: path.into(),
            sha256: Sha256::of(content.as_bytes()),
            bytes: content.len() as u64,
        },
    };
    let period: sparky_common::period::Period = "2025-W46".parse().unwrap();
    Edition {
        set: DocumentSet {
            schema_version: 1,
            kind: period.kind(),
            period,
            title: "A week".into(),
            complete: true,
            private: false,
            documents: files
                .iter()
                .map(|(path, content)| document(path, content))
                .collect(),
        },
        contents: files
            .iter()
            .map(|(_, content)| Bytes::copy_from_slice(content.as_bytes()))
            .collect(),
    }
}

fn states(receipts: &[Receipt]) -> Vec<ReceiptState> {
    receipts.iter().map(|receipt| receipt.state).collect()
}

#[test]
fn documents_are_written_and_unchanged_ones_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let output = OutputFolder::new(folder.path().join("reports"));
    let file = |name: &str| folder.path().join("reports").join(name);
    let first = output
        .publish(
            &edition(&[("weekly/a.md", "1"), ("weekly/a.json", "2")]),
            Timestamp::UNIX_EPOCH,
        )
        .unwrap()
        .0;
    assert_eq!(states(&first), [ReceiptState::Published; 2]);
    let inode = fs::metadata(file("weekly/a.json")).unwrap().ino();
    let second = output
        .publish(
            &edition(&[("weekly/a.md", "9"), ("weekly/a.json", "2")]),
            Timestamp::UNIX_EPOCH,
        )
        .unwrap()
        .0;
    assert_eq!(
        states(&second),
        [ReceiptState::Published, ReceiptState::Unchanged]
    );
    assert_eq!(fs::read(file("weekly/a.md")).unwrap(), b"9");
    assert_eq!(fs::metadata(file("weekly/a.json")).unwrap().ino(), inode);
    assert_eq!(fs::read_dir(file("weekly")).unwrap().count(), 2);
}

#[test]
fn when_one_file_cannot_be_staged_none_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let output = OutputFolder::new(folder.path().to_owned());
    output
        .publish(&edition(&[("weekly/a.md", "old")]), Timestamp::UNIX_EPOCH)
        .unwrap();
    fs::write(folder.path().join("monthly"), "a file in the way").unwrap();
    let error = output
        .publish(
            &edition(&[("weekly/a.md", "new"), ("monthly/b.md", "new")]),
            Timestamp::UNIX_EPOCH,
        )
        .unwrap_err();
    assert!(error.to_string().contains("`monthly/b.md`"), "{error}");
    assert!(error.hint().contains("in the way"), "{}", error.hint());
    assert_eq!(fs::read(folder.path().join("weekly/a.md")).unwrap(), b"old");
    assert_eq!(fs::read_dir(folder.path().join("weekly")).unwrap().count(), 1);
}

#[test]
fn a_folder_that_is_a_file_is_named_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("reports");
    fs::write(&root, "a file").unwrap();
    let error = OutputFolder::new(root.clone())
        .publish(&edition(&[("weekly/a.md", "1")]), Timestamp::UNIX_EPOCH)
        .unwrap_err();
    assert!(error.to_string().contains(&root.display().to_string()), "{error}");
    assert!(error.hint().contains("--out"));
    assert!(!error.retryable());
}

/// A document of a text and its evidence, as the generator makes them.
fn with_evidence(path: &str, content: &str) -> [(String, String); 2] {
    let reference = ArtifactRef {
        name: "x".into(),
        sha256: Sha256::of(b"x"),
        bytes: 1,
    };
    let period: sparky_common::period::Period = "2025-W46".parse().unwrap();
    let sidecar = sparky_common::model::Sidecar {
        schema_version: 1,
        document: path.into(),
        sha256: Sha256::of(content.as_bytes()),
        kind: period.kind(),
        period,
        snapshot: reference.clone(),
        insights: reference,
        formats: Default::default(),
        statements: Vec::new(),
        links: Vec::new(),
    };
    let stem = path.rsplit_once('.').unwrap().0;
    let proof = serde_json::to_string(&sidecar).unwrap();
    [
        (path.to_owned(), content.to_owned()),
        (format!("{stem}.evidence.json"), proof),
    ]
}

fn publish(output: &OutputFolder, files: &[(String, String)]) -> Leftovers {
    let files: Vec<_> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    output.publish(&edition(&files), Timestamp::UNIX_EPOCH).unwrap().1
}

#[test]
fn what_a_period_no_longer_gives_is_withdrawn_unless_somebody_edited_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = |path: &str| folder.path().join(path);
    let output = OutputFolder::new(folder.path().to_owned());
    let report = with_evidence("weekly/2025-W46.md", "a week");
    let posts = [
        with_evidence("blog/2025-W46.md", "a story"),
        with_evidence("blog/2025-W46.devto.md", "an article"),
        with_evidence("social/weekly/2025-W46/x.txt", "a post"),
    ];
    let all: Vec<_> = report.iter().chain(posts.iter().flatten()).cloned().collect();
    assert_eq!(publish(&output, &all), Leftovers::default());
    fs::write(file("blog/2025-W46.devto.md"), "an article, bettered by hand").unwrap();
    let others = [
        "blog/2025-W45.md",
        "blog/mine.md",
        "social/weekly/2025-W46/notes.txt",
    ];
    for other in others {
        fs::write(file(other), "not of this run").unwrap();
    }
    let left = publish(&output, &report);
    assert_eq!(left.edited, ["blog/2025-W46.devto.md"]);
    assert_eq!(left.ours.len(), 4, "{left:?}");
    for gone in left.ours {
        assert!(!file(&gone).exists(), "{gone}");
    }
    let kept = [
        "weekly/2025-W46.md",
        "blog/2025-W46.devto.md",
        "blog/2025-W46.devto.evidence.json",
    ];
    for kept in kept.iter().chain(&others) {
        assert!(file(kept).exists(), "{kept}");
    }
    fs::remove_file(file("social/weekly/2025-W46/notes.txt")).unwrap();
    publish(&output, &all);
    publish(&output, &report);
    assert!(
        !file("social/weekly/2025-W46").exists(),
        "an empty folder is left"
    );
}

#[test]
fn evidence_that_names_files_elsewhere_removes_nothing_there() {
    let folder = tempfile::tempdir().unwrap();
    let output = OutputFolder::new(folder.path().to_owned());
    let [(_, text), (_, proof)] = with_evidence("weekly/2025-W45.md", "another week");
    fs::create_dir_all(folder.path().join("weekly")).unwrap();
    fs::create_dir_all(folder.path().join("blog")).unwrap();
    fs::write(folder.path().join("weekly/2025-W45.md"), text).unwrap();
    fs::write(folder.path().join("blog/2025-W46.evidence.json"), proof).unwrap();
    publish(&output, &with_evidence("weekly/2025-W46.md", "a week"));
    assert!(folder.path().join("weekly/2025-W45.md").exists());
}
