//! Numbered series: `WS-07`, `Phase 2`, `(WS-REF-04)`, `WS-13 through WS-17`.

/// One place in a numbered series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The label as the team writes it: `WS`, `Phase`.
    pub label: String,
    /// The number.
    pub number: u32,
    /// The last number of a range, else the same.
    pub through: u32,
    /// What stands around the number: `WS-` and the count of digits.
    pub spelling: (String, usize),
}

impl Mark {
    /// Another number of the series, spelled as this one is: `WS-06`.
    pub(crate) fn spell(&self, number: u32) -> String {
        let (before, width) = &self.spelling;
        format!("{before}{number:0width$}", width = *width)
    }
}

/// Words that number the steps of a plan.
const STEP_WORDS: &[&str] = &[
    "batch",
    "chapter",
    "gate",
    "iteration",
    "lesson",
    "milestone",
    "part",
    "phase",
    "round",
    "sprint",
    "stage",
    "step",
    "wave",
    "week",
    "workstream",
];

/// Labels that look numbered but name a standard, a model or a version.
const NOT_SERIES: &[&str] = &[
    "BASE", "CVE", "GB", "GHSA", "GPT", "HTTP", "IPV", "ISO", "MD", "MP", "PY", "RUSTSEC", "SHA", "TLS",
    "UTF", "V", "W", "X",
];

/// Finds every mark in a title and the title without them.
pub(crate) fn marks(title: &str) -> (Vec<Mark>, String) {
    if !title.bytes().any(|byte| byte.is_ascii_digit()) {
        return (Vec::new(), title.to_owned());
    }
    let words: Vec<&str> = title.split(' ').collect();
    let mut marks: Vec<Mark> = Vec::new();
    let mut kept: Vec<&str> = Vec::with_capacity(words.len());
    let mut i = 0;
    while i < words.len() {
        let Some((mark, used)) = mark_at(&words[i..]) else {
            kept.push(words[i]);
            i += 1;
            continue;
        };
        i += used;
        let joins = kept
            .last()
            .is_some_and(|word| matches!(*word, "through" | "to" | "-" | "–"));
        match marks.last_mut() {
            Some(last) if joins && last.label == mark.label && last.through < mark.number => {
                last.through = mark.number;
                kept.pop();
            }
            _ => marks.push(mark),
        }
        // A dash after a mark belongs to it.
        if words
            .get(i)
            .is_some_and(|word| matches!(*word, "-" | "–" | "—" | ":"))
        {
            i += 1;
        }
    }
    let rest = kept.join(" ");
    (marks, rest)
}

/// A title without the marks of one series.
pub(crate) fn without(title: &str, label: &str) -> String {
    let words: Vec<&str> = title.split(' ').collect();
    let mut kept: Vec<&str> = Vec::with_capacity(words.len());
    let mut i = 0;
    while i < words.len() {
        match mark_at(&words[i..]) {
            Some((mark, used)) if mark.label == label => {
                i += used;
                // The joint of a range and the dash after a mark belong to it.
                if kept
                    .last()
                    .is_some_and(|word| matches!(*word, "through" | "to" | "-" | "–"))
                {
                    kept.pop();
                }
                if words
                    .get(i)
                    .is_some_and(|word| matches!(*word, "-" | "–" | "—" | ":"))
                {
                    i += 1;
                }
            }
            _ => {
                kept.push(words[i]);
                i += 1;
            }
        }
    }
    kept.join(" ")
}

/// The mark with which a row of words begins, and how many of them it takes.
fn mark_at(words: &[&str]) -> Option<(Mark, usize)> {
    let word = bare(words[0]);
    if STEP_WORDS.contains(&word.to_ascii_lowercase().as_str()) {
        let number = number(bare(words.get(1)?))?;
        let label = capitalised(&word.to_ascii_lowercase());
        let spelling = (format!("{word} "), 1);
        return Some((
            Mark {
                label,
                number,
                through: number,
                spelling,
            },
            2,
        ));
    }
    let digits = word.len() - word.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (label, digits) = word.split_at(word.len() - digits);
    let spelling = (label.to_owned(), digits.len());
    let number = number(digits)?;
    let label = label.strip_suffix(['-', '#']).unwrap_or(label);
    let letters = label
        .bytes()
        .all(|byte| byte.is_ascii_uppercase() || byte == b'-');
    let known = label.split('-').any(|part| NOT_SERIES.contains(&part));
    let shaped = (1..=12).contains(&label.len()) && label.starts_with(|c: char| c.is_ascii_uppercase());
    (letters && shaped && !known).then(|| {
        (
            Mark {
                label: label.to_owned(),
                number,
                through: number,
                spelling,
            },
            1,
        )
    })
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | ':' | ',' | ';' | '.'))
}

fn number(digits: &str) -> Option<u32> {
    (1..=4).contains(&digits.len()).then(|| digits.parse().ok())?
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
        .unwrap_or_default()
}

/// What the members of a series are called in our own words, where its label says so: one and many.
pub(crate) fn noun(label: &str) -> Option<(&'static str, &'static str)> {
    Some(match label {
        "WS" | "Workstream" => ("workstream", "workstreams"),
        "M" | "MS" | "Milestone" => ("milestone", "milestones"),
        "Phase" | "PH" => ("phase", "phases"),
        "Part" => ("part", "parts"),
        "Step" => ("step", "steps"),
        "Stage" => ("stage", "stages"),
        "Sprint" => ("sprint", "sprints"),
        "Gate" => ("gate", "gates"),
        "Wave" => ("wave", "waves"),
        "Week" => ("week", "weeks"),
        "RFD" | "RFC" | "ADR" => ("proposal", "proposals"),
        label if label.starts_with("WS-") => ("workstream", "workstreams"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(title: &str) -> (Vec<(String, u32, u32)>, String) {
        let (marks, rest) = marks(title);
        (
            marks
                .into_iter()
                .map(|mark| (mark.label, mark.number, mark.through))
                .collect(),
            rest,
        )
    }

    #[test]
    fn marks_are_found_wherever_they_stand() {
        let ws = |number| vec![("WS".to_owned(), number, number)];
        assert_eq!(read("WS-04: ComfyUI Setup"), (ws(4), "ComfyUI Setup".into()));
        assert_eq!(read("Add WS-02: Benchmarks"), (ws(2), "Add Benchmarks".into()));
        assert_eq!(read("Detect hardware (WS2)"), (ws(2), "Detect hardware".into()));
        assert_eq!(
            read("Implement Phase 1: Setup"),
            (vec![("Phase".into(), 1, 1)], "Implement Setup".into())
        );
        assert_eq!(
            read("WS-REF-06 - Load tests"),
            (vec![("WS-REF".into(), 6, 6)], "Load tests".into())
        );
    }

    #[test]
    fn a_range_is_one_mark() {
        let (marks, rest) = read("Complete workstreams (WS-13 through WS-17)");
        assert_eq!(
            (marks, rest.as_str()),
            (vec![("WS".into(), 13, 17)], "Complete workstreams")
        );
    }

    #[test]
    fn only_the_marks_of_one_series_are_taken_out() {
        assert_eq!(
            without("Complete Phase 3 workstreams (WS-13 through WS-17)", "WS"),
            "Complete Phase 3 workstreams"
        );
        let (marks, _) = marks("WS-05: x");
        assert_eq!(marks[0].spell(6), "WS-06");
    }

    #[test]
    fn standards_and_versions_are_no_series() {
        for title in [
            "Read UTF-8",
            "Address GPT-5 feedback",
            "bump to 0.4.17",
            "Fix CVE-2024-1234",
            "use SHA256",
        ] {
            assert_eq!(read(title), (vec![], title.to_owned()), "{title}");
        }
    }
}
