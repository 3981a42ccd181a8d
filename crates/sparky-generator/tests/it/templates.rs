//! Templates of one's own.

use std::fs;

use sparky_generator::{Settings, Templates, generate, measures};

use crate::sample::Sample;

fn week() -> sparky_common::model::Insights {
    Sample {
        period: "2025-W46",
        repositories: 3,
        stories: 2,
        paragraphs: 2,
        over: true,
    }
    .build()
}

fn problem(name: &str, text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), text).unwrap();
    let error = Templates::load(Some(folder.path())).and_then(|templates| {
        let insights = week();
        generate(&insights, &insights.snapshot, &templates, &Settings::default())
            .map(|_| ())
            .map_err(|error| match error {
                sparky_generator::GeneratorError::Template(error) => error,
                other => panic!("{other}"),
            })
    });
    error
        .unwrap_err()
        .to_string()
        .replace(&folder.path().display().to_string(), "DIR")
}

#[test]
fn what_is_unknown_is_named_with_its_place_and_the_nearest_name() {
    let variable = problem("weekly.md.j2", "{{ front_matter }}\n\n{{ sumary }}\n");
    assert_eq!(
        variable,
        "DIR/weekly.md.j2:3: there is no variable `sumary`; did you mean `summary`?"
    );
    let filter = problem("weekly.md.j2", "{{ front_matter }}\n\n{{ summary | uper }}\n");
    assert_eq!(
        filter,
        "DIR/weekly.md.j2:3: there is no filter `uper`; did you mean `upper`?"
    );
    let syntax = problem("report.html.j2", "<p>\n{{ title \n");
    assert!(syntax.starts_with("DIR/report.html.j2:"), "{syntax}");
    let attribute = problem("weekly.md.j2", "{{ front_matter }}\n{{ title.nothing.more }}\n");
    assert!(attribute.starts_with("DIR/weekly.md.j2:2: "), "{attribute}");
}

#[test]
fn an_own_template_may_reorder_leave_out_and_add_words() {
    let folder = tempfile::tempdir().unwrap();
    let text = "{{ front_matter }}\n\n## Straight to the numbers\n\n{{ numbers }}\n\nWeek {{ period }}, as told:\n\n{{ stories }}\n";
    fs::write(folder.path().join("weekly.md.j2"), text).unwrap();
    let templates = Templates::load(Some(folder.path())).unwrap();
    let insights = week();
    let settings = Settings::default();
    let generated = generate(&insights, &insights.snapshot, &templates, &settings).unwrap();
    assert!(generated.markdown.contains("Week 2025-W46, as told:"));
    let measures = measures(&generated, settings.weekly, &insights, None);
    for measure in measures
        .iter()
        .filter(|measure| measure.name != "words" && measure.name != "word_range_violations")
    {
        assert_eq!(measure.details, Vec::<String>::new(), "{}", measure.name);
    }
}

#[test]
fn a_template_that_invents_a_number_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let text =
        "{{ front_matter }}\n\n{{ summary }}\n\nWe fixed 977 bugs.\n\n{{ stories }}\n\n{{ numbers }}\n";
    fs::write(folder.path().join("weekly.md.j2"), text).unwrap();
    let templates = Templates::load(Some(folder.path())).unwrap();
    let insights = week();
    let generated = generate(&insights, &insights.snapshot, &templates, &Settings::default()).unwrap();
    let measures = measures(&generated, [0, 5000], &insights, None);
    let claims = measures
        .iter()
        .find(|measure| measure.name == "unsupported_claims")
        .unwrap();
    assert!(
        claims.details.iter().any(|detail| detail.contains("`977`")),
        "{claims:?}"
    );
}
