//! Names of what is kept: hashes, from which nobody learns who asked what.

use sparky_common::model::Sha256;

/// Who asks which host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The host, as the API's root: two servers behind one name are two.
    pub api: String,
    /// Who asks, as a name that tells no secret: what one may read another may not.
    pub who: String,
}

impl Asked {
    /// The key of a question.
    pub fn key(&self, question: &str) -> String {
        let parts = [self.api.as_str(), self.who.as_str(), question];
        // Each part with its length: no two lists of parts make one text.
        let text: String = parts
            .iter()
            .map(|part| format!("{}:{part}", part.len()))
            .collect();
        format!("sparky:github:1:{}", Sha256::of(text.as_bytes()).as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_differ_by_everything_and_tell_nothing() {
        let asked = |api: &str, who: &str| Asked {
            api: api.into(),
            who: who.into(),
        };
        let keys = [
            asked("https://api.github.com", "token 1").key("account ada@example.org"),
            asked("https://api.github.com", "token 2").key("account ada@example.org"),
            asked("https://ghe.example.org", "token 1").key("account ada@example.org"),
            asked("https://api.github.com", "token 1").key("account bob@example.org"),
            asked("https://api.github.com", "token 1account").key(" ada@example.org"),
        ];
        let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len());
        assert!(
            keys.iter()
                .all(|key| key.len() == 16 + 64 && !key.contains("ada"))
        );
    }
}
