//! Which repositories are in scope.

use std::collections::BTreeSet;

use globset::{Glob, GlobSet, GlobSetBuilder};

/// Why a pattern cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("`{pattern}` in `collector.{option}` is no pattern")]
pub struct SelectionError {
    pattern: String,
    option: &'static str,
    #[source]
    source: globset::Error,
}

/// Globs over repository names. The default takes every name.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Nothing takes all.
    include: Option<GlobSet>,
    exclude: GlobSet,
    /// Nothing takes all.
    only: Option<BTreeSet<String>>,
}

impl Selection {
    /// The same, but of these names alone.
    pub(crate) fn only(self, names: BTreeSet<String>) -> Self {
        Self {
            only: Some(names),
            ..self
        }
    }

    /// Takes names that one of `include` matches (all if there is none) and none of `exclude`.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, SelectionError> {
        let included = globs(include, "include")?;
        Ok(Self {
            include: (!include.is_empty()).then_some(included),
            exclude: globs(exclude, "exclude")?,
            only: None,
        })
    }

    /// Whether a repository of this name is in scope.
    pub fn takes(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(name))
            && self.include.as_ref().is_none_or(|include| include.is_match(name))
            && !self.exclude.is_match(name)
    }
}

fn globs(patterns: &[String], option: &'static str) -> Result<GlobSet, SelectionError> {
    let failed = |pattern: &str, source| SelectionError {
        pattern: pattern.to_owned(),
        option,
        source,
    };
    let mut globs = GlobSetBuilder::new();
    for pattern in patterns {
        globs.add(Glob::new(pattern).map_err(|source| failed(pattern, source))?);
    }
    globs
        .build()
        .map_err(|source| failed(&patterns.join(", "), source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn include_then_exclude() {
        let strings = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        let takes = |include: &[&str], exclude: &[&str], name| {
            Selection::new(&strings(include), &strings(exclude))
                .unwrap()
                .takes(name)
        };
        assert!(takes(&[], &[], "a/b"));
        assert!(takes(&["a/*"], &[], "a/b") && !takes(&["a/*"], &[], "c/b"));
        assert!(!takes(&["a/*"], &["*/b"], "a/b"));
        assert!(takes(&["{docs,mop}"], &[], "mop"));
        let error = Selection::new(&strings(&["a["]), &[]).unwrap_err().to_string();
        assert_eq!(error, "`a[` in `collector.include` is no pattern");
    }
}
