//! Charts against the hashes recorded beside them.

use sparky_common::model::{Sha256, Sidecar};

use super::finding::{Finding, FindingKind};

/// Checks the bytes of a chart. `name` is the file's name without its folders. Numbers in a picture cannot
/// be told from its lines, so that any other byte is a finding.
pub fn verify_picture(name: &str, bytes: &[u8], sidecar: &Sidecar) -> Vec<Finding> {
    let folder = sidecar.document.rsplit_once('/').map_or("", |(folder, _)| folder);
    match sidecar.formats.get(&format!("{folder}/{name}")) {
        Some(recorded) if *recorded == Sha256::of(bytes) => Vec::new(),
        Some(_) => {
            let message = format!("`{name}` is not the picture that was recorded");
            vec![Finding::new(FindingKind::Picture, message)]
        }
        None => {
            let message = format!("`{name}` is no picture of `{}`", sidecar.document);
            vec![Finding::new(FindingKind::Picture, message)]
        }
    }
}
