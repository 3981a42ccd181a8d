//! A commit's record, without its files.

use jiff::Timestamp;
use sparky_common::model::Commit;

use super::{
    commit::{CommitText, SignatureText},
    mailmap::Mailmap,
    objects::ObjectError,
    walk::Visited,
};
use crate::people::Identity;

/// Collects the people that records name, each once.
#[derive(Debug)]
pub(crate) struct Names<'a> {
    mailmap: &'a Mailmap,
    identities: std::collections::BTreeSet<Identity>,
}

impl<'a> Names<'a> {
    /// Nobody yet.
    pub(crate) fn new(mailmap: &'a Mailmap) -> Self {
        Self {
            mailmap,
            identities: std::collections::BTreeSet::new(),
        }
    }

    /// Takes note of someone and gives the key to refer to them by.
    pub(crate) fn note(&mut self, name: &str, email: &str) -> String {
        let (name, email) = self.mailmap.resolve(name, email);
        let identity = Identity {
            name: name.to_owned(),
            email: email.to_owned(),
        };
        let key = identity.key();
        self.identities.insert(identity);
        key
    }

    /// Takes note of whom a signature names.
    pub(super) fn sign(&mut self, text: &CommitText<'_>, signature: SignatureText<'_>) -> String {
        self.note(&text.decode(signature.name), &text.decode(signature.email))
    }

    /// Everyone.
    pub(crate) fn into_identities(self) -> Vec<Identity> {
        self.identities.into_iter().collect()
    }
}

/// The record of a commit of the window; its files come from [`super::changes`].
pub(super) fn record(visited: &Visited, names: &mut Names<'_>) -> Result<Commit, ObjectError> {
    let text = visited.text()?;
    let (subject, body) = text.message();
    Ok(Commit {
        oid: visited.oid.to_string(),
        author: names.sign(&text, text.author),
        committer: names.sign(&text, text.committer),
        authored_at: instant(text.author.seconds),
        committed_at: instant(text.committer.seconds),
        co_authors: co_authors(&body)
            .map(|(name, email)| names.note(name, email))
            .collect(),
        subject,
        body,
        parents: u32::try_from(visited.parents.len()).unwrap_or(u32::MAX),
        files: Vec::new(),
        lines_known: true,
    })
}

/// Who wrote a commit of an earlier period.
pub(super) fn author(visited: &Visited, names: &mut Names<'_>) -> Result<String, ObjectError> {
    let text = visited.text()?;
    Ok(names.sign(&text, text.author))
}

/// A time of git's. One that is beyond all calendars becomes the last that is not.
pub(super) fn instant(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap_or(if seconds < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

/// The names and addresses of the `Co-authored-by` trailers.
pub(crate) fn co_authors(body: &str) -> impl Iterator<Item = (&str, &str)> {
    const TRAILER: &str = "co-authored-by:";
    body.lines().filter_map(|line| {
        let value = line.trim().split_at_checked(TRAILER.len())?;
        let (name, rest) = value
            .0
            .eq_ignore_ascii_case(TRAILER)
            .then_some(value.1)?
            .split_once('<')?;
        let (email, _) = rest.split_once('>')?;
        Some((name.trim(), email.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trailers_name_co_authors() {
        let body = "More.\n\nCo-authored-by: Ada L <ada@example.org>\nco-authored-by:<x@y>\nCo-authored-by: nobody\n";
        assert_eq!(
            co_authors(body).collect::<Vec<_>>(),
            [("Ada L", "ada@example.org"), ("", "x@y")]
        );
    }

    #[test]
    fn times_beyond_the_calendar_are_held() {
        assert_eq!(instant(i64::MAX), Timestamp::MAX);
        assert_eq!(instant(0), Timestamp::UNIX_EPOCH);
    }
}
