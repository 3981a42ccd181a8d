//! Words with digits that may stand in a document: numbers, dates, names, tags, titles.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::Value;
use sparky_common::model::{Evidence, Insights, Sidecar, Span};

use crate::{
    compose::health::shown,
    page::{SHORT_OID, day_with_year, duration, grouped},
    text::{LENGTHS, collected},
};

/// Which of a document's words nothing in the insights or the evidence backs.
///
/// # Errors
/// The insights cannot be read as JSON.
pub(super) fn unbacked(
    words: BTreeSet<String>,
    sidecar: &Sidecar,
    insights: &Insights,
) -> Result<BTreeSet<String>, serde_json::Error> {
    let mut open = Open::new(words);
    computed(sidecar, insights)
        .iter()
        .for_each(|word| open.strike(word));
    // Most words are known by now: what was collected is read only as far as it takes to find the others.
    for part in insights.parts() {
        if open.words.is_empty() {
            break;
        }
        strings(&part?, &mut |text| open.strike_collected(text));
    }
    Ok(open.words)
}

/// The words with digits of a text, without the punctuation around them.
pub(super) fn digit_words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|character: char| character.is_whitespace() || "/:();“”|".contains(character));
    let words = words.map(|word| word.trim_matches(|character: char| !character.is_alphanumeric()));
    words
        .filter(|word| word.chars().any(|character| character.is_ascii_digit()))
        .map(str::to_owned)
}

/// Words that are not known yet. A number must be known as it is; of a name that was shortened or joined, its runs of digits.
struct Open {
    words: BTreeSet<String>,
    runs: BTreeSet<String>,
}

impl Open {
    fn new(words: BTreeSet<String>) -> Self {
        let names = words.iter().filter(|word| !is_number(word));
        let runs = names.flat_map(|name| runs(name)).map(str::to_owned).collect();
        Self { words, runs }
    }

    /// Takes note of a known word.
    fn strike(&mut self, known: &str) {
        let before = self.runs.len();
        self.runs.retain(|run| !known.contains(run.as_str()));
        self.words.remove(known);
        if self.runs.len() < before {
            let still = &self.runs;
            self.words
                .retain(|word| is_number(word) || runs(word).any(|run| still.contains(run)));
        }
    }

    /// Takes note of what was collected, as a document shows it.
    fn strike_collected(&mut self, text: &str) {
        if !self.may_be_in(text) {
            return;
        }
        for longest in LENGTHS {
            for word in digit_words(&collected(text, longest)) {
                self.strike(&word);
            }
        }
        if let Ok(date) = text.parse::<Date>() {
            digit_words(&day_with_year(date)).for_each(|word| self.strike(&word));
        }
    }

    /// Whether a text may hold one of the words: cleaning takes from its digits, but adds none and leaves their order.
    fn may_be_in(&self, text: &str) -> bool {
        let digits = digits_of(text);
        !digits.is_empty()
            && (self.runs.iter().any(|run| digits.contains(run.as_str()))
                || self.words.iter().any(|word| digits.contains(&digits_of(word))))
    }
}

fn is_number(word: &str) -> bool {
    word.chars()
        .all(|character| character.is_ascii_digit() || character == ',')
}

fn runs(word: &str) -> impl Iterator<Item = &str> {
    word.split(|character: char| !character.is_ascii_digit())
        .filter(|run| !run.is_empty())
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// The words that are not collected but made from what the insights and the evidence hold.
fn computed(sidecar: &Sidecar, insights: &Insights) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    // Minutes are shown as hours, days or weeks.
    let flows = insights
        .repositories
        .iter()
        .map(|each| each.flow)
        .chain([insights.flow]);
    for spread in flows
        .flat_map(|flow| [flow.cycle_time, flow.review_latency, flow.issue_age])
        .flatten()
    {
        for minutes in [spread.median_minutes, spread.p90_minutes] {
            words.extend(digit_words(&duration(minutes)));
        }
    }
    // Scores are shown in whole points.
    let health = insights
        .repositories
        .iter()
        .filter_map(|each| each.health.as_ref());
    for health in health {
        let parts = health.parts.iter().filter_map(|part| part.score);
        words.extend(parts.chain(health.score).map(shown));
    }
    let period = insights.period;
    for day in period.days().chain([period.next().first_day()]) {
        words.extend(digit_words(&format!(
            "{} {day} {}",
            day_with_year(day),
            day.iso_week_date().week()
        )));
    }
    // Title and description may be made of headlines, whether or not these stories are told.
    let headlines = insights.stories.iter().flat_map(|story| &story.headline.spans);
    words.extend(headlines.filter_map(|span| match span {
        Span::Count { value, .. } => Some(grouped(*value)),
        _ => None,
    }));
    for statement in &sidecar.statements {
        let sum = statement.numbers.values().sum();
        words.extend(statement.numbers.values().copied().chain([sum]).map(grouped));
        words.extend(statement.evidence.iter().flat_map(named));
    }
    words
}

/// The words with digits by which a statement names its evidence.
fn named(evidence: &Evidence) -> Vec<String> {
    match evidence {
        Evidence::Commit { oid, .. } => {
            let short: String = oid.chars().take(SHORT_OID).collect();
            digit_words(&collected(&short, SHORT_OID)).collect()
        }
        Evidence::Reference { number, .. } => vec![number.to_string()],
        Evidence::Release { tag, .. } => digit_words(tag).collect(),
        Evidence::Metric { .. } | Evidence::Coverage { .. } => Vec::new(),
    }
}

fn strings(value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(values) => values.iter().for_each(|value| strings(value, visit)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            visit(name);
            strings(value, visit);
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use sparky_common::period::Kind;

    use super::*;
    use crate::sample::sample;

    fn words(words: &[&str]) -> BTreeSet<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn no_word_of_the_insights_is_lost_in_parts() {
        for kind in [Kind::Daily, Kind::Weekly, Kind::Monthly] {
            let insights = sample(kind).unwrap().insights;
            let mut whole = BTreeSet::new();
            strings(&serde_json::to_value(&insights).unwrap(), &mut |text| {
                whole.insert(text.to_owned());
            });
            let mut parts = BTreeSet::new();
            for part in insights.parts() {
                strings(&part.unwrap(), &mut |text| {
                    parts.insert(text.to_owned());
                });
            }
            assert_eq!(parts, whole);
        }
    }

    #[test]
    fn a_word_is_open_until_it_is_known() {
        let mut open = Open::new(words(&["12", "1,204", "v1.2", "parser-7", "x9"]));
        open.strike_collected("bump to v1.2 in 12 places");
        assert_eq!(open.words, words(&["1,204", "parser-7", "x9"]));
        // Of a name the runs of digits are enough, of a number not.
        open.strike_collected("module 17 of 1204");
        assert_eq!(open.words, words(&["1,204", "x9"]));
        open.strike("1,204");
        open.strike_collected("2019");
        assert_eq!(open.words, words(&[]));
    }
}
