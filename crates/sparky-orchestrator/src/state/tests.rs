use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use sparky_common::{
    messages::{TaskFailure, TaskOutcome, TaskSpec, Work},
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

/// A collect phase that is divided into parts.
struct Divided {
    state: RunState,
    policy: Policy,
    now: Timestamp,
}

impl Divided {
    fn new(parts: &[&str]) -> Self {
        let mut divided = Self {
            state: start(),
            policy: policy(),
            now: Timestamp::UNIX_EPOCH,
        };
        begin(&mut divided.state, &divided.policy, true);
        assert!(matches!(divided.going("plan").work, Work::Plan { at_most: 24 }));
        let plan = TaskOutcome {
            parts: parts.iter().map(ToString::to_string).collect(),
            ..outcome(Phase::Collect, &[])
        };
        divided.finish("plan", plan);
        divided
    }

    fn begin(&mut self) -> String {
        match begin(&mut self.state, &self.policy, true) {
            RunEvent::TaskStarted { part, .. } => part,
            other => panic!("{other:?}"),
        }
    }

    fn going(&self, part: &str) -> TaskSpec {
        let mut tasks = going(&self.state, &self.policy).into_iter();
        tasks.find(|task| task.id.part == part).unwrap()
    }

    fn apply(&mut self, event: &RunEvent) {
        self.state.apply(event, self.now).unwrap();
    }

    fn finish(&mut self, part: &str, outcome: TaskOutcome) {
        let task = self.going(part).id;
        let event = after_outcome(&self.state, &self.policy, &task, outcome, self.now);
        self.apply(&event);
    }

    fn fail(&mut self, part: &str, retryable: bool) -> RunEvent {
        let (task, message) = (self.going(part).id, "no".into());
        let failure = TaskFailure {
            message,
            hint: None,
            retryable,
        };
        let event = after_failure(&self.state, &self.policy, &task, failure, self.now);
        self.apply(&event);
        event
    }

    fn next(&self) -> Action {
        next_action(&self.state, &self.policy, self.now)
    }
}

fn part(name: &str) -> TaskOutcome {
    let artifact = ArtifactRef {
        name: name.into(),
        sha256: Sha256::of(name.as_bytes()),
        bytes: 1,
    };
    TaskOutcome::new(artifact, Vec::new())
}

#[test]
fn a_phase_in_parts_waits_for_all_of_them_and_is_joined() {
    let mut phase = Divided::new(&["b", "a"]);
    assert_eq!((phase.begin(), phase.begin()), ("b".into(), "a".into()));
    assert_eq!(phase.state.tasks.running(), 2);
    phase.finish("a", part("a"));
    assert!(matches!(phase.next(), Action::Work(todo) if todo.begin.is_empty() && todo.going.len() == 1));
    phase.finish("b", part("b"));
    assert_eq!(phase.begin(), "join");
    let Work::Join { parts, missing, .. } = phase.going("join").work else {
        panic!("no join")
    };
    assert_eq!(parts.keys().collect::<Vec<_>>(), ["a", "b"]);
    assert!(missing.is_empty());
    phase.finish("join", good(Phase::Collect));
    assert!(matches!(phase.state.stage, Stage::Judging { result: Ok(_), .. }));
    assert_eq!(phase.state.peak[&Phase::Collect], 2);
}

#[test]
fn a_part_that_fails_is_tried_again_alone_and_then_missing() {
    let mut phase = Divided::new(&["a", "b"]);
    phase.begin();
    phase.begin();
    phase.finish("a", part("a"));
    for attempt in 1..=3 {
        let RunEvent::TaskFailed { retry_at, .. } = phase.fail("b", true) else {
            panic!("it failed")
        };
        assert_eq!(retry_at.is_some(), attempt < 3);
        if let Some(instant) = retry_at {
            assert!(
                matches!(phase.next(), Action::Work(todo) if todo.begin.is_empty() && todo.wake == Some(instant))
            );
            phase.now = instant;
            let Action::Work(todo) = phase.next() else {
                panic!("it is due")
            };
            let event = todo.begin[0].begun(&phase.state, None, true);
            phase.apply(&event);
        }
    }
    assert_eq!(phase.begin(), "join");
    let Work::Join { parts, missing, .. } = phase.going("join").work else {
        panic!("no join")
    };
    assert_eq!((parts.len(), missing["b"].as_str()), (1, "no"));
}

#[test]
fn what_is_done_is_kept_when_the_phase_is_tried_again() {
    let mut phase = Divided::new(&["a", "b"]);
    phase.begin();
    phase.begin();
    phase.finish("a", part("a"));
    phase.finish("b", part("b"));
    phase.begin();
    phase.fail("join", true);
    let Action::Record(retry) = phase.next() else {
        panic!("the gate speaks")
    };
    phase.apply(&retry);
    phase.now = Timestamp::MAX;
    let Action::Work(todo) = phase.next() else {
        panic!("it goes on")
    };
    let event = todo.begin[0].begun(&phase.state, None, true);
    assert!(
        matches!(&event, RunEvent::TaskStarted { part, attempt: 2, try_number: 2, .. } if part == "join"),
        "{event:?}"
    );
}

#[test]
fn a_result_that_is_bad_is_made_anew_from_the_beginning() {
    let mut phase = Divided::new(&["a"]);
    phase.begin();
    phase.finish("a", part("a"));
    phase.begin();
    phase.finish("join", part("without measures"));
    let Action::Record(retry) = phase.next() else {
        panic!("the gate speaks")
    };
    phase.apply(&retry);
    assert_eq!(phase.state.tasks, PhaseTasks::default());
}

#[test]
fn nothing_but_failed_parts_fails_the_phase() {
    let mut phase = Divided::new(&["a", "b"]);
    phase.begin();
    phase.begin();
    phase.fail("a", false);
    phase.fail("b", false);
    assert!(
        matches!(&phase.state.stage, Stage::Judging { result: Err(failure), .. } if failure.message == "no")
    );
}

#[test]
fn a_plan_without_parts_is_done_as_a_whole_by_anyone() {
    let phase = Divided::new(&[]);
    let Action::Work(todo) = phase.next() else {
        panic!("there is work")
    };
    assert!(!todo.begin[0].parts());
    assert!(
        matches!(todo.begin[0].begun(&phase.state, None, false), RunEvent::TaskStarted { part, .. } if part == "all")
    );
}

#[test]
fn a_plan_with_odd_names_is_the_workers_failure() {
    for parts in [vec!["all"], vec!["a", "a"], vec!["a/b"], vec![""]] {
        let mut state = start();
        begin(&mut state, &policy(), true);
        let task = going(&state, &policy())[0].id.clone();
        let plan = TaskOutcome {
            parts: parts.iter().map(ToString::to_string).collect(),
            ..outcome(Phase::Collect, &[])
        };
        let event = after_outcome(&state, &policy(), &task, plan, state.created_at);
        assert!(matches!(event, RunEvent::TaskFailed { .. }), "{parts:?}");
    }
}

#[test]
fn the_part_that_holds_up_the_others_goes_to_another_worker_once() {
    let mut phase = Divided::new(&["a", "b", "c"]);
    for _ in 0..3 {
        phase.begin();
    }
    phase.now += SignedDuration::from_secs(20);
    phase.finish("a", part("a"));
    phase.finish("b", part("b"));
    let Action::Work(todo) = phase.next() else {
        panic!("it goes on")
    };
    let due = phase.state.created_at + SignedDuration::from_secs(80);
    assert_eq!(todo.wake, Some(due));
    phase.now = due;
    let Action::Record(event) = phase.next() else {
        panic!("it is slow")
    };
    assert!(
        matches!(&event, RunEvent::TaskReassigned { part, slow: true, reason, .. }
            if part == "c" && reason == "slow: 80000 ms, where others took 20000 ms"),
        "{event:?}"
    );
    phase.apply(&event);
    assert_eq!(phase.begin(), "c");
    phase.now = Timestamp::MAX;
    assert!(
        matches!(phase.next(), Action::Work(todo) if todo.going.len() == 1),
        "it is not slow twice"
    );
}

fn approved() -> RunEvent {
    RunEvent::Approved {
        by: "ada".into(),
        sha256: None,
    }
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
            try_number,
            part: "all".into(),
            worker: None,
        }),
        any_phase().prop_map(|phase| RunEvent::TaskReassigned {
            phase,
            part: "all".into(),
            worker: "w".into(),
            reason: "r".into(),
            slow: false,
            recalled: false,
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
        Just(approved()),
        status.prop_map(|status| RunEvent::Ended { status, reason: None }),
    ]
}

/// Prefers what can follow, so that runs get far; now and then anything.
fn likely(state: &RunState, wild: RunEvent, dice: u8) -> RunEvent {
    match next_action(state, &policy(), Timestamp::MAX) {
        Action::Record(event) if dice > 40 => event,
        Action::Work(todo) if dice > 60 => match (todo.going.first(), todo.begin.first()) {
            (None, Some(need)) => need.begun(state, None, false),
            (Some((task, _)), _) if dice > 120 => finished(task.id.phase),
            (Some((task, _)), _) if dice > 80 => flawed(task.id.phase),
            (Some((task, _)), _) => failed(task.id.phase, dice.is_multiple_of(2)),
            (None, None) => wild,
        },
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
                90..120 => done(phase, outcome(phase, &[])),
                _ => finished(phase),
            }
        });
        prop_assert!(state.status().is_final() || state.status() == RunStatus::Held);
        check(&state)?;
    }
}
