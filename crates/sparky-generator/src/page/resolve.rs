//! Spans of the insights become inlines: names are shortened, links are found, collected text is cleaned.

use std::collections::BTreeMap;

use sparky_common::model::{Evidence, Insights, Sentence, Span};

use super::{Inline, Line, Site, counted, day, masked::masked_together};
use crate::text::{LONGEST_NAME, LONGEST_QUOTE, collected, find_secret, named, quoted};

/// How many digits of a commit's id are shown.
pub(crate) const SHORT_OID: usize = 7;

/// Knows the repositories and numbers of one period.
pub(crate) struct Resolver<'a> {
    sites: BTreeMap<String, Site>,
    shown_names: BTreeMap<String, String>,
    insights: &'a Insights,
}

impl<'a> Resolver<'a> {
    /// Learns the repositories of the insights.
    pub(crate) fn new(insights: &'a Insights) -> Self {
        let site = |name: &str, url: &Option<String>| Some((name.to_owned(), Site::of(url.as_deref()?)?));
        let repositories = &insights.repositories;
        Self {
            sites: repositories
                .iter()
                .filter_map(|each| site(&each.name, &each.web_url))
                .collect(),
            shown_names: shown_names(repositories.iter().map(|repository| repository.name.as_str())),
            insights,
        }
    }

    /// A sentence that stands at a JSON pointer in the insights.
    pub(crate) fn sentence(&self, sentence: &Sentence, pointer: &str) -> Line {
        let inlines = sentence.spans.iter().map(|span| self.inline(span));
        let inlines = masked_together(inlines.collect(), &sentence.spans);
        let mut line = Line {
            inlines,
            evidence: sentence.evidence.clone(),
            numbers: BTreeMap::new(),
            writer: sentence.writer.clone(),
        };
        for (index, span) in sentence.spans.iter().enumerate() {
            if let Span::Count { value, .. } = span {
                let metric = self.metric_of(sentence, *value);
                line.numbers.insert(
                    metric.unwrap_or_else(|| format!("{pointer}/spans/{index}/value")),
                    *value,
                );
            }
            line.evidence.extend(evidence_of(span));
        }
        line.evidence.sort();
        line.evidence.dedup();
        line
    }

    /// Where evidence is looked at; nothing where its repository has no page.
    pub(crate) fn url(&self, evidence: &Evidence) -> Option<String> {
        match evidence {
            Evidence::Commit { repository, oid } => self.sites.get(repository)?.commit(oid),
            Evidence::Reference { repository, number } => {
                Some(self.sites.get(repository)?.reference(*number))
            }
            Evidence::Release { repository, tag } => self.sites.get(repository)?.release(tag),
            Evidence::Coverage { repository } => self.sites.get(repository).map(Site::repository),
            Evidence::Metric { .. } => None,
        }
    }

    /// A repository's name as it is shown, linked where it has a page.
    pub(crate) fn repository(&self, name: &str) -> Inline {
        let url = self.sites.get(name).map(Site::repository);
        linked(Inline::Text(self.shown_name(name)), url)
    }

    /// A repository's name as it is shown: without its owner where that leaves no doubt.
    pub(crate) fn shown_name(&self, name: &str) -> String {
        named(self.shown_names.get(name).map_or(name, String::as_str))
    }

    /// The metric in a sentence's evidence that has this value.
    fn metric_of(&self, sentence: &Sentence, value: u64) -> Option<String> {
        sentence.evidence.iter().find_map(|evidence| match evidence {
            Evidence::Metric { pointer } => {
                let found = self.insights.at(pointer)?.as_u64();
                (found == Some(value)).then(|| pointer.clone())
            }
            _ => None,
        })
    }

    fn inline(&self, span: &Span) -> Inline {
        match span {
            Span::Text { text } => Inline::text(text),
            Span::Count { value, one, many } => Inline::Text(counted(*value, one, many)),
            Span::Repository { name } => self.repository(name),
            Span::Person { name, .. } => Inline::Text(named(name)),
            Span::Commit { repository, oid } => {
                let url = self.sites.get(repository).and_then(|site| site.commit(oid));
                linked(Inline::Code(short_oid(oid)), url)
            }
            Span::Reference { repository, number } => {
                let url = self.sites.get(repository).map(|site| site.reference(*number));
                linked(Inline::Text(format!("#{number}")), url)
            }
            Span::Release { repository, tag } => {
                let url = self.sites.get(repository).and_then(|site| site.release(tag));
                linked(Inline::Text(named(tag)), url)
            }
            Span::Quote { text } => Inline::Text(format!("“{}”", quoted(text))),
            Span::Term { text } => Inline::Text(collected(text, LONGEST_QUOTE)),
            Span::Code { text } => Inline::Code(collected(text, LONGEST_NAME)),
            Span::Weekday { date } => Inline::Text(date.strftime("%A").to_string()),
            Span::Day { date } => Inline::Text(day(*date)),
        }
    }
}

/// What a span shows is also what its sentence rests on.
fn evidence_of(span: &Span) -> Option<Evidence> {
    match span {
        Span::Commit { repository, oid } => Some(Evidence::Commit {
            repository: repository.clone(),
            oid: oid.clone(),
        }),
        Span::Reference { repository, number } => Some(Evidence::Reference {
            repository: repository.clone(),
            number: *number,
        }),
        Span::Release { repository, tag } => Some(Evidence::Release {
            repository: repository.clone(),
            tag: tag.clone(),
        }),
        _ => None,
    }
}

/// The first digits of a commit's id. What is no id is cleaned before it is cut.
fn short_oid(oid: &str) -> String {
    let cleaned = collected(oid, LONGEST_NAME);
    cleaned.chars().take(SHORT_OID).collect()
}

fn linked(shown: Inline, url: Option<String>) -> Inline {
    match url {
        Some(url) => Inline::Link {
            shown: Box::new(shown),
            url,
        },
        None => shown,
    }
}

/// Names without their owner where no two repositories then look alike.
fn shown_names<'a>(names: impl Iterator<Item = &'a str> + Clone) -> BTreeMap<String, String> {
    let short = |name: &'a str| {
        // Of a name that holds a secret a part may not look like one any more.
        let whole = find_secret(name).is_some();
        let short = name
            .rsplit('/')
            .next()
            .filter(|short| !short.is_empty() && !whole);
        short.unwrap_or(name)
    };
    let mut seen = BTreeMap::<&str, usize>::new();
    for name in names.clone() {
        *seen.entry(short(name)).or_default() += 1;
    }
    let shown = |name: &'a str| if seen[short(name)] == 1 { short(name) } else { name };
    names
        .map(|name| (name.to_owned(), shown(name).to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_shown_only_where_needed() {
        let names = shown_names(["a/x", "b/x", "a/y", "z"].into_iter());
        assert_eq!(names.values().collect::<Vec<_>>(), ["a/x", "y", "b/x", "z"]);
    }
}
