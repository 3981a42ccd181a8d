//! Words into a box: the largest letters that fit, lines of even length, an ellipsis where nothing fits.

use unicode_segmentation::UnicodeSegmentation;

use super::fonts::Weight;

/// How much wider than measured a line may come out: the few pairs that kerning moves apart.
const SLACK: f64 = 1.01;

/// A text in lines.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fitted {
    /// The height of the letters.
    pub size: f64,
    /// The lines, none wider than the box.
    pub lines: Vec<String>,
}

/// The first of some heights, each with the most lines it may take, at which the text fits; cut at the last of them.
pub(super) fn fit(text: &str, weight: Weight, width: f64, sizes: &[(f64, usize)]) -> Fitted {
    let measured = |size: f64| move |line: &str| weight.width(line, size) * SLACK;
    let mut last = Fitted {
        size: 0.0,
        lines: Vec::new(),
    };
    for (size, most) in sizes {
        let measure = measured(*size);
        let lines = wrapped(text, &measure, width);
        // A word that had to be broken may be whole in smaller letters.
        let is_broken = text.split(' ').any(|word| measure(word) > width);
        if lines.len() <= *most && !is_broken {
            return Fitted {
                size: *size,
                lines: balanced(text, &measure, width, lines),
            };
        }
        last = Fitted {
            size: *size,
            lines: cut(lines, *most, &measure, width),
        };
    }
    last
}

/// A text on one line, with an ellipsis where it is too long.
pub(super) fn one_line(text: &str, weight: Weight, width: f64, size: f64) -> String {
    let measure = |line: &str| weight.width(line, size) * SLACK;
    if measure(text) <= width {
        text.to_owned()
    } else {
        ellipsis(text, &measure, width)
    }
}

/// Lines filled one after the other.
fn wrapped(text: &str, measure: &impl Fn(&str) -> f64, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if let Some(line) = lines.last_mut()
            && measure(&format!("{line} {word}")) <= width
        {
            line.push(' ');
            line.push_str(word);
            continue;
        }
        lines.extend(pieces(word, measure, width));
    }
    lines
}

/// A word, in pieces where it is wider than a line: after a mark that ends a part of a name, else anywhere.
fn pieces(word: &str, measure: &impl Fn(&str) -> f64, width: f64) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = word;
    while measure(rest) > width {
        let mut end = 0;
        let mut mark = 0;
        for (at, grapheme) in rest.grapheme_indices(true) {
            let next = at + grapheme.len();
            if measure(&rest[..next]) > width && end > 0 {
                break;
            }
            end = next;
            if matches!(grapheme, "/" | "-" | "_" | "." | ":" | ",") {
                mark = next;
            }
        }
        let at = if mark > 0 { mark } else { end };
        pieces.push(rest[..at].to_owned());
        rest = &rest[at..];
    }
    if !rest.is_empty() {
        pieces.push(rest.to_owned());
    }
    pieces
}

/// The same number of lines in the narrowest box that takes them: no word is left alone on the last line.
fn balanced(text: &str, measure: &impl Fn(&str) -> f64, width: f64, lines: Vec<String>) -> Vec<String> {
    let widest_word = text.split(' ').map(measure).fold(0.0, f64::max);
    let (mut fits, mut narrow) = (width, widest_word.max(1.0).min(width));
    let mut best = lines;
    while fits - narrow > 4.0 {
        let middle = f64::midpoint(fits, narrow);
        let lines = wrapped(text, measure, middle);
        if lines.len() <= best.len() {
            (fits, best) = (middle, lines);
        } else {
            narrow = middle;
        }
    }
    best
}

/// The first lines, the last of them with an ellipsis where more would follow.
fn cut(mut lines: Vec<String>, most: usize, measure: &impl Fn(&str) -> f64, width: f64) -> Vec<String> {
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            // It ends whether or not there is room for more of it.
            *last = ellipsis(&format!("{last}…"), measure, width);
        }
    }
    lines
}

/// As much of a text as fits before an ellipsis.
fn ellipsis(text: &str, measure: &impl Fn(&str) -> f64, width: f64) -> String {
    let whole = text.trim_end_matches('…');
    let ends = whole
        .grapheme_indices(true)
        .map(|(at, _)| at)
        .chain([whole.len()]);
    let shown = |end: usize| {
        format!(
            "{}…",
            whole[..end].trim_end_matches([' ', ',', ';', ':', '-', '('])
        )
    };
    let ends: Vec<_> = ends.collect();
    let fitting = ends.into_iter().rev().find(|end| measure(&shown(*end)) <= width);
    shown(fitting.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SIZES: &[(f64, usize)] = &[(70.0, 3), (40.0, 4)];

    fn lines(text: &str) -> Vec<String> {
        fit(text, Weight::Bold, 600.0, SIZES).lines
    }

    #[test]
    fn short_texts_are_large_and_long_ones_small() {
        assert_eq!(fit("A quiet week", Weight::Bold, 600.0, SIZES).size, 70.0);
        assert_eq!(
            fit(&"many words ".repeat(8), Weight::Bold, 600.0, SIZES).size,
            40.0
        );
    }

    #[test]
    fn no_word_is_left_alone() {
        let lines = lines("The parser learned to recover from errors");
        let words: Vec<_> = lines.iter().map(|line| line.split(' ').count()).collect();
        assert!(words.iter().all(|words| *words > 1), "{lines:?}");
    }

    #[test]
    fn too_much_text_ends_in_an_ellipsis() {
        let lines = lines(&"word ".repeat(100));
        assert_eq!(lines.len(), 4);
        assert!(lines[3].ends_with("word…"), "{lines:?}");
        assert_eq!(
            one_line("a very long name indeed", Weight::Bold, 200.0, 30.0),
            "a very long…"
        );
    }

    #[test]
    fn a_word_longer_than_a_line_is_broken_after_a_mark() {
        let lines = lines("sparky-generator/assets/fonts/Inter-Regular-Subset");
        assert!(lines[0].ends_with(['/', '-']), "{lines:?}");
        assert_eq!(
            lines.concat(),
            "sparky-generator/assets/fonts/Inter-Regular-Subset"
        );
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_its_box(text in "[a-zA-Zé/ -]{0,300}", width in 60.0f64..900.0) {
            let fitted = fit(&text, Weight::Bold, width, SIZES);
            for line in &fitted.lines {
                prop_assert!(Weight::Bold.width(line, fitted.size) <= width, "{line}");
            }
            prop_assert!(fitted.lines.len() <= 4);
        }
    }
}
