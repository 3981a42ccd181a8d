//! Templates of one's own.

use std::fs;

use sparky_common::{model::Insights, template::Folder};
use sparky_generator::{Material, Settings, TEMPLATES, Templates, check_templates, generate, make, measures};

use crate::{sample::Sample, service::snapshot};

fn week() -> Insights {
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
        "DIR/weekly.md.j2:3:4: there is no variable `sumary`; did you mean `summary`?"
    );
    let filter = problem("weekly.md.j2", "{{ front_matter }}\n\n{{ summary | uper }}\n");
    assert_eq!(
        filter,
        "DIR/weekly.md.j2:3:14: there is no filter `uper`; did you mean `upper`?"
    );
    let syntax = problem("report.html.j2", "<p>\n{{ title \n");
    assert!(syntax.starts_with("DIR/report.html.j2:"), "{syntax}");
    let attribute = problem("weekly.md.j2", "{{ front_matter }}\n{{ title.nothing.more }}\n");
    assert!(attribute.starts_with("DIR/weekly.md.j2:2:9: "), "{attribute}");
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

fn made(folder: &std::path::Path, insights: &Insights) -> sparky_generator::Made {
    let templates = Templates::load(Some(folder)).unwrap();
    let snapshot = snapshot(insights);
    make(&Material {
        insights,
        artifact: &insights.snapshot,
        snapshot: &snapshot,
        templates: &templates,
        settings: &Settings::default(),
        others: &[],
    })
    .unwrap()
}

fn details(made: &sparky_generator::Made, name: &str) -> Vec<String> {
    let measure = made.measures.iter().find(|measure| measure.name == name);
    measure.map(|measure| measure.details.clone()).unwrap_or_default()
}

/// A template in a folder of its own, and what validation blames on it.
fn blamed(name: &str, text: &str, insights: &Insights, measure: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    let found = details(&made(folder.path(), insights), measure);
    let own = format!("{}: ", path.display());
    found
        .iter()
        .filter_map(|detail| Some(detail.strip_prefix(&own)?.to_owned()))
        .collect()
}

#[test]
fn a_template_that_breaks_an_invariant_is_named() {
    let with = |words: &str| {
        format!("{{% extends 'builtin/weekly.md.j2' %}}{{% block summary %}}{words}{{% endblock %}}")
    };
    let week = week();
    for (measure, text, expected) in [
        ("unsupported_claims", with("We fixed 977 bugs."), "`977`"),
        ("hostile_markup", with("<script>alert(1)</script>"), "raw HTML"),
        (
            "heading_errors",
            with("#### Deep"),
            "a heading of level 4 follows one of level 1",
        ),
        (
            "broken_links",
            with("[a](http://example.org)"),
            "`http://example.org`",
        ),
        (
            "front_matter_errors",
            "{{ summary }}".to_owned(),
            "does not begin",
        ),
        (
            "empty_words",
            with("A wide range of things."),
            "`a wide range of`",
        ),
    ] {
        let found = blamed("weekly.md.j2", &text, &week, measure);
        assert!(
            found.iter().any(|detail| detail.contains(expected)),
            "{measure}: {found:?}"
        );
    }
    // The page is another template, and it is named where it is at fault.
    let page = "<!DOCTYPE html><html lang=\"en\"><head><title>{{ title }}</title></head><body><main><article>{{ content }}</article></main><script>alert(1)</script></body></html>";
    let found = blamed("report.html.j2", page, &week, "hostile_markup");
    assert!(found.iter().any(|detail| detail.contains("script")), "{found:?}");
}

#[test]
fn what_no_layout_may_leave_out_is_asked_for() {
    let unfinished = Sample {
        period: "2025-W46",
        repositories: 3,
        stories: 2,
        paragraphs: 2,
        over: false,
    }
    .build();
    let text = "{% extends 'builtin/weekly.md.j2' %}{% block notice %}{% endblock %}";
    let found = blamed("weekly.md.j2", text, &unfinished, "front_matter_errors");
    assert!(found[0].contains("`notice`"), "{found:?}");
    assert_eq!(
        blamed("weekly.md.j2", text, &week(), "front_matter_errors"),
        Vec::<String>::new()
    );
}

#[test]
fn faults_that_are_none_of_the_templates_doing_are_not_blamed_on_it() {
    let mut insights = week();
    insights.summary[0]
        .spans
        .push(crate::sample::text(" It showcases a robust core."));
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("weekly.md.j2"),
        "{% extends 'builtin/weekly.md.j2' %}{% block people %}{% endblock %}",
    )
    .unwrap();
    let found = details(&made(folder.path(), &insights), "empty_words");
    assert!(
        !found.is_empty() && found.iter().all(|detail| detail.starts_with('`')),
        "{found:?}"
    );
}

#[test]
fn one_section_can_be_changed_without_copying_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("weekly.md.j2"),
        "{% extends 'builtin/weekly.md.j2' %}\n{% block people %}{% include 'thanks.md.j2' %}{% endblock %}\n",
    )
    .unwrap();
    fs::write(
        folder.path().join("thanks.md.j2"),
        "## Thanks to\n\n{{ people }}\n",
    )
    .unwrap();
    let made = made(folder.path(), &week());
    let report = made
        .files
        .iter()
        .find(|file| file.path == "weekly/2025-W46.md")
        .unwrap();
    let text = std::str::from_utf8(&report.content).unwrap();
    assert!(
        text.contains("## Thanks to\n") && !text.contains("## People"),
        "{text}"
    );
    assert!(text.contains("## The week in numbers"), "{text}");
}

#[test]
fn every_problem_of_every_template_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "weekly.md.j2",
        "{% extends 'builtin/wekly.md.j2' %}\n{% block people %}{{ peple }}{% endblock %}\n",
    );
    write(
        "monthly.md.j2",
        "{% extends 'builtin/monthly.md.j2' %}\n{% block poeple %}{% endblock %}\n{% block gaps %}{% if over %}{{ rnge(3) | frist }}{% endif %}{% endblock %}\n",
    );
    write("social/x.txt.j2", "{{ news }}\n{% esle %}\n");
    write(
        "daily.md.j2",
        "{{ front_matter }}{{ summary }}{% if not over %}{{ title.more.words }}{% endif %}{{ numbers }}",
    );
    let problems = check_templates(&Folder::new(folder.path())).unwrap();
    let root = format!("{}/", folder.path().display());
    let lines: Vec<_> = problems
        .iter()
        .map(|problem| problem.to_string().replace(&root, ""))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
    let report = problems[1].report().replace(&root, "");
    insta::assert_snapshot!("caret", report);
}

#[test]
fn the_built_in_templates_pass_on_the_sample_and_so_does_a_copy_of_them() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(check_templates(&Folder::new(folder.path())).unwrap(), []);
    for template in TEMPLATES {
        let path = folder.path().join(template.name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, template.source).unwrap();
    }
    assert_eq!(check_templates(&Folder::new(folder.path())).unwrap(), []);
    fs::write(
        folder.path().join("monthly.md.j2"),
        "{% extends 'builtin/monthly.md.j2' %}\n{% block people %}\nWe are 977 people.\n{% endblock %}\n",
    )
    .unwrap();
    let problems = check_templates(&Folder::new(folder.path())).unwrap();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(
        problems[0].place.as_ref().map(|place| place.line),
        Some(3),
        "{problems:?}"
    );
}

#[test]
fn a_post_may_be_laid_out_anew_and_stays_within_its_limit() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("social")).unwrap();
    let own = "{{ close }}\n\nFrom our newsroom: {{ news }}\n\n#engineering";
    fs::write(folder.path().join("social/x.txt.j2"), own).unwrap();
    let made = made(folder.path(), &week());
    let post = made
        .files
        .iter()
        .find(|file| file.path.ends_with("x.txt"))
        .unwrap();
    let text = std::str::from_utf8(&post.content).unwrap();
    assert!(
        text.starts_with("Week 46 of 2025") && text.ends_with("#engineering"),
        "{text}"
    );
    assert!(text.contains("\n\nFrom our newsroom: "), "{text}");
    for measure in ["unsupported_claims", "hostile_markup", "word_range_violations"] {
        assert_eq!(details(&made, measure), Vec::<String>::new(), "{measure}");
    }
}
