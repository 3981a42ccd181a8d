//! A commit object's text: headers and message, as git reads them.

use git2::Oid;

use super::objects::ObjectError;

/// A commit, borrowed from its object.
#[derive(Debug)]
pub(super) struct CommitText<'a> {
    /// The tree.
    pub tree: Oid,
    /// The parents, as the object lists them.
    pub parents: Vec<Oid>,
    /// Who wrote it and when.
    pub author: SignatureText<'a>,
    /// Who committed it and when.
    pub committer: SignatureText<'a>,
    /// The charset that the `encoding` header names; UTF-8 without one.
    encoding: Option<&'a [u8]>,
    message: &'a [u8],
}

/// A name, an address and a time. Bytes, because git checks none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct SignatureText<'a> {
    /// The name.
    pub name: &'a [u8],
    /// The address between the angle brackets.
    pub email: &'a [u8],
    /// Seconds since the Unix epoch; 0 where git cannot read a time.
    pub seconds: i64,
}

impl<'a> CommitText<'a> {
    /// Reads a commit object.
    pub(super) fn parse(oid: Oid, data: &'a [u8]) -> Result<Self, ObjectError> {
        let malformed = |what| ObjectError::Malformed { oid, what };
        let (mut headers, message) = split_headers(data);
        let tree = next_oid(&mut headers, b"tree ").ok_or_else(|| malformed("it names no tree"))?;
        let parents = std::iter::from_fn(|| next_oid(&mut headers, b"parent ")).collect();
        let header = |name: &[u8]| {
            let mut rest = headers;
            loop {
                let end = memchr::memchr(b'\n', rest);
                let line = &rest[..end.unwrap_or(rest.len())];
                if let Some(value) = line.strip_prefix(name) {
                    return Some(value.trim_ascii());
                }
                rest = &rest[end? + 1..];
            }
        };
        let signature = |name| header(name).map(SignatureText::parse).unwrap_or_default();
        let (author, committer) = (signature(b"author "), signature(b"committer "));
        Ok(Self {
            tree,
            parents,
            author,
            committer,
            encoding: header(b"encoding "),
            message,
        })
    }

    /// Text of this commit as Unicode; what is invalid is replaced.
    pub(super) fn decode(&self, text: &[u8]) -> String {
        let latin1 = self.encoding.is_some_and(|name| {
            [&b"ISO-8859-1"[..], b"ISO8859-1", b"latin1", b"latin-1"]
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known))
        });
        if latin1 {
            text.iter().map(|byte| char::from(*byte)).collect()
        } else {
            String::from_utf8_lossy(text).into()
        }
    }

    /// The first paragraph on one line, as `git log --format=%s` shows it, and the rest.
    pub(super) fn message(&self) -> (String, String) {
        split_message(&self.decode(self.message))
    }
}

/// The first paragraph of a message on one line, and the rest.
pub(crate) fn split_message(text: &str) -> (String, String) {
    let mut rest = text.trim_start_matches(['\n', ' ', '\t', '\r']);
    let mut subject = String::new();
    while let Some(line) = rest
        .split_inclusive('\n')
        .next()
        .filter(|line| !line.trim().is_empty())
    {
        if !subject.is_empty() {
            subject.push(' ');
        }
        subject.push_str(line.trim_end());
        rest = &rest[line.len()..];
    }
    (subject, rest.trim_matches('\n').trim_end().to_owned())
}

impl<'a> SignatureText<'a> {
    /// Reads `Name <address> seconds zone`.
    pub(super) fn parse(line: &'a [u8]) -> Self {
        let open = line.iter().position(|byte| *byte == b'<').unwrap_or(line.len());
        let close = line
            .iter()
            .rposition(|byte| *byte == b'>')
            .unwrap_or(line.len())
            .max(open);
        let time = line.get(close + 1..).unwrap_or_default().trim_ascii_start();
        let digits = time
            .split(|byte| !byte.is_ascii_digit())
            .next()
            .unwrap_or_default();
        let seconds = std::str::from_utf8(digits)
            .ok()
            .and_then(|text| text.parse().ok())
            .unwrap_or(0);
        let email = line.get(open + 1..close).unwrap_or_default().trim_ascii();
        Self {
            name: line[..open].trim_ascii(),
            email,
            seconds,
        }
    }
}

/// The header lines and what stands after the first empty line.
pub(super) fn split_headers(data: &[u8]) -> (&[u8], &[u8]) {
    match memchr::memmem::find(data, b"\n\n") {
        Some(end) => (&data[..end], &data[end + 2..]),
        None => (data, &[]),
    }
}

/// Takes a header line with an object id off the front, if it has this name.
pub(super) fn next_oid(headers: &mut &[u8], name: &[u8]) -> Option<Oid> {
    let rest = headers.strip_prefix(name)?;
    let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    let oid = Oid::from_str(std::str::from_utf8(&rest[..end]).ok()?).ok()?;
    *headers = rest.get(end + 1..).unwrap_or_default();
    Some(oid)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(data: &[u8]) -> CommitText<'_> {
        CommitText::parse(Oid::ZERO_SHA1, data).unwrap()
    }

    const TREE: &str = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n";

    #[test]
    fn subjects_are_the_first_paragraph_on_one_line() {
        let text = format!("{TREE}author A <a@b> 5 +0000\n\n\nfix: one \ntwo\n\nbody\n\nmore\n");
        let commit = parse(text.as_bytes());
        assert_eq!(commit.message(), ("fix: one two".into(), "body\n\nmore".into()));
        assert_eq!(
            commit.author,
            SignatureText {
                name: b"A",
                email: b"a@b",
                seconds: 5
            }
        );
        assert_eq!(commit.committer.seconds, 0);
    }

    #[test]
    fn strange_signatures_do_not_hurt() {
        for (line, name, email, seconds) in [
            (&b"A > B <a@b> 7 +0100"[..], &b"A > B"[..], &b"a@b"[..], 7),
            (b"<> 7", b"", b"", 7),
            (b"nobody", b"nobody", b"", 0),
            (b"A <a@b> 99999999999999999999999 +0000", b"A", b"a@b", 0),
            (b"> <", b">", b"", 0),
            (b"", b"", b"", 0),
        ] {
            assert_eq!(
                SignatureText::parse(line),
                SignatureText { name, email, seconds },
                "{line:?}"
            );
        }
    }

    #[test]
    fn other_encodings_become_unicode() {
        let latin1 = [TREE.as_bytes(), b"encoding ISO-8859-1\n\ncaf\xe9\n"].concat();
        assert_eq!(parse(&latin1).message().0, "caf\u{e9}");
        let invalid = [TREE.as_bytes(), b"\ncaf\xe9\n"].concat();
        assert_eq!(parse(&invalid).message().0, "caf\u{fffd}");
    }
}
