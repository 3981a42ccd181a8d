use rstest::rstest;
use sparky_common::model::{ArtifactRef, Measure, Sha256};

use super::*;

const ATTEMPTS: u32 = 3;

fn policy() -> Policy {
    Policy {
        attempts: ATTEMPTS,
        backoff: Duration::from_millis(500),
        min_coverage: 0.5,
        approval: false,
        reassignments: 2,
        ..Policy::default()
    }
}

/// `name=value` words, as they stand in the tables below.
fn outcome(measures: &str) -> TaskOutcome {
    let measure = |word: &str| {
        let (name, value) = word.split_once('=').unwrap();
        Measure {
            name: name.into(),
            value: value.parse().unwrap(),
            details: vec![],
        }
    };
    let artifact = ArtifactRef {
        name: "a".into(),
        sha256: Sha256::of(b"a"),
        bytes: 1,
    };
    TaskOutcome::new(artifact, measures.split_whitespace().map(measure).collect())
}

/// The verdicts of the first and of the last attempt.
fn verdicts(phase: Phase, measures: &str) -> (Verdict, Verdict) {
    let judged = |attempt| {
        judge("run", phase, attempt, &Ok(outcome(measures)), &policy())
            .0
            .verdict
    };
    (judged(1), judged(ATTEMPTS))
}

const ANALYZED: &str = "discrepancies=0 ungrounded_sentences=0 model_failures=0";
const GENERATED: &str = "word_range_violations=0 front_matter_errors=0 heading_errors=0 broken_links=0 \
                         unsupported_claims=0 hostile_markup=0 secrets_or_addresses=0 empty_words=0";

#[rstest]
#[case::whole(
    "repositories=4 repositories_partial=0 repositories_failed=0",
    Verdict::Pass,
    Verdict::Pass
)]
#[case::one_partial(
    "repositories=4 repositories_partial=1 repositories_failed=0",
    Verdict::Degrade,
    Verdict::Degrade
)]
#[case::half_failed(
    "repositories=4 repositories_partial=0 repositories_failed=2",
    Verdict::Degrade,
    Verdict::Degrade
)]
#[case::too_few(
    "repositories=4 repositories_partial=0 repositories_failed=3",
    Verdict::Retry,
    Verdict::Fail
)]
#[case::all_failed(
    "repositories=4 repositories_partial=0 repositories_failed=4",
    Verdict::Fail,
    Verdict::Fail
)]
#[case::no_sources(
    "repositories=0 repositories_partial=0 repositories_failed=0",
    Verdict::Fail,
    Verdict::Fail
)]
#[case::unmeasured("repositories=4 repositories_partial=0", Verdict::Retry, Verdict::Fail)]
#[case::negative(
    "repositories=4 repositories_partial=0 repositories_failed=-1",
    Verdict::Retry,
    Verdict::Fail
)]
#[case::no_number(
    "repositories=4 repositories_partial=NaN repositories_failed=0",
    Verdict::Retry,
    Verdict::Fail
)]
#[case::nothing("", Verdict::Retry, Verdict::Fail)]
fn collect(#[case] measures: &str, #[case] first: Verdict, #[case] last: Verdict) {
    assert_eq!(verdicts(Phase::Collect, measures), (first, last));
}

#[rstest]
#[case::good(Phase::Analyze, ANALYZED, "", Verdict::Pass, Verdict::Pass)]
#[case::sums_differ(Phase::Analyze, ANALYZED, "discrepancies", Verdict::Retry, Verdict::Fail)]
#[case::ungrounded(
    Phase::Analyze,
    ANALYZED,
    "ungrounded_sentences",
    Verdict::Retry,
    Verdict::Hold
)]
#[case::no_model(
    Phase::Analyze,
    ANALYZED,
    "model_failures",
    Verdict::Degrade,
    Verdict::Degrade
)]
#[case::rendered(Phase::Generate, GENERATED, "", Verdict::Pass, Verdict::Pass)]
#[case::too_long(
    Phase::Generate,
    GENERATED,
    "word_range_violations",
    Verdict::Degrade,
    Verdict::Degrade
)]
#[case::front_matter(
    Phase::Generate,
    GENERATED,
    "front_matter_errors",
    Verdict::Retry,
    Verdict::Fail
)]
#[case::headings(
    Phase::Generate,
    GENERATED,
    "heading_errors",
    Verdict::Degrade,
    Verdict::Degrade
)]
#[case::links(Phase::Generate, GENERATED, "broken_links", Verdict::Retry, Verdict::Hold)]
#[case::claims(
    Phase::Generate,
    GENERATED,
    "unsupported_claims",
    Verdict::Retry,
    Verdict::Hold
)]
#[case::markup(Phase::Generate, GENERATED, "hostile_markup", Verdict::Retry, Verdict::Fail)]
#[case::secrets(
    Phase::Generate,
    GENERATED,
    "secrets_or_addresses",
    Verdict::Retry,
    Verdict::Hold
)]
fn zeroes(
    #[case] phase: Phase,
    #[case] good: &str,
    #[case] broken: &str,
    #[case] first: Verdict,
    #[case] last: Verdict,
) {
    let measures = if broken.is_empty() {
        good.into()
    } else {
        good.replace(&format!("{broken}=0"), &format!("{broken}=2"))
    };
    assert_eq!(verdicts(phase, &measures), (first, last));
}

#[rstest]
#[case::arrived(
    "documents_published=4 documents_unchanged=0 destinations_failed=0",
    Verdict::Pass,
    Verdict::Pass
)]
#[case::there_already(
    "documents_published=0 documents_unchanged=4 destinations_failed=0",
    Verdict::Pass,
    Verdict::Pass
)]
#[case::some_failed(
    "documents_published=4 documents_unchanged=0 destinations_failed=1",
    Verdict::Retry,
    Verdict::Degrade
)]
#[case::all_failed(
    "documents_published=0 documents_unchanged=0 destinations_failed=2",
    Verdict::Retry,
    Verdict::Fail
)]
fn publish(#[case] measures: &str, #[case] first: Verdict, #[case] last: Verdict) {
    assert_eq!(verdicts(Phase::Publish, measures), (first, last));
}

#[test]
fn every_measure_that_a_gate_asks_for_must_be_there() {
    for (phase, good) in [(Phase::Analyze, ANALYZED), (Phase::Generate, GENERATED)] {
        for missing in good.split_whitespace() {
            let measures = good.replace(missing, "");
            assert_eq!(
                verdicts(phase, &measures),
                (Verdict::Retry, Verdict::Fail),
                "{phase} without {missing}"
            );
        }
    }
}

#[rstest]
#[case(true, Verdict::Retry, Verdict::Fail)]
#[case(false, Verdict::Fail, Verdict::Fail)]
fn a_task_that_failed(#[case] retryable: bool, #[case] first: Verdict, #[case] last: Verdict) {
    let failure = TaskFailure {
        message: "cannot read".into(),
        hint: Some("look".into()),
        retryable,
    };
    let judged = |attempt| judge("run", Phase::Collect, attempt, &Err(failure.clone()), &policy());
    assert_eq!((judged(1).0.verdict, judged(ATTEMPTS).0.verdict), (first, last));
    assert_eq!(
        judged(1).1.is_some(),
        retryable,
        "a wait goes with a retry and nothing else"
    );
    assert_eq!(reason(&judged(ATTEMPTS).0), "collect: task: cannot read (look)");
}

#[test]
fn the_worst_check_decides_and_the_reason_names_it_alone() {
    let measures = GENERATED.replace("word_range_violations=0", "word_range_violations=1");
    let measures = measures.replace("hostile_markup=0", "hostile_markup=1");
    let (report, _) = judge(
        "run",
        Phase::Generate,
        ATTEMPTS,
        &Ok(outcome(&measures)),
        &policy(),
    );
    assert_eq!(report.verdict, Verdict::Fail);
    assert_eq!(report.checks.len(), 8);
    assert_eq!(reason(&report), "generate: hostile-markup: 1 hostile markup");
}

#[test]
fn details_are_shown_and_bounded() {
    let mut collected = outcome("repositories=9 repositories_partial=0 repositories_failed=5");
    collected.measures[2].details = (1..=5)
        .map(|number| format!("r{number}: everything: gone"))
        .collect();
    let (report, _) = judge("run", Phase::Collect, ATTEMPTS, &Ok(collected), &policy());
    let detail = &report
        .checks
        .iter()
        .find(|check| check.name == "coverage")
        .unwrap()
        .detail;
    assert_eq!(
        detail,
        "5 of 9 repositories failed: r1: everything: gone; r2: everything: gone; r3: everything: gone; and 2 more; \
         at least 50 % must be collected"
    );
}

#[test]
fn a_good_check_tells_what_a_reader_would_miss() {
    let detail = |phase, outcome, name| {
        let (report, _) = judge("run", phase, ATTEMPTS, &Ok(outcome), &policy());
        assert_eq!(report.verdict, Verdict::Pass);
        let mut checks = report.checks.into_iter();
        checks.find(|check| check.name == name).unwrap().detail
    };
    let mut made = outcome(&format!("{GENERATED} words=640 blog_words=0 social_posts=4"));
    let said = made
        .measures
        .iter_mut()
        .find(|measure| measure.name == "blog_words");
    said.unwrap().details = vec!["no story is worth a post".into()];
    assert_eq!(
        detail(Phase::Generate, made, "word-range"),
        "no word range violations; blog post: no story is worth a post"
    );
    let published = "documents_published=4 documents_unchanged=0 destinations_failed=0";
    let mut left = outcome(&format!(
        "{published} documents_withdrawn=1 outdated_documents_kept=0"
    ));
    left.measures[3].details = vec!["blog/2025-W46.md".into()];
    assert_eq!(
        detail(Phase::Publish, left, "destinations"),
        "4 documents in place; 1 no longer made and withdrawn: blog/2025-W46.md"
    );
}
