//! What an editor looks for: who wrote, what became of what was open, how long things took, and empty words.

use sparky_common::model::{
    Evidence, FollowUp, Health, HealthPart, HealthScore, Insight, InsightKind, Insights, Span, Spread, Theme,
    Writing,
};

use crate::{
    document, faults,
    sample::{Sample, sentence, text},
};

fn sample(period: &'static str) -> Insights {
    Sample {
        period,
        repositories: 3,
        stories: 3,
        paragraphs: 2,
        over: true,
    }
    .build()
}

fn coverage(repository: &str) -> Vec<Evidence> {
    vec![Evidence::Coverage {
        repository: repository.into(),
    }]
}

#[test]
fn the_notice_says_who_wrote() {
    let mut insights = sample("2025-W46");
    assert!(!document(&insights).markdown.contains("of the model"));
    insights.writing = Writing {
        model: Some("ollama:qwen2.5-coder:1.5b".into()),
        accepted: 12,
        rejected: 3,
        degraded: None,
    };
    let written = document(&insights);
    assert_eq!(faults(&insights, &written), []);
    let label = "Prose by `ollama:qwen2.5-coder:1.5b` and by rules: 12 sentences of the model, every one checked \
                 against its evidence; 3 dropped.";
    assert!(written.markdown.contains(label), "{}", written.markdown);
    insights.writing.accepted = 0;
    insights.writing.degraded = Some("the model did not answer in time".into());
    let written = document(&insights);
    assert_eq!(faults(&insights, &written), []);
    let label = "Rules wrote this, without `ollama:qwen2.5-coder:1.5b`: the model did not answer in time.";
    assert!(written.markdown.contains(label), "{}", written.markdown);
}

#[test]
fn what_was_open_has_a_section_of_its_own_but_not_in_a_digest() {
    for (period, heading) in [
        ("2025-W46", Some("## What was open last week")),
        ("2025-11", Some("## What was open last month")),
        ("2025-11-12", None),
    ] {
        let mut insights = sample(period);
        assert!(!document(&insights).markdown.contains("## What was open"));
        let name = insights.repositories[0].name.clone();
        let spans = vec![Span::Repository { name: name.clone() }, text(" is back at work.")];
        insights.follow_ups = vec![FollowUp {
            repository: name.clone(),
            settled: true,
            sentence: sentence(spans, coverage(&name)),
        }];
        let written = document(&insights);
        assert_eq!(faults(&insights, &written), []);
        assert_eq!(written.markdown.contains("is back at work."), heading.is_some());
        assert!(
            heading.is_none_or(|heading| written.markdown.contains(heading)),
            "{}",
            written.markdown
        );
    }
}

#[test]
fn themes_stand_before_the_efforts_below_headlines_of_their_own() {
    let mut insights = sample("2025-11");
    assert!(
        !document(&insights)
            .markdown
            .contains("## Across the repositories")
    );
    let name = insights.repositories[0].name.clone();
    let spans = vec![
        text("The move to "),
        Span::Term { text: "Bevy".into() },
        text(" went on."),
    ];
    insights.themes = vec![Theme {
        id: "word:bevy".into(),
        headline: sentence(
            vec![Span::Term { text: "Bevy".into() }, text(" in ours")],
            coverage(&name),
        ),
        repositories: vec![name.clone()],
        paragraphs: vec![vec![sentence(spans, coverage(&name))]],
        evidence: coverage(&name),
    }];
    let written = document(&insights);
    assert_eq!(faults(&insights, &written), []);
    let place = |what: &str| written.markdown.find(what).unwrap();
    assert!(place("## Across the repositories") < place("### Bevy in ours"));
    assert!(place("The move to Bevy went on.") < place("## The work, effort by effort"));
}

#[test]
fn durations_are_told_and_checked() {
    let mut insights = sample("2025-W46");
    let spread = |count, median_minutes, p90_minutes| {
        Some(Spread {
            count,
            median_minutes,
            p90_minutes,
        })
    };
    insights.flow.cycle_time = spread(17, 2900, 90_000);
    insights.flow.review_latency = spread(1, 250, 250);
    let written = document(&insights);
    assert_eq!(faults(&insights, &written), []);
    let told = "Half of the 17 merged pull requests were merged within 3 days of being opened, nine in ten within 9 \
                weeks; the 1 first review came within 5 hours.";
    assert!(written.markdown.contains(told), "{}", written.markdown);
    // A duration that the insights do not have is found.
    let mut forged = written.clone();
    let statements = forged.sidecar.statements.iter_mut();
    statements.for_each(|one| one.text = one.text.replace("within 9 weeks", "within 77 weeks"));
    forged.markdown = forged.markdown.replace("within 9 weeks", "within 77 weeks");
    let found = faults(&insights, &forged);
    let claims = found
        .iter()
        .find(|(name, _)| name == "unsupported_claims")
        .unwrap();
    assert!(
        claims.1.iter().any(|claim| claim.contains("`77` in")),
        "{claims:?}"
    );
}

#[test]
fn empty_words_of_ours_are_found_and_those_of_the_team_are_not() {
    let mut insights = sample("2025-W46");
    let name = insights.repositories[0].name.clone();
    let spans = vec![
        Span::Repository { name: name.clone() },
        text(" landed "),
        Span::Term {
            text: "robust error handling".into(),
        },
        text(" and "),
        Span::Quote {
            text: "Add comprehensive tests".into(),
        },
        text("."),
    ];
    insights.summary = vec![sentence(spans.clone(), coverage(&name))];
    assert_eq!(faults(&insights, &document(&insights)), []);
    let ours = [spans, vec![text(" It is a robust week.")]].concat();
    insights.summary = vec![sentence(ours, coverage(&name))];
    let found = faults(&insights, &document(&insights));
    let [(measure, details)] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!(measure, "empty_words");
    assert!(details[0].starts_with("`robust` in"), "{details:?}");
}

fn finding(insights: &Insights, kind: InsightKind, words: &str) -> Insight {
    let name = insights.repositories[0].name.clone();
    let spans = vec![Span::Repository { name: name.clone() }, text(words)];
    Insight {
        id: format!("{kind:?}"),
        kind,
        repository: Some(name.clone()),
        score: 1.0,
        sentence: sentence(spans, coverage(&name)),
        evidence: coverage(&name),
    }
}

#[test]
fn findings_are_told_once_and_where_they_belong() {
    for (period, heading) in [
        ("2025-W46", Some("## What stands out")),
        ("2025-11", Some("## How the work changed")),
        ("2025-11-12", None),
    ] {
        let mut insights = sample(period);
        let mut known = finding(&insights, InsightKind::Trend, "");
        known.sentence = insights.summary[0].clone();
        insights.insights = vec![
            known,
            finding(
                &insights,
                InsightKind::Pattern,
                " changed one file over and over.",
            ),
            finding(&insights, InsightKind::Waiting, " keeps a pull request waiting."),
            finding(&insights, InsightKind::Effort, " moved on."),
        ];
        let written = document(&insights);
        assert_eq!(faults(&insights, &written), []);
        let times = |what: &str| written.markdown.matches(what).count();
        assert_eq!(
            times("changed one file over and over."),
            usize::from(heading.is_some())
        );
        assert_eq!(times("keeps a pull request waiting."), 1);
        assert_eq!(times(" moved on."), 0);
        assert!(
            heading.is_none_or(|heading| times(heading) == 1),
            "{}",
            written.markdown
        );
    }
}

#[test]
fn health_is_a_table_of_a_review_and_is_checked() {
    let mut insights = sample("2025-11");
    assert!(!document(&insights).markdown.contains("## Health"));
    let part = |part, score| HealthScore {
        part,
        score,
        weight: 1.0,
        why: "as measured".into(),
        evidence: Vec::new(),
    };
    insights.repositories[0].health = Some(Health {
        score: Some(71.6),
        parts: vec![
            part(HealthPart::Activity, Some(93.2)),
            part(HealthPart::ReviewCoverage, None),
        ],
    });
    let written = document(&insights);
    assert_eq!(faults(&insights, &written), []);
    assert!(
        written.markdown.contains("| 72 | 93 | – |"),
        "{}",
        written.markdown
    );
    insights.kind = sparky_common::period::Kind::Weekly;
    insights.period = "2025-W46".parse().unwrap();
    assert!(!document(&insights).markdown.contains("## Health"));
}
