use jiff::{SignedDuration, Timestamp};
use sparky_common::{
    messages::{TaskFailure, TaskOutcome, TaskSpec, Work},
    model::{ArtifactRef, Check, GateReport, Measure, Phase, RunRequest, RunStatus, Sha256, Verdict},
    period::Kind,
};

use super::*;
use crate::config::Policy;

mod any;
mod parts;

fn policy() -> Policy {
    Policy {
        attempts: 3,
        backoff: std::time::Duration::from_millis(500),
        min_coverage: 0.5,
        approval: false,
        reassignments: 2,
        ..Policy::default()
    }
}

fn request() -> RunRequest {
    RunRequest {
        kind: Kind::Weekly,
        period: "2025-W46".parse().unwrap(),
        sources: Vec::new(),
        organisation: None,
        publish: true,
        dry_run: false,
        model: None,
    }
}

fn start() -> RunState {
    RunState::requested("weekly-2025-W46-1".into(), request(), Timestamp::UNIX_EPOCH)
}

fn outcome(phase: Phase, measures: &[(&str, f64)]) -> TaskOutcome {
    let measure = |(name, value): &(&str, f64)| Measure {
        name: (*name).into(),
        value: *value,
        details: vec![],
    };
    let artifact = ArtifactRef {
        name: phase.to_string(),
        sha256: Sha256::of(phase.as_str().as_bytes()),
        bytes: 1,
    };
    TaskOutcome::new(artifact, measures.iter().map(measure).collect())
}

fn good(phase: Phase) -> TaskOutcome {
    let zero = |names: &[&'static str]| names.iter().map(|name| (*name, 0.0)).collect::<Vec<_>>();
    let measures = match phase {
        Phase::Collect => vec![
            ("repositories", 3.0),
            ("repositories_complete", 3.0),
            ("repositories_partial", 0.0),
            ("repositories_failed", 0.0),
        ],
        Phase::Analyze => zero(&["discrepancies", "ungrounded_sentences", "model_failures"]),
        Phase::Generate => zero(&[
            "word_range_violations",
            "front_matter_errors",
            "heading_errors",
            "broken_links",
            "unsupported_claims",
            "hostile_markup",
            "secrets_or_addresses",
            "empty_words",
        ]),
        Phase::Publish => vec![
            ("documents_published", 4.0),
            ("documents_unchanged", 0.0),
            ("destinations_failed", 0.0),
        ],
    };
    outcome(phase, &measures)
}

/// Runs the machine to its rest; `worker` says what becomes of each task, waits pass at once.
fn run(state: &mut RunState, policy: &Policy, worker: impl Fn(Phase, u32) -> RunEvent) -> Vec<Recorded> {
    let mut now = state.created_at;
    let mut events = vec![Recorded {
        seq: 1,
        at: now,
        event: RunEvent::Requested {
            request: state.request.clone(),
        },
    }];
    for _ in 0..200 {
        let event = match next_action(state, policy, now) {
            Action::Record(event) => event,
            Action::Work(todo) => match (todo.going.first(), todo.begin.first()) {
                (Some((task, _)), _) => {
                    now += SignedDuration::from_millis(10);
                    worker(task.id.phase, task.id.attempt)
                }
                (None, Some(need)) => need.begun(state, Some("w".into()), false),
                (None, None) => panic!("nothing to do: {todo:?}"),
            },
            Action::Wait(until) => {
                assert!(until > now);
                now = until;
                continue;
            }
            Action::Rest => return events,
        };
        state.apply(&event, now).unwrap();
        events.push(Recorded {
            seq: events.len() as u64 + 1,
            at: now,
            event,
        });
    }
    panic!("the run never comes to rest: {:?}", state.stage);
}

fn finished(phase: Phase) -> RunEvent {
    RunEvent::TaskFinished {
        phase,
        part: "all".into(),
        outcome: good(phase),
    }
}

/// A task with an outcome that its gate degrades, where the phase has such a check.
fn flawed(phase: Phase) -> RunEvent {
    let mut outcome = good(phase);
    for measure in &mut outcome.measures {
        if ["repositories_partial", "word_range_violations"].contains(&measure.name.as_str()) {
            measure.value = 1.0;
        }
    }
    done(phase, outcome)
}

fn done(phase: Phase, outcome: TaskOutcome) -> RunEvent {
    RunEvent::TaskFinished {
        phase,
        part: "all".into(),
        outcome,
    }
}

fn failed(phase: Phase, retryable: bool) -> RunEvent {
    RunEvent::TaskFailed {
        phase,
        part: "all".into(),
        failure: TaskFailure {
            message: "no".into(),
            hint: None,
            retryable,
        },
        retry_at: None,
    }
}

#[test]
fn a_good_run_succeeds_and_its_inputs_flow_on() {
    let mut state = start();
    assert_eq!(state.status(), RunStatus::Pending);
    let events = run(&mut state, &policy(), |phase, _| finished(phase));
    assert_eq!((state.status(), state.reason()), (RunStatus::Succeeded, None));
    assert_eq!(state.outcomes.keys().copied().collect::<Vec<_>>(), Phase::ALL);
    assert_eq!(state.spent[&Phase::Collect], 10);
    assert_eq!(RunState::replay(&state.run, &events).unwrap(), state);
}

#[test]
fn a_task_that_fails_once_is_tried_again_after_a_wait() {
    let mut state = start();
    run(&mut state, &policy(), |phase, attempt| match (phase, attempt) {
        (Phase::Analyze, 1) => failed(phase, true),
        _ => finished(phase),
    });
    assert_eq!(state.status(), RunStatus::Succeeded);
    let verdicts: Vec<_> = state
        .gates
        .iter()
        .map(|gate| (gate.phase, gate.attempt, gate.verdict))
        .collect();
    assert_eq!(verdicts[1], (Phase::Analyze, 1, Verdict::Retry));
    assert_eq!(verdicts[2], (Phase::Analyze, 2, Verdict::Pass));
}

#[test]
fn attempts_are_bounded_and_a_users_mistake_is_not_repeated() {
    for (retryable, tries) in [(true, 3), (false, 1)] {
        let mut state = start();
        run(&mut state, &policy(), |phase, _| failed(phase, retryable));
        assert_eq!((state.status(), state.gates.len()), (RunStatus::Failed, tries));
        assert_eq!(state.reason(), Some("collect: task: no"));
    }
}

#[test]
fn what_is_degraded_is_never_a_success() {
    let mut state = start();
    run(&mut state, &policy(), |phase, _| match phase {
        Phase::Generate => {
            let mut outcome = good(phase);
            outcome.measures[0].value = 1.0;
            done(phase, outcome)
        }
        _ => finished(phase),
    });
    assert_eq!(state.status(), RunStatus::Partial);
    assert_eq!(
        state.reason(),
        Some("generate: word-range: 1 word range violations")
    );
}

#[test]
fn a_lost_worker_costs_a_try_and_no_attempt_until_the_task_is_the_suspect() {
    let (mut state, policy) = (start(), policy());
    let now = state.created_at;
    for number in 1..=3 {
        let started = begin(&mut state, &policy, false);
        assert!(
            matches!(started, RunEvent::TaskStarted { attempt: 1, try_number, .. } if try_number == number),
            "{started:?}"
        );
        let task = going(&state, &policy)[0].id.clone();
        let event = after_lost_worker(&state, &policy, &task, "w".into(), "silent".into(), now);
        let suspect = matches!(event, RunEvent::TaskFailed { .. });
        assert_eq!(suspect, number == 3, "{event:?}");
        state.apply(&event, now).unwrap();
    }
}

/// Begins the first task for which there is a need.
fn begin(state: &mut RunState, policy: &Policy, divides: bool) -> RunEvent {
    let Action::Work(todo) = next_action(state, policy, state.created_at) else {
        panic!("nothing to do: {state:?}")
    };
    let event = todo.begin[0].begun(state, Some("w".into()), divides);
    state.apply(&event, state.created_at).unwrap();
    event
}

/// The tasks that workers have.
fn going(state: &RunState, policy: &Policy) -> Vec<TaskSpec> {
    match next_action(state, policy, state.created_at) {
        Action::Work(todo) => todo.going.into_iter().map(|(task, _)| task).collect(),
        other => panic!("nothing is under way: {other:?}"),
    }
}

#[test]
fn approval_holds_what_would_leave_and_nothing_else() {
    let approving = Policy {
        approval: true,
        ..policy()
    };
    let mut state = start();
    run(&mut state, &approving, |phase, _| finished(phase));
    assert_eq!(state.status(), RunStatus::Held);
    assert!(!state.outcomes.contains_key(&Phase::Publish) && state.outcomes.contains_key(&Phase::Generate));
    state.apply(&approved(), state.created_at).unwrap();
    run(&mut state, &approving, |phase, _| finished(phase));
    assert_eq!(state.status(), RunStatus::Succeeded);

    let mut dry = start();
    dry.request.dry_run = true;
    run(&mut dry, &approving, |phase, _| finished(phase));
    assert_eq!(dry.status(), RunStatus::Succeeded);
}

#[test]
fn a_gate_that_holds_and_is_approved_ends_partial() {
    let mut state = start();
    let worker = |phase, _| match phase {
        Phase::Generate => {
            let mut outcome = good(phase);
            let leaked = |measure: &&mut Measure| measure.name == "secrets_or_addresses";
            outcome.measures.iter_mut().find(leaked).unwrap().value = 1.0;
            done(phase, outcome)
        }
        _ => finished(phase),
    };
    run(&mut state, &policy(), worker);
    assert_eq!(state.status(), RunStatus::Held);
    assert_eq!(
        state
            .gates
            .iter()
            .filter(|gate| gate.phase == Phase::Generate)
            .count(),
        3
    );
    state.apply(&approved(), state.created_at).unwrap();
    run(&mut state, &policy(), worker);
    assert_eq!(state.status(), RunStatus::Partial);
}

#[test]
fn a_measure_that_is_no_number_never_reaches_the_ledger() {
    let (mut state, policy) = (start(), policy());
    begin(&mut state, &policy, false);
    let task = going(&state, &policy)[0].id.clone();
    let odd = outcome(Phase::Collect, &[("repositories", f64::NAN)]);
    let event = after_outcome(&state, &policy, &task, odd, state.created_at);
    assert!(matches!(event, RunEvent::TaskFailed { .. }));
}

fn approved() -> RunEvent {
    RunEvent::Approved {
        by: "ada".into(),
        sha256: None,
    }
}
