//! How long things took: from opened to merged, to a first review, to closed.

use sparky_common::model::{Evidence, Flow, Spread};

use crate::page::{Line, duration};

/// A sort of thing that takes time.
struct Course {
    field: &'static str,
    one: &'static str,
    many: &'static str,
    /// What one or several did in the end, and from when on it is counted.
    end: [&'static str; 2],
    from: &'static str,
}

const COURSES: [Course; 3] = [
    Course {
        field: "cycle_time",
        one: "merged pull request",
        many: "merged pull requests",
        end: ["was merged", "were merged"],
        from: " of being opened",
    },
    Course {
        field: "review_latency",
        one: "first review",
        many: "first reviews",
        end: ["came", "came"],
        from: "",
    },
    Course {
        field: "issue_age",
        one: "closed issue",
        many: "closed issues",
        end: ["was closed", "were closed"],
        from: " of being opened",
    },
];

/// A sentence for the spreads that are known, of the flow at `pointer` in the insights; nothing where git alone was asked.
pub(super) fn sentence(flow: &Flow, pointer: &str) -> Option<Line> {
    let spreads = [flow.cycle_time, flow.review_latency, flow.issue_age];
    let known = COURSES
        .iter()
        .zip(spreads)
        .filter_map(|(course, spread)| Some((course, spread?)));
    let told = known.fold(Line::default(), |line, (course, spread)| {
        let first = line.inlines.is_empty();
        let opening = match (first, spread.count) {
            (true, 1) => "The ",
            (true, _) => "Half of the ",
            (false, 1) => "; the ",
            (false, _) => "; half of the ",
        };
        course.tell(pointer, line.and(opening), spread)
    });
    (!told.inlines.is_empty()).then(|| told.and("."))
}

impl Course {
    fn tell(&self, flow: &str, line: Line, spread: Spread) -> Line {
        let rests = |line: Line, part: &str| {
            line.with_evidence(Evidence::Metric {
                pointer: format!("{flow}/{}/{part}", self.field),
            })
        };
        let pointer = format!("{flow}/{}/count", self.field);
        let line = line.and_count(pointer, spread.count, self.one, self.many);
        let median = duration(spread.median_minutes);
        let [was, were] = self.end;
        if spread.count == 1 {
            return rests(
                line.and(format!(" {was} within {median}{}", self.from)),
                "median_minutes",
            );
        }
        let line = rests(
            line.and(format!(" {were} within {median}{}", self.from)),
            "median_minutes",
        );
        let most = duration(spread.p90_minutes);
        rests(line.and(format!(", nine in ten within {most}")), "p90_minutes")
    }
}
