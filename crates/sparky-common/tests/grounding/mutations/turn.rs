//! Errors that keep to the words of the sentence and its facts: exchanged, turned round, moved by one.

use jiff::{Span, ToSpan, civil::Date};
use sparky_common::grounding::{Fact, verbs};

use super::mutate::{Subject, WEEKDAYS};

/// A word without the marks around it.
fn core(word: &str) -> &str {
    word.trim_matches([',', '.', '(', ')'])
}

impl Subject<'_> {
    /// Exchanges the first two words that are of a sort and differ.
    fn exchanged(&self, of_sort: impl Fn(&str, Option<&str>) -> bool) -> Option<String> {
        let words: Vec<&str> = self.text().split(' ').collect();
        let next = |at: usize| words.get(at + 1).map(|word| core(word));
        let found: Vec<usize> = (0..words.len())
            .filter(|at| of_sort(core(words[*at]), next(*at)))
            .collect();
        let [first, others @ ..] = found.as_slice() else {
            return None;
        };
        let second = others
            .iter()
            .find(|at| core(words[**at]) != core(words[*first]))?;
        let mut new: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        new[*first] = words[*first].replacen(core(words[*first]), core(words[*second]), 1);
        new[*second] = words[*second].replacen(core(words[*second]), core(words[*first]), 1);
        Some(new.join(" "))
    }

    pub fn swapped_numbers(&self) -> Option<String> {
        let months = ["January", "September", "November"];
        self.exchanged(|word, next| {
            let digits = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
            digits && !next.is_some_and(|next| months.contains(&next)) && !self.text().contains(", 2020")
        })
    }

    pub fn swapped_names(&self) -> Option<String> {
        let names = self.cited.iter().flat_map(|fact| &fact.people);
        let names: Vec<&str> = names.map(|actor| actor.name.as_str()).collect();
        let mut present = names.iter().filter(|name| self.text().contains(**name));
        if let Some(first) = present.next()
            && let Some(second) = present.find(|name| name != &first)
        {
            let text = self.text().replace(first, "\u{1}");
            return Some(text.replace(second, first).replace('\u{1}', second));
        }
        if self.text().contains(" and ") && self.cited.len() == 1 {
            return None;
        }
        let repositories = self.cited.iter().filter_map(|fact| fact.repository.as_deref());
        let short: Vec<&str> = repositories.filter_map(|name| name.rsplit('/').next()).collect();
        self.exchanged(|word, _| short.contains(&word))
            .or_else(|| self.exchanged(|word, _| word.starts_with('#')))
    }

    pub fn next_day(&self) -> Option<String> {
        let dates: Vec<Date> = self
            .cited
            .iter()
            .flat_map(|fact| &fact.events)
            .map(|event| event.date)
            .collect();
        let step: Span = if self.turn.is_multiple_of(2) {
            1.day()
        } else {
            (-1).day()
        };
        let moved = |date: &Date| date.checked_add(step).ok();
        let other = dates
            .iter()
            .filter_map(|date| Some((date, moved(date)?)))
            .find(|(_, moved)| !dates.contains(moved))?;
        let weekday =
            |date: &Date| WEEKDAYS[usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0)];
        let day = |date: &Date| date.strftime("%-d %B").to_string();
        let (old, new) = (other.0, &other.1);
        if self.text().contains(weekday(old)) {
            return Some(self.text().replace(weekday(old), weekday(new)));
        }
        Some(self.text().replace(&day(old), &day(new)))
    }

    /// Drops the word that says which of the counted things are meant, or adds one.
    pub fn qualifier(&self) -> Option<String> {
        for (with, without) in [
            (" merged pull request", " pull request"),
            (" opened pull request", " pull request"),
            (" lines were added", " lines were there"),
            (" deleted.", "."),
            ("was merged.", "was there."),
        ] {
            if self.text().contains(with) && self.turn.is_multiple_of(2) && self.counts() {
                return Some(self.text().replacen(with, without, 1));
            }
        }
        if self.text().contains("pull request #") {
            return Some(self.text().replacen("pull request #", "draft pull request #", 1));
        }
        let words: Vec<&str> = self.text().split(' ').collect();
        let at = words.windows(2).position(|pair| {
            let digits = !pair[0].is_empty() && pair[0].bytes().all(|byte| byte.is_ascii_digit());
            digits && pair[1].starts_with("commit")
        })?;
        let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
        match self.turn % 5 {
            0 => words[at].insert_str(0, "at least "),
            1 => words[at].push_str(" bot"),
            2 => words[at].push_str(" first"),
            3 => words[at].push_str(" draft"),
            _ => words[at + 1] = words[at + 1].replacen("commits", "commits by bots", 1),
        }
        Some(words.join(" "))
    }

    fn counts(&self) -> bool {
        self.cited.iter().any(|fact| !fact.quantities.is_empty())
    }

    /// Exchanges two words of the title that the sentence tells in a row or around a preposition.
    pub fn order(&self) -> Option<String> {
        let [fact] = self.cited.as_slice() else {
            return None;
        };
        let title = title(fact)?;
        let own: Vec<String> = title.split(' ').map(|word| core(word).to_lowercase()).collect();
        let plain = |word: &&str| {
            word.len() > 3
                && word.chars().all(char::is_alphabetic)
                && own.iter().filter(|each| *each == &word.to_lowercase()).count() == 1
        };
        // The verb stands in another form in the sentence, so it is none of these.
        let (_, rest) = verbs::lead(title)?;
        let told: Vec<&str> = rest.split(' ').map(core).filter(plain).collect();
        let pair = told
            .windows(2)
            .nth(self.turn % told.len().saturating_sub(1).max(1))?;
        let found = |word: &str| self.text().split(' ').filter(|each| core(each) == word).count() == 1;
        if !found(pair[0]) || !found(pair[1]) {
            return None;
        }
        // "read and write" is the same as "write and read".
        let both = [
            format!("{} and {}", pair[0], pair[1]),
            format!("{}, {}", pair[0], pair[1]),
        ];
        if both.iter().any(|both| self.text().contains(both)) {
            return None;
        }
        self.exchanged(|word, _| word == pair[0] || word == pair[1])
    }

    pub fn reversed(&self) -> Option<String> {
        let pairs = [
            ("more commits", "fewer commits"),
            ("fewer commits", "more commits"),
            ("doubled", "halved"),
            ("rose", "fell"),
            ("fell", "rose"),
            ("the most active", "the least active"),
            ("busiest", "quietest"),
        ];
        let (one, other) = pairs.into_iter().find(|(one, _)| self.text().contains(one))?;
        Some(self.text().replacen(one, other, 1))
    }
}

/// What a subject says behind its conventional type.
fn title(fact: &Fact) -> Option<&str> {
    let words = fact
        .words
        .rsplit_once(" (#")
        .map_or(fact.words.as_str(), |(words, _)| words);
    let title = words.split_once(": ").map_or(words, |(_, title)| title);
    (!title.is_empty()).then_some(title)
}
