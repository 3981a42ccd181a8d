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
        .unwrap();
    assert_eq!(states(&first), [ReceiptState::Published; 2]);
    let inode = fs::metadata(file("weekly/a.json")).unwrap().ino();
    let second = output
        .publish(
            &edition(&[("weekly/a.md", "9"), ("weekly/a.json", "2")]),
            Timestamp::UNIX_EPOCH,
        )
        .unwrap();
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
