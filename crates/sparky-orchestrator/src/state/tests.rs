use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use sparky_common::{
    messages::{TaskFailure, TaskOutcome},
    model::{ArtifactRef, Check, GateReport, Measure, Phase, RunRequest, RunStatus, Sha256, Verdict},
    period::Kind,
};

use super::*;
use crate::config::Policy;

fn policy() -> Policy {
    Policy {
        attempts: 3,
        backoff: std::time::Duration::from_millis(500),
        min_coverage: 0.5,
        approval: false,
        reassignments: 2,
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
    TaskOutcome {
        artifact: ArtifactRef {
            name: phase.to_string(),
            sha256: Sha256::of(phase.as_str().as_bytes()),
            bytes: 1,
        },
        measures: measures.iter().map(measure).collect(),
    }
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
            Action::Dispatch(task) => {
                now += SignedDuration::from_millis(10);
                worker(task.id.phase, task.id.attempt)
            }
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
    RunEvent::TaskFinished { phase, outcome }
}

fn failed(phase: Phase, retryable: bool) -> RunEvent {
    RunEvent::TaskFailed {
        phase,
        failure: TaskFailure {
            message: "no".into(),
            hint: None,
            retryable,
        },
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
            RunEvent::TaskFinished { phase, outcome }
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
    let lost =
        |state: &RunState| after_lost_worker(state, &policy, Phase::Collect, "w".into(), "silent".into());
    let now = state.created_at;
    for number in 1..=2 {
        let Action::Record(started) = next_action(&state, &policy, now) else {
            panic!("no start")
        };
        assert_eq!(
            started,
            RunEvent::TaskStarted {
                phase: Phase::Collect,
                attempt: 1,
                try_number: number
            }
        );
        state.apply(&started, now).unwrap();
        let event = lost(&state);
        assert!(matches!(event, RunEvent::TaskReassigned { .. }));
        state.apply(&event, now).unwrap();
    }
    let Action::Record(started) = next_action(&state, &policy, now) else {
        panic!("no start")
    };
    state.apply(&started, now).unwrap();
    assert!(matches!(lost(&state), RunEvent::TaskFailed { .. }));
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
    state
        .apply(&RunEvent::Approved { by: "ada".into() }, state.created_at)
        .unwrap();
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
            RunEvent::TaskFinished { phase, outcome }
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
    state
        .apply(&RunEvent::Approved { by: "ada".into() }, state.created_at)
        .unwrap();
    run(&mut state, &policy(), worker);
    assert_eq!(state.status(), RunStatus::Partial);
}

#[test]
fn a_measure_that_is_no_number_never_reaches_the_ledger() {
    let event = after_outcome(
        Phase::Collect,
        outcome(Phase::Collect, &[("repositories", f64::NAN)]),
    );
    assert!(matches!(event, RunEvent::TaskFailed { .. }));
}

fn any_phase() -> impl Strategy<Value = Phase> {
    prop::sample::select(Phase::ALL.to_vec())
}

fn any_event() -> impl Strategy<Value = RunEvent> {
    let verdict = prop::sample::select(vec![
        Verdict::Pass,
        Verdict::Degrade,
        Verdict::Retry,
        Verdict::Hold,
        Verdict::Fail,
    ]);
    let status = prop::sample::select(vec![
        RunStatus::Succeeded,
        RunStatus::Partial,
        RunStatus::Failed,
        RunStatus::Cancelled,
    ]);
    prop_oneof![
        Just(RunEvent::Requested { request: request() }),
        (any_phase(), 1..3u32, 1..4u32).prop_map(|(phase, attempt, try_number)| RunEvent::TaskStarted {
            phase,
            attempt,
            try_number
        }),
        any_phase().prop_map(|phase| RunEvent::TaskReassigned {
            phase,
            worker: "w".into(),
            reason: "r".into()
        }),
        any_phase().prop_map(finished),
        (any_phase(), any::<bool>()).prop_map(|(phase, retryable)| failed(phase, retryable)),
        (any_phase(), 1..3u32, verdict).prop_map(|(phase, attempt, verdict)| {
            let checks = vec![Check {
                name: "c".into(),
                verdict,
                detail: "d".into(),
            }];
            RunEvent::GateJudged {
                report: GateReport {
                    phase,
                    attempt,
                    verdict,
                    checks,
                },
                retry_at: None,
            }
        }),
        Just(RunEvent::Held { reason: "r".into() }),
        Just(RunEvent::Approved { by: "ada".into() }),
        status.prop_map(|status| RunEvent::Ended { status, reason: None }),
    ]
}

/// Prefers what can follow, so that runs get far; now and then anything.
fn likely(state: &RunState, wild: RunEvent, dice: u8) -> RunEvent {
    match next_action(state, &policy(), Timestamp::MAX) {
        Action::Record(event) if dice > 40 => event,
        Action::Dispatch(task) if dice > 120 => finished(task.id.phase),
        Action::Dispatch(task) if dice > 80 => flawed(task.id.phase),
        Action::Dispatch(task) if dice > 60 => failed(task.id.phase, dice.is_multiple_of(2)),
        _ => wild,
    }
}

fn check(state: &RunState) -> Result<(), TestCaseError> {
    let done: Vec<_> = state.outcomes.keys().copied().collect();
    prop_assert_eq!(&done[..], &Phase::ALL[..done.len()], "phases are done in order");
    let lacking = state
        .gates
        .iter()
        .any(|gate| matches!(gate.verdict, Verdict::Degrade | Verdict::Hold));
    match state.status() {
        RunStatus::Succeeded => prop_assert!(done.len() == 4 && !lacking),
        RunStatus::Partial => prop_assert!(done.len() == 4 && lacking),
        RunStatus::Failed => {
            prop_assert_eq!(state.gates.last().map(|gate| gate.verdict), Some(Verdict::Fail));
        }
        _ => {}
    }
    prop_assert_eq!(state.status().is_final(), state.ended_at().is_some());
    Ok(())
}

proptest! {
    #[test]
    fn any_order_of_events_keeps_the_invariants(steps in prop::collection::vec((any_event(), any::<u8>()), 0..60)) {
        let mut state = start();
        let mut history = vec![
            Recorded { seq: 1, at: state.created_at, event: RunEvent::Requested { request: request() } }
        ];
        for (wild, dice) in steps {
            let event = likely(&state, wild, dice);
            let at = state.created_at + SignedDuration::from_millis(history.len() as i64);
            let before = state.clone();
            match state.apply(&event, at) {
                Ok(()) => {
                    prop_assert!(!before.status().is_final(), "a run that is over stays as it is");
                    history.push(Recorded { seq: history.len() as u64 + 1, at, event });
                }
                Err(_) => prop_assert_eq!(&state, &before, "what is refused changes nothing"),
            }
            check(&state)?;
        }
        prop_assert_eq!(RunState::replay(&state.run, &history).unwrap(), state);
    }

    #[test]
    fn every_run_comes_to_rest(dice in prop::collection::vec(any::<u8>(), 40)) {
        let mut state = start();
        let policy = policy();
        let roll = std::cell::Cell::new(0);
        run(&mut state, &policy, |phase, _| {
            let number = roll.get();
            roll.set(number + 1);
            match dice[number % dice.len()] {
                0..80 => failed(phase, true),
                80..90 => failed(phase, false),
                120..150 => flawed(phase),
                90..120 => RunEvent::TaskFinished { phase, outcome: outcome(phase, &[]) },
                _ => finished(phase),
            }
        });
        prop_assert!(state.status().is_final() || state.status() == RunStatus::Held);
        check(&state)?;
    }
}
