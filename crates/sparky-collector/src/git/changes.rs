//! The rows of `git log --numstat` for one commit.

use std::ops::Deref;

use git2::Oid;
use sparky_common::model::{FileChange, Lines};

use super::{
    lines,
    objects::{Object, ObjectError, Objects},
    rename,
    tree::{self, Pair, Side},
};

/// What a commit changed; nothing by default.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// The files in git's order. Where something could not be read: as far as they are known, without lines.
    pub files: Vec<FileChange>,
    /// Why lines are unknown, if they are.
    pub unknown: Option<ObjectError>,
}

/// Compares two trees; nothing stands for the empty tree before a root commit.
pub(super) fn between(objects: &Objects, old: Option<Oid>, new: Oid) -> Changes {
    let mut pairs = match tree::compare(objects, old, Some(new)) {
        Ok(pairs) => pairs,
        Err(error) => {
            return Changes {
                files: Vec::new(),
                unknown: Some(error),
            };
        }
    };
    let rows = rename::detect(objects, &mut pairs).and_then(|()| {
        pairs
            .iter()
            .map(|pair| Ok(row(pair, count(objects, pair)?)))
            .collect()
    });
    match rows {
        Ok(files) => Changes { files, unknown: None },
        Err(error) => {
            let files = pairs.iter().map(|pair| row(pair, None)).collect();
            Changes {
                files,
                unknown: Some(error),
            }
        }
    }
}

fn row(pair: &Pair, lines: Option<Lines>) -> FileChange {
    let text = |path: &[u8]| String::from_utf8_lossy(path).into_owned();
    FileChange {
        path: text(&pair.path),
        renamed_from: pair.renamed_from.as_deref().map(text),
        lines,
    }
}

/// The lines of a changed path, or nothing if git calls it binary.
fn count(objects: &Objects, pair: &Pair) -> Result<Option<Lines>, ObjectError> {
    let content = |side: Option<Side>| side.map_or(Ok(Content::None), |side| Content::read(objects, side));
    let old = content(pair.old)?;
    let equal = pair.old.map(|side| side.oid) == pair.new.map(|side| side.oid);
    if lines::is_binary(&old) {
        return Ok(None);
    }
    if equal {
        return Ok(Some(Lines::default()));
    }
    let new = content(pair.new)?;
    if lines::is_binary(&new) {
        return Ok(None);
    }
    let oid = pair.new.or(pair.old).map_or(Oid::ZERO_SHA1, |side| side.oid);
    lines::count(&old, &new)
        .map(Some)
        .map_err(|source| ObjectError::Damaged {
            oid,
            source: source.into(),
        })
}

/// What git compares for one side.
enum Content {
    None,
    File(Object),
    Submodule(String),
}

impl Content {
    fn read(objects: &Objects, side: Side) -> Result<Self, ObjectError> {
        if side.is_submodule() {
            return Ok(Self::Submodule(format!("Subproject commit {}\n", side.oid)));
        }
        objects.blob(side.oid).map(Self::File)
    }
}

impl Deref for Content {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::None => &[],
            Self::File(object) => object.data(),
            Self::Submodule(text) => text.as_bytes(),
        }
    }
}
