//! A name and an address as an activity carries them.

use sparky_common::model::PersonId;

/// One way in which someone appears, after the repository's mailmap.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// The name. Collected text.
    pub name: String,
    /// The e-mail address. Never leaves the collector.
    pub email: String,
}

/// The account that a forge credits with what comes from an address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Account {
    /// The address.
    pub email: String,
    /// The account, under its noreply address.
    pub identity: Identity,
}

impl Identity {
    /// The key by which activities refer to this identity until joining gives them persons.
    pub fn key(&self) -> PersonId {
        format!("{}\n{}", self.name, self.email)
    }

    /// The account that a forge's noreply address names: `12345+login@users.noreply.github.com`.
    pub fn login(&self) -> Option<&str> {
        let (local, host) = self.email.rsplit_once('@')?;
        let noreply = host.to_ascii_lowercase();
        if !(noreply.starts_with("users.noreply.") || noreply.starts_with("noreply.")) {
            return None;
        }
        let login = match local.split_once('+') {
            Some((number, login)) if number.bytes().all(|byte| byte.is_ascii_digit()) => login,
            _ => local,
        };
        (!login.is_empty()).then_some(login)
    }

    /// Whether this is the address under which GitHub commits what people do on its site.
    pub fn is_web_interface(&self) -> bool {
        self.email.eq_ignore_ascii_case("noreply@github.com")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noreply_addresses_name_accounts() {
        for (email, login) in [
            ("12345+Octo@users.noreply.github.com", Some("Octo")),
            ("octo@users.noreply.github.com", Some("octo")),
            (
                "49699333+dependabot[bot]@users.noreply.github.com",
                Some("dependabot[bot]"),
            ),
            ("octo@USERS.noreply.ghe.example.org", Some("octo")),
            ("noreply@github.com", None),
            ("octo@example.org", None),
            ("12+@users.noreply.github.com", None),
            ("", None),
        ] {
            let identity = Identity {
                name: "Octo".into(),
                email: email.into(),
            };
            assert_eq!(identity.login(), login, "{email}");
        }
    }
}
