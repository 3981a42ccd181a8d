//! Word ranges over insights of every size.

use sparky_generator::{Extent, Settings};

use crate::{
    document, faults,
    sample::{Sample, quiet},
};

/// Words of the body however one counts: every token of the Markdown, and words of prose alone.
fn tokens(markdown: &str) -> (usize, usize) {
    let (_, body) = markdown[4..].split_once("\n---\n").unwrap();
    let prose = body.lines().filter(|line| !line.starts_with(['#', '|']));
    let prose = prose.flat_map(str::split_whitespace).filter(|word| *word != "-");
    (body.split_whitespace().count(), prose.count())
}

#[test]
fn documents_stay_in_their_range() {
    for period in ["2025-11-12", "2025-W46", "2025-11"] {
        for (stories, paragraphs) in [(1, 1), (2, 2), (4, 4), (8, 8), (12, 12), (30, 20)] {
            for repositories in [1, 5, 30] {
                let insights = Sample {
                    period,
                    repositories,
                    stories,
                    paragraphs,
                    over: true,
                }
                .build();
                let generated = document(&insights);
                let [fewest, most] = Settings::default().words(insights.kind);
                let (all, prose) = tokens(&generated.markdown);
                let case =
                    format!("{period}: {stories} stories of {paragraphs}, {repositories}: {all} {prose}");
                assert!(all <= most, "{case}");
                match generated.extent {
                    Extent::Full => assert!(
                        all >= fewest && (generated.left_out == 0 || prose >= fewest),
                        "{case}"
                    ),
                    Extent::Short => assert!(generated.left_out == 0 && prose < fewest, "{case}"),
                    Extent::Quiet => panic!("{case}"),
                }
                assert_eq!(faults(&insights, &generated), [], "{case}");
            }
        }
    }
}

#[test]
fn the_lead_is_told_however_narrow_the_range() {
    let insights = Sample {
        period: "2025-W46",
        repositories: 5,
        stories: 5,
        paragraphs: 3,
        over: true,
    }
    .build();
    let settings = Settings {
        weekly: [10, 60],
        ..Settings::default()
    };
    let artifact = insights.snapshot.clone();
    let templates = sparky_generator::Templates::load(None).unwrap();
    let generated = sparky_generator::generate(&insights, &artifact, &templates, &settings).unwrap();
    assert!(generated.markdown.contains("## dgx-pixels moved the render loop"));
    let measures = sparky_generator::measures(&generated, settings.weekly, &insights, None);
    let violation = measures
        .iter()
        .find(|measure| measure.name == "word_range_violations")
        .unwrap();
    assert_eq!(violation.details.len(), 1, "{violation:?}");
    assert!(violation.details[0].contains("at most 60"), "{violation:?}");
}

#[test]
fn a_quiet_period_is_short_and_that_is_right() {
    for period in ["2025-11-12", "2025-W46", "2025-11"] {
        let insights = quiet(period);
        let generated = document(&insights);
        assert_eq!(generated.extent, Extent::Quiet);
        assert_eq!(faults(&insights, &generated), []);
        assert!(tokens(&generated.markdown).0 < 80, "{}", generated.markdown);
    }
}
