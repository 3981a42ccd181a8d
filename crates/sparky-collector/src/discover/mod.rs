//! From what was asked for to the repositories there are.

mod folder;
mod naming;
mod selection;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use sparky_common::model::SourceRef;

use crate::{
    error::CollectError,
    git::{LocateError, Location, Origin, without_credentials},
};

pub(crate) use naming::organisation;
pub use selection::{Selection, SelectionError};

/// A repository to collect from.
#[derive(Debug)]
pub(crate) struct Found {
    /// Its unique name.
    pub name: String,
    /// Its origin, if that names an owner.
    pub origin: Option<Origin>,
    /// Where it is.
    pub place: Place,
}

/// Where a repository is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// On this machine.
    Local(Location),
    /// Behind a URL.
    Remote(String),
}

/// A source that leads nowhere.
#[derive(Debug)]
pub(crate) struct Missed {
    /// What was asked for, as it may be shown.
    pub name: String,
    /// Why there is nothing.
    pub error: CollectError,
}

/// Everything that was found and everything that was not.
#[derive(Debug, Default)]
pub(crate) struct Discovery {
    /// The repositories, by name, each once.
    pub found: Vec<Found>,
    /// The sources that lead nowhere, in the order of the request.
    pub missed: Vec<Missed>,
}

impl Discovery {
    /// Why the first source that leads nowhere does.
    pub(crate) fn into_first_miss(self) -> Option<CollectError> {
        self.missed.into_iter().next().map(|missed| missed.error)
    }
}

/// Finds the repositories of some sources and names them.
pub(crate) fn discover(sources: &[SourceRef], selection: &Selection) -> Discovery {
    let (mut places, mut missed) = (Vec::new(), Vec::new());
    for source in sources {
        match source {
            SourceRef::Path(path) => match Location::of(path) {
                Ok(location) => places.push(Place::Local(location)),
                Err(error) => missed.push(miss(path, error)),
            },
            SourceRef::Folder(path) => {
                let search = folder::repositories_below(path);
                places.extend(search.found.into_iter().map(Place::Local));
                missed.extend(search.errors.into_iter().map(|(path, error)| miss(&path, error)));
            }
            SourceRef::Url(url) => places.push(Place::Remote(url.clone())),
            // GitHub is asked elsewhere, for many repositories at once.
            SourceRef::GitHub { .. } => {}
        }
    }
    let mut found = naming::name(once(places));
    found.retain(|found| selection.takes(&found.name));
    Discovery { found, missed }
}

fn miss(path: &Path, error: LocateError) -> Missed {
    Missed {
        name: path.display().to_string(),
        error: error.into(),
    }
}

/// Each repository once: of several worktrees the one that owns the repository, else the first by path.
fn once(mut places: Vec<Place>) -> Vec<Place> {
    let is_linked = |place: &Place| matches!(place, Place::Local(at) if at.git_dir != at.common_dir);
    places.sort_by(|a, b| (is_linked(a), a).cmp(&(is_linked(b), b)));
    let mut seen = BTreeSet::new();
    places.retain(|place| seen.insert(identity(place)));
    places
}

fn identity(place: &Place) -> PathBuf {
    match place {
        Place::Local(location) => location.common_dir.clone(),
        Place::Remote(url) => without_credentials(url).into(),
    }
}
