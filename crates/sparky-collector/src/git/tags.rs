//! Tags as releases.

use git2::Oid;
use sparky_common::{model::Release, period::Window};

use super::{
    commit::{CommitText, SignatureText, next_oid, split_headers},
    details::{Names, instant},
    objects::{ObjectError, Objects},
    refs::{RefError, Refs},
};

/// Tags may point at tags; this many are followed.
const DEEPEST: usize = 8;

/// The tags that were made in a window, oldest first, and those that cannot be read.
pub(super) fn releases(
    objects: &Objects,
    refs: &Refs,
    window: Window,
    names: &mut Names<'_>,
) -> Result<(Vec<Release>, Vec<ObjectError>), RefError> {
    let (mut releases, mut unreadable) = (Vec::new(), Vec::new());
    for (tag, oid) in refs.tags()? {
        match release(objects, &tag, oid, window, names) {
            Ok(release) => releases.extend(release),
            Err(error) => unreadable.push(error),
        }
    }
    releases.sort_by(|a, b| (a.released_at, &a.tag).cmp(&(b.released_at, &b.tag)));
    Ok((releases, unreadable))
}

fn release(
    objects: &Objects,
    tag: &str,
    mut oid: Oid,
    window: Window,
    names: &mut Names<'_>,
) -> Result<Option<Release>, ObjectError> {
    let mut made: Option<(String, i64)> = None;
    let mut object = objects.any(oid)?;
    for _ in 0..DEEPEST {
        if !object.is_tag() {
            break;
        }
        let text = TagText::parse(oid, object.data())?;
        if let (None, Some(tagger)) = (&made, text.tagger) {
            if !window.contains_seconds(tagger.seconds) {
                return Ok(None);
            }
            let text = |bytes| String::from_utf8_lossy(bytes);
            made = Some((
                names.note(&text(tagger.name), &text(tagger.email)),
                tagger.seconds,
            ));
        }
        if !text.of_commit_or_tag {
            return Ok(None);
        }
        oid = text.target;
        object = objects.any(oid)?;
    }
    let (author, seconds) = match made {
        Some((author, seconds)) => (Some(author), seconds),
        None if object.is_commit() => {
            let seconds = CommitText::parse(oid, object.data())?.committer.seconds;
            if !window.contains_seconds(seconds) {
                return Ok(None);
            }
            (None, seconds)
        }
        None => return Ok(None),
    };
    Ok(Some(Release {
        tag: tag.to_owned(),
        oid: oid.to_string(),
        author,
        released_at: instant(seconds),
    }))
}

/// An annotated tag, borrowed from its object.
struct TagText<'a> {
    target: Oid,
    of_commit_or_tag: bool,
    tagger: Option<SignatureText<'a>>,
}

impl<'a> TagText<'a> {
    fn parse(oid: Oid, data: &'a [u8]) -> Result<Self, ObjectError> {
        let (mut headers, _) = split_headers(data);
        let target = next_oid(&mut headers, b"object ").ok_or(ObjectError::Malformed {
            oid,
            what: "the tag names no object",
        })?;
        let mut lines = headers.split(|byte| *byte == b'\n');
        let of_commit_or_tag = lines
            .next()
            .is_some_and(|line| matches!(line, b"type commit" | b"type tag"));
        let tagger = lines
            .find_map(|line| line.strip_prefix(b"tagger "))
            .map(SignatureText::parse);
        Ok(Self {
            target,
            of_commit_or_tag,
            tagger,
        })
    }
}
