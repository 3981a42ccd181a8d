//! Keeps credentials out of what is said.

/// Text without the credentials in its URLs: neither `user:password@` nor a query survives.
pub(super) fn without_credentials(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        clean.push_str(before);
        clean.push_str("://");
        let end = after
            .find(|letter: char| letter.is_whitespace() || "'\"`<>".contains(letter))
            .unwrap_or(after.len());
        let (url, tail) = after.split_at(end);
        clean.push_str(&bare(url));
        rest = tail;
    }
    clean.push_str(rest);
    clean
}

/// What stands behind `://`, without user, password and query.
fn bare(url: &str) -> String {
    let url = url.split('?').next().unwrap_or(url);
    let (authority, path) = url.find('/').map_or((url, ""), |slash| url.split_at(slash));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    format!("{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::without_credentials;

    #[test]
    fn no_credential_survives() {
        for (said, clean) in [
            (
                "fatal: unable to access 'https://me:s3cret@host/x.git/': no",
                "fatal: unable to access 'https://host/x.git/': no",
            ),
            (
                "https://s3cret@host and http://a:s3cret@b/?token=s3cret end",
                "https://host and http://b/ end",
            ),
            ("https://me:p@s3cret@host/a@b", "https://host/a@b"),
            ("git@host:x.git is not a URL", "git@host:x.git is not a URL"),
        ] {
            assert_eq!(without_credentials(said), clean);
        }
    }
}
