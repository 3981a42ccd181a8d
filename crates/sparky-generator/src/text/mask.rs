//! Secrets and e-mail addresses in collected text.

/// What stands where a secret stood.
const SECRET: &str = "(secret removed)";

/// What stands where an address stood.
const ADDRESS: &str = "(e-mail removed)";

/// How a secret begins, and how many characters of its alphabet must follow.
const TOKENS: [(&str, usize); 17] = [
    ("ghp_", 16),
    ("gho_", 16),
    ("ghu_", 16),
    ("ghs_", 16),
    ("ghr_", 16),
    ("github_pat_", 16),
    ("glpat-", 16),
    ("AKIA", 16),
    ("ASIA", 16),
    ("xoxb-", 10),
    ("xoxp-", 10),
    ("xoxa-", 10),
    ("sk-", 20),
    ("sk_live_", 10),
    ("npm_", 30),
    ("AIza", 30),
    ("hvs.", 20),
];

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
    let token = TOKENS
        .iter()
        .find_map(|(prefix, least)| find_token(text, prefix, *least));
    token
        .or_else(|| find_web_token(text))
        .or_else(|| find_private_key(text))
        .or_else(|| find_credentials(text))
        .or_else(|| find_assigned(text))
}

fn find_token(text: &str, prefix: &str, least: usize) -> Option<std::ops::Range<usize>> {
    text.match_indices(prefix).find_map(|(start, _)| {
        let starts_a_word = !text[..start]
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric);
        let length = run(&text[start + prefix.len()..], is_token_character);
        (starts_a_word && length >= least).then(|| start..start + prefix.len() + length)
    })
}

/// A JSON web token: three base64url parts, the first two of which are JSON objects.
fn find_web_token(text: &str) -> Option<std::ops::Range<usize>> {
    text.match_indices("eyJ").find_map(|(start, _)| {
        let length = run(&text[start..], |character| {
            is_token_character(character) || character == '.'
        });
        let parts = text[start..start + length]
            .split('.')
            .filter(|part| part.len() > 3)
            .count();
        (parts >= 2 && text[start..start + length].contains(".eyJ")).then_some(start..start + length)
    })
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
        let set = text[at + 1..].trim_start_matches(QUOTES);
        let start = text.len() - set.len();
        let length = run(set, |character| {
            !character.is_whitespace()
                && !QUOTES.contains(&character)
                && !matches!(character, ',' | ';' | ')')
        });
        let value = &set[..length];
        let is_secret = length >= 8
            && value.contains(|character: char| character.is_ascii_digit())
            && value.contains(char::is_alphabetic);
        (is_named && is_secret).then_some(start..start + length)
    })
}

/// Where the first e-mail address lies.
pub(crate) fn find_address(text: &str) -> Option<std::ops::Range<usize>> {
    text.match_indices('@').find_map(|(at, _)| {
        let before = text[..at]
            .chars()
            .rev()
            .take_while(|character| is_local_character(*character));
        let start = at - before.map(char::len_utf8).sum::<usize>();
        let domain = &text[at + 1..at + 1 + run(&text[at + 1..], is_domain_character)];
        let domain = domain.trim_end_matches(['.', '-']);
        let (_, top) = domain.rsplit_once('.')?;
        let is_address = start < at
            && top.chars().count() >= 2
            && top.chars().all(char::is_alphabetic)
            && !domain.starts_with('.');
        is_address.then(|| start..at + 1 + domain.len())
    })
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|character| !belongs(character)).unwrap_or(text.len())
}

fn is_token_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || character == '-'
}

fn is_local_character(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '.' | '_' | '%' | '+' | '-')
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
        for plain in [
            "thanks @bob",
            "bump pkg@1.2.3",
            "a task-based risk-free disk",
            "@scope/pkg@2.0",
            "ghp_short",
            "fix(token): parse2words",
            "token=value",
        ] {
            assert_eq!(masked(plain), plain);
        }
    }
}
