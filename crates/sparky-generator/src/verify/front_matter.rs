//! The front matter against its statements.

use sparky_common::model::{Place, Sidecar};

use super::{
    compare,
    finding::{Finding, FindingKind},
};
use crate::render::{DevtoFrontMatter, FrontMatter};

/// Checks YAML between the fences of a Markdown file.
pub(super) fn yaml(text: Option<&str>, sidecar: &Sidecar) -> Vec<Finding> {
    let Some(text) = text else {
        let message = "the file does not begin with front matter between `---` lines";
        return vec![Finding::new(FindingKind::FrontMatter, message)];
    };
    match serde_saphyr::from_str::<FrontMatter>(text) {
        Ok(front_matter) => structure(&front_matter, sidecar),
        Err(_) if let Ok(article) = serde_saphyr::from_str::<DevtoFrontMatter>(text) => {
            let actual = article.statements();
            entries(actual.iter().map(|statement| statement.text.as_str()), sidecar)
        }
        Err(error) => {
            let message = format!(
                "the front matter is not ours: {}",
                error.to_string().lines().next().unwrap_or("")
            );
            vec![Finding::new(FindingKind::FrontMatter, message)]
        }
    }
}

/// Checks front matter that has been read.
pub(super) fn structure(front_matter: &FrontMatter, sidecar: &Sidecar) -> Vec<Finding> {
    let actual = front_matter.statements();
    entries(actual.iter().map(|statement| statement.text.as_str()), sidecar)
}

/// Checks `key: value` lines: those that are there must be as recorded.
pub(super) fn entries<'a>(lines: impl Iterator<Item = &'a str>, sidecar: &Sidecar) -> Vec<Finding> {
    let recorded = sidecar
        .statements
        .iter()
        .filter(|statement| statement.place == Place::FrontMatter);
    let recorded: Vec<_> = recorded
        .filter_map(|statement| statement.text.split_once(": "))
        .collect();
    let check = |line: &str| {
        let (key, value) = line.split_once(':').unwrap_or((line, ""));
        let expected = recorded
            .iter()
            .find(|(recorded, _)| *recorded == key)
            .map(|(_, value)| *value);
        let findings = compare::texts(expected.unwrap_or(""), value.trim());
        findings
            .into_iter()
            .map(|finding| Finding {
                message: format!("{key}: {}", finding.message),
                ..finding
            })
            .collect()
    };
    lines.flat_map(|line| -> Vec<_> { check(line) }).collect()
}
