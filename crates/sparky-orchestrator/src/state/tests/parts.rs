//! Phases in parts.

use super::*;

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
