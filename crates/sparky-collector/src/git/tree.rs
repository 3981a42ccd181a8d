//! What differs between two trees, in the order in which git lists it.

use std::cmp::Ordering;

use git2::Oid;

use super::objects::{ObjectError, Objects};

/// How deep folders may be nested; git has the same limit.
const DEEPEST: usize = 2048;

/// What a path holds on one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Side {
    /// The mode as git shows it: 100644, 100755, 120000 or 160000 (octal).
    pub mode: u32,
    /// The file, or the commit of a submodule.
    pub oid: Oid,
}

impl Side {
    /// Whether it is a file with or without the executable bit; neither a link nor a submodule.
    pub(super) fn is_regular(self) -> bool {
        self.mode & KIND == REGULAR
    }

    /// Whether it is a submodule.
    pub(super) fn is_submodule(self) -> bool {
        self.mode & KIND == SUBMODULE
    }
}

/// A path that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// What was there; nothing for a new path.
    pub old: Option<Side>,
    /// What is there now; nothing for a deleted path.
    pub new: Option<Side>,
    /// The path now, or before if it was deleted.
    pub path: Vec<u8>,
    /// The path before, where a rename was found.
    pub renamed_from: Option<Vec<u8>>,
}

const KIND: u32 = 0o170_000;
const FOLDER: u32 = 0o040_000;
const REGULAR: u32 = 0o100_000;
const LINK: u32 = 0o120_000;
const SUBMODULE: u32 = 0o160_000;

/// Lists the paths that differ between two trees; nothing stands for an empty tree.
pub(super) fn compare(
    objects: &Objects,
    old: Option<Oid>,
    new: Option<Oid>,
) -> Result<Vec<Pair>, ObjectError> {
    let mut comparison = Comparison {
        objects,
        path: Vec::new(),
        depth: 0,
        pairs: Vec::new(),
    };
    if old != new {
        comparison.trees(old, new)?;
    }
    Ok(comparison.pairs)
}

/// What a tree holds under a name.
pub(super) fn find(objects: &Objects, tree: Oid, name: &[u8]) -> Result<Option<Side>, ObjectError> {
    let object = objects.tree(tree)?;
    let mut entries = Entries {
        oid: tree,
        data: object.data(),
    };
    while let Some(entry) = entries.next()? {
        if entry.name == name {
            return Ok(Some(entry.side));
        }
    }
    Ok(None)
}

struct Comparison<'a> {
    objects: &'a Objects,
    path: Vec<u8>,
    depth: usize,
    pairs: Vec<Pair>,
}

impl Comparison<'_> {
    fn trees(&mut self, old: Option<Oid>, new: Option<Oid>) -> Result<(), ObjectError> {
        let objects = self.objects;
        let read = |oid: Option<Oid>| oid.map(|oid| objects.tree(oid)).transpose();
        let (old_tree, new_tree) = (read(old)?, read(new)?);
        let entries = |oid: Option<Oid>, data| Entries {
            oid: oid.unwrap_or(Oid::ZERO_SHA1),
            data,
        };
        let mut olds = entries(old, old_tree.as_ref().map_or(&[][..], |tree| tree.data()));
        let mut news = entries(new, new_tree.as_ref().map_or(&[][..], |tree| tree.data()));
        let (mut left, mut right) = (olds.next()?, news.next()?);
        loop {
            let order = match (&left, &right) {
                (None, None) => return Ok(()),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some(left), Some(right)) => left.git_order(right),
            };
            let before = if order.is_le() { left.take() } else { None };
            let after = if order.is_ge() { right.take() } else { None };
            self.entry(before, after)?;
            if order.is_le() {
                left = olds.next()?;
            }
            if order.is_ge() {
                right = news.next()?;
            }
        }
    }

    /// Compares what one name holds on both sides. Folders only ever meet folders.
    fn entry(&mut self, old: Option<Entry<'_>>, new: Option<Entry<'_>>) -> Result<(), ObjectError> {
        let (old_side, new_side) = (
            old.as_ref().map(|entry| entry.side),
            new.as_ref().map(|entry| entry.side),
        );
        let Some(entry) = new.or(old).filter(|_| old_side != new_side) else {
            return Ok(());
        };
        let length = self.path.len();
        self.path.extend_from_slice(entry.name);
        if entry.is_folder() {
            if self.depth == DEEPEST {
                return Err(ObjectError::Malformed {
                    oid: entry.side.oid,
                    what: "folders are nested too deep",
                });
            }
            self.depth += 1;
            self.path.push(b'/');
            self.trees(old_side.map(|side| side.oid), new_side.map(|side| side.oid))?;
            self.depth -= 1;
        } else {
            let path = self.path.clone();
            self.pairs.push(Pair {
                old: old_side,
                new: new_side,
                path,
                renamed_from: None,
            });
        }
        self.path.truncate(length);
        Ok(())
    }
}

/// An entry of a tree object.
struct Entry<'a> {
    name: &'a [u8],
    side: Side,
}

impl Entry<'_> {
    fn is_folder(&self) -> bool {
        self.side.mode & KIND == FOLDER
    }

    /// Git orders folders as if their names ended in a slash.
    fn git_order(&self, other: &Self) -> Ordering {
        let common = self.name.len().min(other.name.len());
        let next = |entry: &Self| match entry.name.get(common) {
            Some(byte) => *byte,
            None if entry.is_folder() => b'/',
            None => 0,
        };
        self.name[..common]
            .cmp(&other.name[..common])
            .then_with(|| next(self).cmp(&next(other)))
    }
}

/// Reads the entries of a tree object one by one.
struct Entries<'a> {
    oid: Oid,
    data: &'a [u8],
}

impl<'a> Entries<'a> {
    fn next(&mut self) -> Result<Option<Entry<'a>>, ObjectError> {
        if self.data.is_empty() {
            return Ok(None);
        }
        let malformed = || ObjectError::Malformed {
            oid: self.oid,
            what: "a tree entry is cut off",
        };
        let space = self
            .data
            .iter()
            .take(8)
            .position(|byte| *byte == b' ')
            .ok_or_else(malformed)?;
        let mode = self.data[..space]
            .iter()
            .try_fold(0, |mode: u32, digit| match digit {
                b'0'..=b'7' => Some(mode << 3 | u32::from(digit - b'0')),
                _ => None,
            });
        let rest = &self.data[space + 1..];
        let end = rest.iter().position(|byte| *byte == 0).ok_or_else(malformed)?;
        let oid = rest.get(end + 1..end + 21).ok_or_else(malformed)?;
        let side = Side {
            mode: canonical(mode.ok_or_else(malformed)?),
            oid: Oid::from_bytes(oid).map_err(|_| malformed())?,
        };
        let entry = Entry {
            name: &rest[..end],
            side,
        };
        self.data = &rest[end + 21..];
        Ok(Some(entry))
    }
}

/// Old programs wrote other permissions; git shows only these.
fn canonical(mode: u32) -> u32 {
    match mode & KIND {
        REGULAR if mode & 0o100 != 0 => REGULAR | 0o755,
        REGULAR => REGULAR | 0o644,
        LINK => LINK,
        FOLDER => FOLDER,
        _ => SUBMODULE,
    }
}
