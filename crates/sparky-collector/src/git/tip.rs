//! The date of the newest commit.

use super::{commit::CommitText, location::Location, objects::Objects, refs::Refs};

/// The committer date at the tip of the default branch, in seconds since the Unix epoch. Nothing for a repository
/// without commits, and for one that cannot be read: collecting it will say why.
pub(crate) fn tip_date(location: &Location) -> Option<i64> {
    let tip = Refs::open(&location.git_dir, &location.common_dir)
        .ok()?
        .head()
        .ok()?
        .oid?;
    let objects = Objects::open(&location.common_dir.join("objects")).ok()?;
    let commit = objects.commit(tip).ok()?;
    Some(CommitText::parse(tip, commit.data()).ok()?.committer.seconds)
}
