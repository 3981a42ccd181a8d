//! The files of a repository, each path looked at once however many commits change it.

use foldhash::HashMap;
use sparky_common::model::FileChange;

use crate::text::area::{FileKind, area, file_kind};

/// The files that commits changed, and the areas in which they lie, by numbers.
#[derive(Debug, Default)]
pub(crate) struct Tree<'a> {
    /// The files in the order in which they were met.
    pub files: Vec<File<'a>>,
    /// The areas, and how many changes of files each saw.
    pub areas: Vec<(&'a str, u64)>,
    file_places: HashMap<&'a str, u32>,
    area_places: HashMap<&'a str, u32>,
}

/// A file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct File<'a> {
    /// Where it lies.
    pub path: &'a str,
    /// The number of its area.
    pub area: u32,
    /// Whether it holds versions of dependencies.
    pub lock: bool,
}

/// A change of a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Touch {
    /// The number of the file.
    pub file: u32,
    /// Lines added and deleted; 0 where they are unknown.
    pub lines: u64,
}

impl<'a> Tree<'a> {
    pub(super) fn touch(&mut self, change: &'a FileChange) -> Touch {
        let file = match self.file_places.get(change.path.as_str()) {
            Some(&file) => file,
            None => self.meet(&change.path),
        };
        self.areas[self.files[file as usize].area as usize].1 += 1;
        let lines = change.lines.unwrap_or_default();
        Touch {
            file,
            lines: lines.added.saturating_add(lines.deleted),
        }
    }

    fn meet(&mut self, path: &'a str) -> u32 {
        let name = area(path);
        let area = *self.area_places.entry(name).or_insert_with(|| {
            self.areas.push((name, 0));
            (self.areas.len() - 1) as u32
        });
        let place = self.files.len() as u32;
        self.files.push(File {
            path,
            area,
            lock: file_kind(path) == FileKind::Lock,
        });
        self.file_places.insert(path, place);
        place
    }
}
