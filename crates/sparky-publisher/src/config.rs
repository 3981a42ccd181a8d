//! What the publisher takes from the configuration.

use std::{collections::BTreeSet, path::PathBuf};

use sparky_common::config::{Config, Destination};

use crate::{output::OUTPUT, pace::Patience};

/// Where documents go and where the publisher keeps its state.
#[derive(Clone, Debug)]
pub struct PublisherConfig {
    /// The output folder.
    pub out_dir: PathBuf,
    /// The data folder: receipts, locks and clones lie here.
    pub data_dir: PathBuf,
    /// The destinations of `--publish`.
    pub destinations: Vec<Destination>,
    /// How long to wait for others.
    pub patience: Patience,
}

/// Everything that is wrong with the destinations, one line each.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the destinations of the configuration cannot be used:\n{}", .0.join("\n"))]
pub struct ConfigError(Vec<String>);

impl PublisherConfig {
    /// Takes what the publisher needs and checks the destinations, all of them. The folders of `storage` must be
    /// filled in already.
    pub fn new(config: &Config) -> Result<Self, ConfigError> {
        let destinations = config.publisher.destinations.clone();
        let mut wrong: Vec<String> = destinations.iter().flat_map(problems).collect();
        let mut names = BTreeSet::new();
        for destination in &destinations {
            if !names.insert(&destination.name) {
                wrong.push(format!(
                    "two destinations are named `{}`: receipts need unique names",
                    destination.name
                ));
            }
        }
        if !wrong.is_empty() {
            return Err(ConfigError(wrong));
        }
        Ok(Self {
            out_dir: config.storage.out_dir.clone(),
            data_dir: config.storage.data_dir.clone(),
            destinations,
            patience: Patience::default(),
        })
    }
}

fn problems(destination: &Destination) -> Vec<String> {
    let Destination {
        name,
        path,
        repository,
        branch,
        ..
    } = destination;
    let mut wrong = Vec::new();
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    if name.is_empty() || name.starts_with('.') || !name.chars().all(is_plain) {
        wrong.push(format!(
            "`name = \"{name}\"`: use letters, digits, `-`, `_` and `.`; the name becomes a folder's"
        ));
    }
    if name == OUTPUT {
        wrong.push(format!(
            "`name = \"{OUTPUT}\"` is the output folder's own: choose another name"
        ));
    }
    if repository.is_empty() {
        wrong.push(format!(
            "`repository` of `{name}` is empty: set a local path or a URL"
        ));
    }
    if path.contains('\\')
        || path
            .split('/')
            .any(|part| part == ".." || part.eq_ignore_ascii_case(".git"))
    {
        wrong.push(format!(
            "`path = \"{path}\"` of `{name}` leaves the repository: name a folder in it"
        ));
    }
    if !branch.is_empty() && !git2::Reference::is_valid_name(&format!("refs/heads/{branch}")) {
        wrong.push(format!(
            "`branch = \"{branch}\"` of `{name}` is no name that git allows"
        ));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use sparky_common::config::Layout;

    use super::*;

    #[test]
    fn every_problem_of_a_destination_is_named() {
        let destination = |name: &str, path: &str, branch: &str| Destination {
            name: name.into(),
            layout: Layout::Git,
            repository: "/srv/docs".into(),
            branch: branch.into(),
            path: path.into(),
            push: true,
            author_name: "Sparky".into(),
            author_email: "sparky@localhost".into(),
        };
        assert_eq!(
            problems(&destination("docs", "content/blog", "feature/x")),
            Vec::<String>::new()
        );
        assert_eq!(problems(&destination("../docs", "a/../..", "a..b")).len(), 3);
        assert_eq!(problems(&destination(OUTPUT, "a/.GIT/hooks", "")).len(), 2);
    }
}
