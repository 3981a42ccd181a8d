//! Whatever happens in whatever order.

use proptest::prelude::*;

use super::*;

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
