//! From tokens to marks: names, numbers, days, items, verbs and words.

use jiff::civil::{Date, Weekday};

use super::{
    Deed, FactSheet, Noun,
    lexicon::Entity,
    number,
    token::{Shape, Token},
    verbs::{self, Verb},
    vocabulary::{compares, denies, is_plain},
};
use crate::period::Kind;

/// What a part of a sentence is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    /// A plain word or a mark.
    Plain,
    /// A plain noun of something counted.
    Thing(Noun, bool),
    /// A mark or word where a new clause may begin.
    Joint,
    /// A name.
    Name(Entity),
    /// A number of a pull request or issue.
    Reference(u64),
    /// The beginning of a commit's id.
    Oid(String),
    /// A day by its date.
    Day(Date),
    /// A day by its name.
    Weekday(Weekday),
    /// A number, its noun, whether that is a plural.
    Number(u64, Option<(Noun, bool)>),
    /// What is done to pull requests and the like.
    Deed(Deed, Option<Verb>),
    /// A verb of change in the past tense or third person.
    Verb(Verb),
    /// A word that denies.
    Denial,
    /// A word that compares or says how many.
    Compares,
    /// Quoted words or code.
    Verbatim,
    /// Any other word: it must be in the facts.
    Word,
}

/// A part and the tokens it takes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mark {
    pub part: Part,
    pub from: usize,
    pub to: usize,
}

/// Reads every token.
pub(super) fn scan(sheet: &FactSheet, tokens: &[Token<'_>]) -> Vec<Mark> {
    let texts: Vec<&str> = tokens.iter().map(|token| token.text).collect();
    let lower: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
    let scan = Scan {
        sheet,
        tokens,
        texts: &texts,
        lower: &lower,
    };
    let mut marks = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (part, length) = scan.part(at);
        marks.push(Mark {
            part,
            from: at,
            to: at + length,
        });
        at += length;
    }
    marks
}

struct Scan<'a> {
    sheet: &'a FactSheet,
    tokens: &'a [Token<'a>],
    texts: &'a [&'a str],
    lower: &'a [String],
}

impl Scan<'_> {
    fn part(&self, at: usize) -> (Part, usize) {
        match self.tokens[at].shape {
            Shape::Quoted | Shape::Coded => return (Part::Verbatim, 1),
            Shape::Mark if matches!(self.texts[at], "," | ";" | "—" | "–") => return (Part::Joint, 1),
            Shape::Mark | Shape::Possessive => return (Part::Plain, 1),
            Shape::Word => {}
        }
        if let Some((entity, length)) = self.sheet.lexicon().entity(&self.texts[at..]) {
            return (Part::Name(entity.clone()), length);
        }
        self.item(at)
            .or_else(|| self.day(at))
            .or_else(|| self.number(at))
            .unwrap_or_else(|| self.word(at))
    }

    fn item(&self, at: usize) -> Option<(Part, usize)> {
        let text = self.texts[at];
        if let Some(number) = text.strip_prefix('#').and_then(|digits| digits.parse().ok()) {
            return Some((Part::Reference(number), 1));
        }
        let before = at.checked_sub(1).map(|before| self.lower[before].as_str());
        if matches!(before, Some("pr" | "request" | "issue")) && text.bytes().all(|b| b.is_ascii_digit()) {
            return text.parse().ok().map(|number| (Part::Reference(number), 1));
        }
        let hex = text.len() >= 7
            && text
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        let both = text.bytes().any(|b| b.is_ascii_digit()) && text.bytes().any(|b| b.is_ascii_alphabetic());
        let id = hex
            && (both
                || self
                    .sheet
                    .facts()
                    .iter()
                    .any(|fact| fact.oid.as_ref().is_some_and(|oid| oid.starts_with(text))));
        id.then(|| (Part::Oid(text.to_owned()), 1))
    }

    fn day(&self, at: usize) -> Option<(Part, usize)> {
        let word = self.lower[at].as_str();
        if let Some(weekday) = weekday(word) {
            return Some((Part::Weekday(weekday), 1));
        }
        if let Ok(date) = word.parse::<Date>().map_err(|_| ())
            && word.len() == 10
        {
            return Some((Part::Day(date), 1));
        }
        let next = self.lower.get(at + 1).map(String::as_str)?;
        let (month, day) = match (month(word), month(next)) {
            (Some(month), _) => (month, next),
            (None, Some(month)) => (month, word),
            (None, None) => return None,
        };
        let digits = day.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let year = self.sheet.period().first_day();
        // A week may reach into the next year.
        let years = [year.year(), self.sheet.period().last_day().year()];
        let dates = years.map(|year| Date::new(year, month, digits.parse().ok()?).ok());
        let within = |date: &Date| self.sheet.period().days().any(|day| day == *date);
        let date = dates.into_iter().flatten().find(within).or(dates[0])?;
        // "21 January 2020", "January 21, 2020": a year must be the right one too.
        let comma = usize::from(self.texts.get(at + 2) == Some(&","));
        let year = self.texts.get(at + 2 + comma).filter(|text| text.len() == 4);
        match year.and_then(|text| text.parse().ok()) {
            Some(year) => Some((Part::Day(Date::new(year, month, date.day()).ok()?), 3 + comma)),
            None => Some((Part::Day(date), 2)),
        }
    }

    fn number(&self, at: usize) -> Option<(Part, usize)> {
        let value = number::value(self.texts[at])?;
        let mut next = at + 1;
        // One adjective of ours may stand between: "three merged pull requests".
        if self
            .lower
            .get(next)
            .is_some_and(|word| number::qualifier(word).is_some())
        {
            next += 1;
        }
        let noun = self
            .lower
            .get(next)
            .and_then(|word| number::noun(word, self.lower.get(next + 1).map(String::as_str)));
        match noun {
            // The qualifier between stays a mark of its own, so only an adjacent noun is taken with the number.
            Some((noun, plural, length)) if next == at + 1 => {
                Some((Part::Number(value, Some((noun, plural))), 1 + length))
            }
            Some((noun, plural, _)) => Some((Part::Number(value, Some((noun, plural))), 1)),
            None => Some((Part::Number(value, None), 1)),
        }
    }

    fn word(&self, at: usize) -> (Part, usize) {
        let word = self.lower[at].as_str();
        if denies(word) {
            return (Part::Denial, 1);
        }
        if let Some(deed) = deed(word) {
            return (Part::Deed(deed, verbs::find(word)), 1);
        }
        if compares(word) {
            return (Part::Compares, 1);
        }
        if let Some((noun, plural, length)) = number::noun(word, self.lower.get(at + 1).map(String::as_str)) {
            return (Part::Thing(noun, plural), length);
        }
        if matches!(
            word,
            "and" | "while" | "whereas" | "then" | "where" | "which" | "who" | "when"
        ) {
            return (Part::Joint, 1);
        }
        let other_period = match word {
            "week" => self.sheet.period().kind() != Kind::Weekly,
            "month" => self.sheet.period().kind() != Kind::Monthly,
            _ => false,
        };
        // "than in the week before": only what a comparison comes from may lie outside the period.
        let outside = word == "before"
            && matches!(
                at.checked_sub(1).map(|one| self.lower[one].as_str()),
                Some("week" | "month" | "period" | "than")
            )
            && self.lower[..at]
                .iter()
                .any(|each| matches!(each.as_str(), "than" | "from"));
        if outside || is_plain(word) && !other_period {
            return (Part::Plain, 1);
        }
        if let Some(verb) = verbs::find(word) {
            let tells =
                (word == verb.past && word != verb.base) || (verb.plain && word == verb.third_person());
            if tells {
                return (Part::Verb(verb), 1);
            }
        }
        (Part::Word, 1)
    }
}

fn deed(word: &str) -> Option<Deed> {
    Some(match word {
        "committed" => Deed::Committed,
        "opened" | "filed" | "submitted" => Deed::Opened,
        "merged" => Deed::Merged,
        "closed" => Deed::Closed,
        "reopened" => Deed::Reopened,
        "released" | "tagged" | "shipped" | "published" => Deed::Released,
        "reviewed" => Deed::Reviewed,
        "approved" => Deed::Approved,
        _ => return None,
    })
}

fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" => Weekday::Monday,
        "tuesday" => Weekday::Tuesday,
        "wednesday" => Weekday::Wednesday,
        "thursday" => Weekday::Thursday,
        "friday" => Weekday::Friday,
        "saturday" => Weekday::Saturday,
        "sunday" => Weekday::Sunday,
        _ => return None,
    })
}

fn month(word: &str) -> Option<i8> {
    let months = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let found = months
        .iter()
        .position(|month| *month == word || (word.len() == 3 && month.starts_with(word)));
    found.and_then(|at| i8::try_from(at + 1).ok())
}
