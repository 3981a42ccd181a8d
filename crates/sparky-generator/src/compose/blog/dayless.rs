//! Sentences below the heading of a day, which need not say the day again.

use jiff::civil::Date;
use sparky_common::model::{Sentence, Span};

use crate::page::{Inline, Line};

/// The line of a sentence without the one day that it names, where that is `day` and the sentence stands without it:
/// "On Friday, the help came" and "a commit on Friday added" do, "on Friday came a release" does not.
pub(super) fn without_day(sentence: &Sentence, day: Date, mut line: Line) -> Line {
    let spans = &sentence.spans;
    let is_day = |span: &Span| matches!(span, Span::Day { .. } | Span::Weekday { .. });
    let days: Vec<usize> = (0..spans.len()).filter(|&place| is_day(&spans[place])).collect();
    let [place] = days[..] else {
        return line;
    };
    let (Span::Day { date } | Span::Weekday { date }) = spans[place] else {
        return line;
    };
    // A sentence of a model or of a template may be rendered otherwise than span by span.
    if date != day || place == 0 || line.inlines.len() != spans.len() {
        return line;
    }
    let (Span::Text { text: before }, Some(Span::Text { text: after })) =
        (&spans[place - 1], spans.get(place + 1))
    else {
        return line;
    };
    let replaced = if before == "On " {
        let rest = after.trim_start_matches([',', ' ']);
        let has_subject = match spans.get(place + 2) {
            Some(Span::Person { .. } | Span::Repository { .. }) if rest.is_empty() => true,
            _ => ["the ", "a ", "an ", "it "]
                .iter()
                .any(|article| rest.starts_with(article)),
        };
        has_subject.then(|| capital(rest))
    } else {
        before.strip_suffix(" on ").map(|head| format!("{head}{after}"))
    };
    if let Some(words) = replaced {
        line.inlines.splice(place - 1..=place + 1, [Inline::text(words)]);
    }
    line
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.as_str().chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(spans: Vec<Span>, shown: &[&str]) -> String {
        let line = Line {
            inlines: shown.iter().map(|text| Inline::text(*text)).collect(),
            ..Line::default()
        };
        let day = Date::constant(2025, 11, 14);
        without_day(&Sentence::new(spans, Vec::new()), day, line).plain()
    }

    fn text(text: &str) -> Span {
        Span::Text { text: text.into() }
    }

    #[test]
    fn the_day_goes_where_the_sentence_stands_without_it() {
        let friday = || Span::Weekday {
            date: Date::constant(2025, 11, 14),
        };
        let cases = [
            (["On ", "Friday", ", a commit ended it."], "A commit ended it."),
            (["A commit on ", "Friday", " ended it."], "A commit ended it."),
            (["It ended on ", "Friday", "."], "It ended."),
            (["On ", "Friday", " came a release."], "On Friday came a release."),
        ];
        for (shown, expected) in cases {
            let spans = vec![text(shown[0]), friday(), text(shown[2])];
            assert_eq!(told(spans, &shown), expected);
        }
        let saturday = Span::Weekday {
            date: Date::constant(2025, 11, 15),
        };
        let other = ["A commit on ", "Saturday", " ended it."];
        assert_eq!(
            told(vec![text(other[0]), saturday, text(other[2])], &other),
            "A commit on Saturday ended it."
        );
    }
}
