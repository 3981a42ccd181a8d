//! `.mailmap`: the names and addresses people want to be known by.

use std::collections::HashMap;

/// The entries of a `.mailmap` file, looked up as `git log --use-mailmap` does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mailmap {
    /// By the commit's address in lower case.
    by_email: HashMap<String, Entry>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Entry {
    /// For whatever name the commit has.
    any: Proper,
    /// For one name only, in lower case.
    by_name: HashMap<String, Proper>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Proper {
    name: Option<String>,
    email: Option<String>,
}

impl Mailmap {
    /// Reads a `.mailmap` file. Lines that say nothing are skipped, as git skips them.
    pub(crate) fn parse(text: &str) -> Self {
        let mut mailmap = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((first_name, first_email, rest)) = name_and_email(line) else {
                continue;
            };
            let second = name_and_email(rest);
            let (name, proper_email, commit_name, commit_email) = match second {
                Some((commit_name, commit_email, _)) => {
                    (first_name, Some(first_email), commit_name, commit_email)
                }
                None => (first_name, None, None, first_email),
            };
            let entry = mailmap.by_email.entry(commit_email.to_lowercase()).or_default();
            let proper = match commit_name {
                Some(commit_name) => entry.by_name.entry(commit_name.to_lowercase()).or_default(),
                None => &mut entry.any,
            };
            proper.name = name.map(ToOwned::to_owned).or(proper.name.take());
            proper.email = proper_email.map(ToOwned::to_owned).or(proper.email.take());
        }
        mailmap
    }

    /// The name and address to use for those of a commit.
    pub(crate) fn resolve<'a>(&'a self, name: &'a str, email: &'a str) -> (&'a str, &'a str) {
        let Some(entry) = self.by_email.get(&email.to_lowercase()) else {
            return (name, email);
        };
        let proper = entry.by_name.get(&name.to_lowercase()).unwrap_or(&entry.any);
        (
            proper.name.as_deref().unwrap_or(name),
            proper.email.as_deref().unwrap_or(email),
        )
    }
}

/// Splits `Name <address> rest`; the name may be missing.
fn name_and_email(text: &str) -> Option<(Option<&str>, &str, &str)> {
    let (name, rest) = text.split_once('<')?;
    let (email, rest) = rest.split_once('>')?;
    let name = name.trim();
    Some(((!name.is_empty()).then_some(name), email.trim(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_forms_of_a_line() {
        let mailmap = Mailmap::parse(
            "# people\n\
             Ada Lovelace <ada@old.org>\n\
             <bob@new.org> <bob@old.org>\n\
             Cy Young <cy@new.org> <CY@old.org> # moved\n\
             Dee <dee@new.org> Root <root@localhost>\n\
             nonsense\n",
        );
        for (name, email, expected) in [
            ("ada", "ADA@old.org", ("Ada Lovelace", "ADA@old.org")),
            ("Bob", "bob@old.org", ("Bob", "bob@new.org")),
            ("cyyoung", "cy@old.org", ("Cy Young", "cy@new.org")),
            ("root", "root@localhost", ("Dee", "dee@new.org")),
            ("toor", "root@localhost", ("toor", "root@localhost")),
            ("Eve", "eve@example.org", ("Eve", "eve@example.org")),
        ] {
            assert_eq!(mailmap.resolve(name, email), expected);
        }
    }
}
