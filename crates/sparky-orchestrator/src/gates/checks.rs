//! Holding one row of the table against what a worker measured.

use std::collections::BTreeMap;

use sparky_common::model::Measure;

use super::table::{Remedy, Row, Test};
use crate::config::Policy;

/// How many of a measure's details a check repeats; the artifact has them all.
const DETAILS: usize = 3;

/// What a check found, in words.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Finding {
    /// As asked for.
    Good(String),
    /// Not as asked for, and what to do about it.
    Bad(Remedy, String),
}

/// A worker's measures by name.
pub(super) struct Measures<'a>(BTreeMap<&'a str, &'a Measure>);

impl<'a> Measures<'a> {
    pub(super) fn new(measures: &'a [Measure]) -> Self {
        Self(
            measures
                .iter()
                .map(|measure| (measure.name.as_str(), measure))
                .collect(),
        )
    }

    /// A measure, if it is there and can be a count.
    fn count(&self, name: &str) -> Result<&'a Measure, String> {
        match self.0.get(name) {
            None => Err(format!("the worker did not measure `{name}`")),
            Some(measure) if !measure.value.is_finite() || measure.value < 0.0 => Err(format!(
                "the worker measured `{name}` as {}, which is no count",
                measure.value
            )),
            Some(measure) => Ok(measure),
        }
    }

    fn value(&self, name: &str) -> Result<f64, String> {
        self.count(name).map(|measure| measure.value)
    }
}

/// What a check finds. A measure that is missing calls for another try and then fails.
pub(super) fn find(row: &Row, measures: &Measures<'_>, policy: &Policy) -> Finding {
    let found = match row.test {
        Test::None(name) => none(row.remedy, name, measures),
        Test::Words(name) => none(row.remedy, name, measures).map(|found| words(found, measures)),
        Test::Some(name) => some(row.remedy, name, measures),
        Test::Coverage => coverage(row.remedy, measures, policy.min_coverage),
        Test::Destinations => destinations(row.remedy, measures),
    };
    found.unwrap_or_else(|missing| Finding::Bad(Remedy::RetryThenFail, missing))
}

fn none(remedy: Remedy, name: &str, measures: &Measures<'_>) -> Result<Finding, String> {
    let measure = measures.count(name)?;
    let words = name.replace('_', " ");
    Ok(if measure.value == 0.0 {
        Finding::Good(format!("no {words}"))
    } else {
        Finding::Bad(remedy, format!("{} {words}{}", measure.value, details(measure)))
    })
}

/// Good word ranges with the reasons why a text is short or absent, where a worker gives some.
fn words(found: Finding, measures: &Measures<'_>) -> Finding {
    let Finding::Good(good) = found else {
        return found;
    };
    let texts = [
        ("words", "report"),
        ("blog_words", "blog post"),
        ("social_posts", "posts"),
    ];
    let said = texts.iter().filter_map(|(name, text)| {
        let details = details(measures.0.get(name)?);
        (!details.is_empty()).then(|| format!("; {text}{details}"))
    });
    Finding::Good(said.fold(good, |all, one| all + &one))
}

fn some(remedy: Remedy, name: &str, measures: &Measures<'_>) -> Result<Finding, String> {
    let value = measures.value(name)?;
    Ok(if value >= 1.0 {
        Finding::Good(format!("{value} {name}"))
    } else {
        Finding::Bad(remedy, format!("no {name}"))
    })
}

/// Whole coverage passes; a gap degrades; too many failed repositories are tried again and then fail; nothing but
/// failures fails at once, for the worker has tried each of them itself.
fn coverage(remedy: Remedy, measures: &Measures<'_>, min_coverage: f64) -> Result<Finding, String> {
    let all = measures.value("repositories")?;
    let partial = measures.value("repositories_partial")?;
    let failed = measures.count("repositories_failed")?;
    let share = if all > 0.0 {
        (all - failed.value) / all
    } else {
        0.0
    };
    let counted = format!("{} of {all} repositories failed{}", failed.value, details(failed));
    Ok(if all > 0.0 && failed.value >= all {
        Finding::Bad(Remedy::Fail, counted)
    } else if share < min_coverage {
        let asked = format!(
            "{counted}; at least {:.0} % must be collected",
            min_coverage * 100.0
        );
        Finding::Bad(remedy, asked)
    } else if failed.value > 0.0 {
        Finding::Bad(Remedy::Degrade, counted)
    } else if partial > 0.0 {
        let gaps = measures.count("repositories_partial").map(details)?;
        Finding::Bad(
            Remedy::Degrade,
            format!("{partial} of {all} repositories have gaps{gaps}"),
        )
    } else {
        Finding::Good(format!("{all} of {all} repositories complete"))
    })
}

fn destinations(remedy: Remedy, measures: &Measures<'_>) -> Result<Finding, String> {
    let arrived = measures.value("documents_published")? + measures.value("documents_unchanged")?;
    let failed = measures.count("destinations_failed")?;
    Ok(if failed.value == 0.0 {
        let also = |name, what: &str| {
            let left = measures.0.get(name).filter(|left| left.value > 0.0);
            left.map_or_else(String::new, |left| {
                format!("; {} {what}{}", left.value, details(left))
            })
        };
        Finding::Good(format!(
            "{arrived} documents in place{}{}",
            also("documents_withdrawn", "no longer made and withdrawn"),
            also(
                "outdated_documents_kept",
                "no longer made but edited by hand and kept"
            )
        ))
    } else {
        let remedy = if arrived > 0.0 {
            Remedy::RetryThenDegrade
        } else {
            remedy
        };
        Finding::Bad(
            remedy,
            format!("{} destinations failed{}", failed.value, details(failed)),
        )
    })
}

fn details(measure: &Measure) -> String {
    let shown = measure
        .details
        .iter()
        .take(DETAILS)
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join("; ");
    match measure.details.len() {
        0 => String::new(),
        all if all > DETAILS => format!(": {shown}; and {} more", all - DETAILS),
        _ => format!(": {shown}"),
    }
}
