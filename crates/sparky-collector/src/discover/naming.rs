//! Names of repositories and of the organisation.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Component, Path},
};

use sparky_common::model::SourceRef;

use super::{Found, Place};
use crate::git::{GitSource, Origin, without_credentials};

/// Names repositories: by origin, else by folder. Where different repositories would share a name, the folders above
/// tell them apart: `parent/name` for a folder's name, `owner/name (parent)` for an origin's. Sorted by name.
pub(super) fn name(places: Vec<Place>) -> Vec<Found> {
    let mut by_name: BTreeMap<String, Vec<(Option<Origin>, Place)>> = BTreeMap::new();
    for place in places {
        let origin = match &place {
            Place::Local(location) => GitSource::origin(location),
            Place::Remote(url) => Origin::parse(url),
        };
        let name = origin
            .as_ref()
            .map_or_else(|| plain_name(&place), |origin| origin.name.clone());
        by_name.entry(name).or_default().push((origin, place));
    }
    let mut found: Vec<_> = by_name
        .into_iter()
        .flat_map(|(name, group)| tell_apart(&name, group))
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn tell_apart(name: &str, group: Vec<(Option<Origin>, Place)>) -> Vec<Found> {
    let alone = group.len() == 1;
    let parents: Vec<Vec<String>> = group.iter().map(|(_, place)| parents(place)).collect();
    let deepest = parents.iter().map(Vec::len).max().unwrap_or(0);
    let label = |parents: &Vec<String>, depth| parents[parents.len().saturating_sub(depth)..].join("/");
    let differ = |depth: &usize| {
        parents
            .iter()
            .map(|parents| label(parents, *depth))
            .collect::<BTreeSet<_>>()
            .len()
            == parents.len()
    };
    let depth = (1..=deepest).find(differ).unwrap_or(deepest);
    let labels: Vec<String> = parents.iter().map(|parents| label(parents, depth)).collect();
    let named = group.into_iter().zip(labels).map(|((origin, place), label)| {
        let name = match &origin {
            _ if alone => name.to_owned(),
            Some(_) => format!("{name} ({label})"),
            None => format!("{label}/{name}"),
        };
        Found { name, origin, place }
    });
    named.collect()
}

/// The name of a repository whose origin names no owner.
fn plain_name(place: &Place) -> String {
    match place {
        Place::Local(location) => location.folder_name(),
        Place::Remote(url) => {
            let path = without_credentials(url);
            let last = path
                .trim_end_matches('/')
                .rsplit(['/', ':'])
                .next()
                .unwrap_or(&path);
            last.strip_suffix(".git")
                .filter(|rest| !rest.is_empty())
                .unwrap_or(last)
                .to_owned()
        }
    }
}

/// What stands above a repository, outermost first.
fn parents(place: &Place) -> Vec<String> {
    match place {
        Place::Local(location) => folders(location.folder().parent().unwrap_or(Path::new(""))),
        Place::Remote(url) => {
            let shown = without_credentials(url);
            let path = shown
                .trim_end_matches('/')
                .rsplit_once(['/', ':'])
                .map_or("", |(parents, _)| parents);
            path.split('/')
                .filter(|part| !part.is_empty())
                .map(ToOwned::to_owned)
                .collect()
        }
    }
}

fn folders(path: &Path) -> Vec<String> {
    path.components()
        .filter_map(|part| match part {
            Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            _ => None,
        })
        .collect()
}

/// What to call the organisation where nobody says: the common owner, the only repository, or the folder around all.
pub(crate) fn organisation(found: &[Found], sources: &[SourceRef]) -> String {
    let owners: BTreeSet<Option<&str>> = found
        .iter()
        .map(|found| found.origin.as_ref().map(|origin| origin.owner.as_str()))
        .collect();
    if let (1, Some(Some(owner))) = (owners.len(), owners.first()) {
        return (*owner).to_owned();
    }
    if let [only] = found {
        return only.name.clone();
    }
    let asked = sources.iter().find_map(|source| match source {
        SourceRef::Folder(path) => folders(&path.canonicalize().unwrap_or_else(|_| path.clone())).pop(),
        _ => None,
    });
    asked
        .or_else(|| common_folder(found))
        .unwrap_or_else(|| "repositories".into())
}

/// The innermost folder that holds all local repositories.
fn common_folder(found: &[Found]) -> Option<String> {
    let local = found
        .iter()
        .filter(|found| matches!(found.place, Place::Local(_)));
    let mut all = local.map(|found| parents(&found.place));
    let first = all.next()?;
    let common = all.fold(first, |common, next| {
        common
            .into_iter()
            .zip(next)
            .take_while(|(a, b)| a == b)
            .map(|(a, _)| a)
            .collect()
    });
    common.last().cloned()
}
