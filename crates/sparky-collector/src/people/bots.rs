//! Which identities are programs.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::Identity;

/// Why a pattern cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("`{pattern}` in `collector.bots` is no pattern")]
pub struct BotPatternError {
    pattern: String,
    #[source]
    source: globset::Error,
}

/// Tells programs from people.
#[derive(Clone, Debug)]
pub struct Bots(GlobSet);

impl Bots {
    /// Takes patterns over names, logins and addresses; `*` stands for anything, case does not matter.
    pub fn new(patterns: &[String]) -> Result<Self, BotPatternError> {
        let failed = |pattern: &str, source| BotPatternError {
            pattern: pattern.to_owned(),
            source,
        };
        let mut globs = GlobSetBuilder::new();
        for pattern in patterns {
            // Only `*` is special: names such as `robot[bot]` hold the rest.
            let escaped = globset::escape(pattern).replace("[*]", "*");
            let glob = GlobBuilder::new(&escaped).case_insensitive(true).build();
            globs.add(glob.map_err(|source| failed(pattern, source))?);
        }
        globs
            .build()
            .map(Self)
            .map_err(|source| failed(&patterns.join(", "), source))
    }

    /// Whether an identity is a program's: by the suffix `[bot]`, by a pattern, or because it is the forge's own.
    pub fn is_bot(&self, identity: &Identity) -> bool {
        let names = [
            Some(identity.name.as_str()),
            identity.login(),
            Some(identity.email.as_str()),
        ];
        identity.is_web_interface()
            || names
                .into_iter()
                .flatten()
                .any(|name| name.ends_with("[bot]") || self.0.is_match(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffix_pattern_and_forge() {
        let bots = Bots::new(&["renovate*".into(), "bors".into(), "*@ci.example.org".into()]).unwrap();
        for (name, email, expected) in [
            ("dependabot[bot]", "support@github.com", true),
            (
                "Dependabot",
                "49699333+dependabot[bot]@users.noreply.github.com",
                true,
            ),
            ("Renovate Bot", "bot@renovateapp.com", true),
            ("BORS", "x@y", true),
            ("Deploy", "deploy@ci.example.org", true),
            ("GitHub", "noreply@github.com", true),
            ("Bors Smith", "bors.smith@example.org", false),
            ("Ada [bot] Lovelace", "ada@example.org", false),
        ] {
            let identity = Identity {
                name: name.into(),
                email: email.into(),
            };
            assert_eq!(bots.is_bot(&identity), expected, "{name} <{email}>");
        }
    }
}
