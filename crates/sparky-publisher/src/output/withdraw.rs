//! Files that an earlier edition of the same period left and the new one does not have: a post where there is no news
//! any more, a chart without data. They would say what the report no longer says.
//!
//! Invariant: only what the evidence beside it proves to be ours, byte for byte, is removed. What somebody edited stays
//! and is named.

use std::{collections::BTreeSet, fs, io, path::Path};

use sparky_common::model::{DocumentFormat, DocumentSet, Sha256, Sidecar};

/// Paths below the output folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leftovers {
    /// Files as we made them, with the evidence of documents that are gone wholly.
    pub ours: Vec<String>,
    /// Files that somebody changed since.
    pub edited: Vec<String>,
}

/// Looks for what the folder holds of the set's period that the set does not have.
pub(super) fn leftovers(root: &Path, set: &DocumentSet) -> io::Result<Leftovers> {
    let current: BTreeSet<&str> = set.documents.iter().map(|each| each.path.as_str()).collect();
    let mut found = Leftovers::default();
    for proof in proofs(root, set)? {
        let Some(sidecar) = sidecar(&root.join(&proof), set)? else {
            continue;
        };
        let document = std::iter::once((&sidecar.document, &sidecar.sha256));
        let mut edited = false;
        for (path, sha256) in document.chain(&sidecar.formats) {
            if current.contains(path.as_str()) || folder(path) != folder(&proof) {
                continue;
            }
            match read(&root.join(path))? {
                Some(content) if Sha256::of(&content) == *sha256 => found.ours.push(path.clone()),
                Some(_) => {
                    edited = true;
                    found.edited.push(path.clone());
                }
                None => {}
            }
        }
        if !edited && !current.contains(proof.as_str()) {
            found.ours.push(proof);
        }
    }
    Ok(found)
}

impl Leftovers {
    /// Removes what is ours, and folders that are empty then.
    pub(super) fn withdraw(&self, root: &Path) -> io::Result<()> {
        for path in &self.ours {
            match fs::remove_file(root.join(path)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            let folder = root.join(folder(path));
            if folder.read_dir().is_ok_and(|mut rest| rest.next().is_none()) {
                fs::remove_dir(folder)?;
            }
        }
        Ok(())
    }
}

/// The evidence of the period's documents that lies in the folder.
fn proofs(root: &Path, set: &DocumentSet) -> io::Result<Vec<String>> {
    let (kind, period) = (set.kind, set.period);
    let ending = DocumentFormat::Evidence.extension();
    let mut proofs = vec![
        format!("{kind}/{period}{ending}"),
        format!("blog/{period}{ending}"),
        format!("blog/{period}.devto{ending}"),
    ];
    let posts = format!("social/{kind}/{period}");
    let entries = match fs::read_dir(root.join(&posts)) {
        Ok(entries) => entries.collect::<Result<Vec<_>, _>>()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    let names = entries
        .iter()
        .filter_map(|entry| entry.file_name().into_string().ok());
    let names = names.filter(|name| name.ends_with(ending));
    proofs.extend(names.map(|name| format!("{posts}/{name}")));
    proofs.sort();
    Ok(proofs)
}

/// The evidence in a file, where it is of this period.
fn sidecar(file: &Path, set: &DocumentSet) -> io::Result<Option<Sidecar>> {
    let sidecar = read(file)?.and_then(|content| serde_json::from_slice::<Sidecar>(&content).ok());
    Ok(sidecar.filter(|sidecar| sidecar.period == set.period))
}

fn read(file: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::read(file) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
