//! Secrets and e-mail addresses in collected text.

use super::tokens;

/// What stands where a secret stood.
pub(crate) const SECRET: &str = "(secret removed)";

/// What stands where an address stood.
const ADDRESS: &str = "(e-mail removed)";

/// Names that secrets are set under, as they end.
const NAMES: [&str; 7] = [
    "password", "passwd", "pwd", "secret", "token", "api_key", "apikey",
];

/// The text with every secret and address replaced by a note that says so.
pub(super) fn masked(text: &str) -> String {
    let mut text = text.to_owned();
    for (find, note) in [(find_secret as Find, SECRET), (find_address, ADDRESS)] {
        while let Some(found) = find(&text) {
            text.replace_range(found, note);
        }
    }
    text
}

type Find = fn(&str) -> Option<std::ops::Range<usize>>;

/// Where the first secret lies.
pub(crate) fn find_secret(text: &str) -> Option<std::ops::Range<usize>> {
    find_private_key(text)
        .or_else(|| tokens::find(text))
        .or_else(|| find_credentials(text))
        .or_else(|| find_assigned(text))
}

/// The header of a private key: what follows it on the line goes too.
fn find_private_key(text: &str) -> Option<std::ops::Range<usize>> {
    let start = text.find("-----BEGIN ")?;
    text[start..].contains("PRIVATE KEY").then_some(start..text.len())
}

/// A user and password before the host of a URL.
fn find_credentials(text: &str) -> Option<std::ops::Range<usize>> {
    text.match_indices("://").find_map(|(at, scheme)| {
        let start = at + scheme.len();
        let host = run(&text[start..], |character| {
            !character.is_whitespace() && character != '/'
        });
        let (credentials, _) = text[start..start + host].rsplit_once('@')?;
        credentials
            .contains(':')
            .then_some(start..start + credentials.len())
    })
}

/// What a name of secrets is set to: `password=...`, `api_key:...`. A word of letters alone is a way of speaking.
fn find_assigned(text: &str) -> Option<std::ops::Range<usize>> {
    const QUOTES: [char; 2] = ['"', '\''];
    text.match_indices(['=', ':']).find_map(|(at, _)| {
        let name = text[..at].trim_end_matches(QUOTES);
        let is_named = NAMES.iter().any(|word| {
            let end = name
                .len()
                .checked_sub(word.len())
                .and_then(|start| name.get(start..));
            end.is_some_and(|end| end.eq_ignore_ascii_case(word))
        });
        let after = text[at + 1..].trim_start();
        let set = after.trim_start_matches(QUOTES);
        let start = text.len() - set.len();
        let length = run(set, |character| {
            !character.is_whitespace()
                && !QUOTES.contains(&character)
                && !matches!(character, ',' | ';' | ')')
        });
        let value = &set[..length];
        // What is quoted or stands close is set; what follows a space may only be said.
        let is_set = after.len() != set.len() || !text[at + 1..].starts_with(' ');
        let is_secret = length >= if is_set { 8 } else { 16 }
            && value.contains(|character: char| character.is_ascii_digit())
            && value.contains(char::is_alphabetic);
        (is_named && is_secret).then_some(start..start + length)
    })
}

/// Where the first e-mail address lies.
pub(crate) fn find_address(text: &str) -> Option<std::ops::Range<usize>> {
    // Written for a page or a URL it is an address all the same.
    const SIGNS: [&str; 7] = ["@", "\u{ff20}", "%40", "&#64;", "&#x40;", "&#X40;", "&commat;"];
    SIGNS.iter().find_map(|sign| {
        text.match_indices(sign)
            .find_map(|(at, _)| address_around(text, at, sign.len()))
    })
}

fn address_around(text: &str, at: usize, sign: usize) -> Option<std::ops::Range<usize>> {
    let before = text[..at]
        .chars()
        .rev()
        .take_while(|character| is_local_character(*character));
    let start = at - before.map(char::len_utf8).sum::<usize>();
    let after = at + sign;
    let domain = &text[after..after + run(&text[after..], is_domain_character)];
    let domain = domain.trim_end_matches(['.', '-']);
    let (_, top) = domain.rsplit_once('.')?;
    let is_address = start < at
        && top.chars().count() >= 2
        && top.chars().all(char::is_alphabetic)
        && !domain.starts_with('.');
    is_address.then(|| start..after + domain.len())
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|character| !belongs(character)).unwrap_or(text.len())
}

fn is_local_character(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '.' | '_' | '%' | '+' | '-' | '"')
}

fn is_domain_character(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '.' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked() {
        for secret in [
            "ghp_0123456789abcdefABCDEF0123456789abcd",
            "github_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz",
            "AKIAIOSFODNN7EXAMPLE",
            "xoxb-1234567890-abcdefghij",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
            "MIIEpAIBAAKCAQEA7v/4Zk1d9QmT3xWbC/yRUePZpLq2oVnS8hJ0aGfKtEiXcY6D",
        ] {
            assert_eq!(
                masked(&format!("rotate {secret}, now")),
                "rotate (secret removed), now"
            );
        }
        assert_eq!(
            masked("add -----BEGIN RSA PRIVATE KEY----- MIIE"),
            "add (secret removed)"
        );
        assert_eq!(
            masked("clone https://me:pass@host/x"),
            "clone https://(secret removed)@host/x"
        );
        assert_eq!(
            masked("set DB_PASSWORD=hunter2secret, then api_key:\"k3yk3yk3y\""),
            "set DB_PASSWORD=(secret removed), then api_key:\"(secret removed)\""
        );
    }

    #[test]
    fn addresses_are_masked_and_versions_and_mentions_stay() {
        assert_eq!(masked("mail <a.b+c@example.co.uk>."), "mail <(e-mail removed)>.");
        for address in [
            "\"a.b\"@example.org",
            "a\u{ff20}example.org",
            "a%40example.org",
            "a&#64;example.org",
            "a&commat;example.org",
            "ä@bücher.example",
        ] {
            assert_eq!(masked(&format!("to {address} now")), "to (e-mail removed) now");
        }
        for plain in [
            "thanks @bob",
            "bump pkg@1.2.3",
            "a task-based risk-free disk",
            "@scope/pkg@2.0",
            "ghp_short",
            "fix(token): parse2words",
            "token=value",
            "token: part2of3",
            "sk-learn-based-pipelines-for-text",
            "clone the 0123456789abcdef0123456789abcdef01234567 commit",
            "basic understanding-of-the-matter",
            "labs/grimware/commit/0123456789abcdef0123456789abcdef01234567",
            "https://github.com/BurntSushi/ripgrep/commit/0123456789abcdef0123456789abcdef01234567",
            "Lab42/MyRepo7/commit/0123456789abcdef0123456789abcdef01234567",
            "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        ] {
            assert_eq!(masked(plain), plain);
        }
    }
}
