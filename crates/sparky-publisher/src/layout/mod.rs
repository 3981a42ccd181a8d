//! Which files a destination should hold: pure functions from documents and what lies there to pages.

mod address;
mod folder;
mod front_matter;
mod index;
mod quartz;
mod words;

use std::collections::BTreeMap;

use sparky_common::{
    config::{Destination, Layout},
    model::Sha256,
};

use crate::edition::Edition;

/// Files by their path from the root of the repository.
pub(crate) type Present = BTreeMap<String, Vec<u8>>;

/// A file that a destination should hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    /// The path from the root of the repository.
    pub(crate) path: String,
    /// Every byte.
    pub(crate) content: Vec<u8>,
    /// The document's hash; nothing for pages made here, such as an index.
    pub(crate) document: Option<Sha256>,
}

/// The layout of one destination.
#[derive(Clone, Debug)]
pub(crate) struct Shelf {
    layout: Layout,
    folder: String,
}

impl Shelf {
    /// The layout and folder that a destination is configured with.
    pub(crate) fn of(destination: &Destination) -> Self {
        let default = match destination.layout {
            Layout::Git => "reports",
            Layout::Quartz => "content/blog",
        };
        let folder = match destination.path.trim_matches('/') {
            "" if destination.path.is_empty() => default,
            // `/` and `.` are the root of the repository.
            "." => "",
            path => path,
        };
        Self {
            layout: destination.layout,
            folder: folder.into(),
        }
    }

    /// The folder in the repository; empty for its root.
    pub(crate) fn folder(&self) -> &str {
        &self.folder
    }

    /// Whether a file below the folder must be known to make the pages.
    pub(crate) fn needs(&self, path: &str) -> bool {
        self.layout == Layout::Quartz && address::needs(self.below(path))
    }

    /// The pages that publish an edition where `present` lies already.
    pub(crate) fn pages(&self, edition: &Edition, present: &Present) -> Vec<Page> {
        match self.layout {
            Layout::Git => folder::pages(self, edition),
            Layout::Quartz => quartz::pages(self, edition, present),
        }
    }

    /// A path in the folder as a path from the root.
    fn at(&self, below: &str) -> String {
        if self.folder.is_empty() {
            below.into()
        } else {
            format!("{}/{below}", self.folder)
        }
    }

    /// A path at the root of the site, which in a Quartz repository is `content`.
    fn at_root(&self, name: &str) -> String {
        match self
            .folder
            .split_once('/')
            .map_or(self.folder.as_str(), |(first, _)| first)
        {
            "content" => format!("content/{name}"),
            _ => self.at(name),
        }
    }

    /// A path from the root as a path in the folder.
    fn below<'a>(&self, path: &'a str) -> &'a str {
        path.strip_prefix(self.folder.as_str())
            .unwrap_or(path)
            .trim_start_matches('/')
    }
}

#[cfg(test)]
mod tests;
