//! Thousands of runs of the orchestrator's core in virtual time over a network and a fleet that fail in every way.
//!
//! A seed that fails is run again with `SPARKY_SEED=n cargo test -p sparky-orchestrator --test it simulation`;
//! `SPARKY_SIMULATIONS=n` runs more of them than a quick test does (`just simulate`).

mod dice;
mod net;
mod time;
mod worker;
mod world;

use std::collections::BTreeSet;

use sparky_common::model::RunStatus;

use self::world::{Ending, Faults, simulate};

/// How many seeds a quick test runs.
const QUICK: u64 = 150;

/// How often the orchestrator dies and comes back in a quick test.
const QUICK_DEATHS: u64 = 1000;

fn number(name: &str) -> Option<u64> {
    std::env::var(name)
        .ok()
        .map(|text| text.parse().expect("a number"))
}

/// Databases of tests need no disk.
fn folder() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

fn undisturbed() -> Ending {
    let folder = folder();
    let ending = simulate(folder.path(), 1, Faults::default(), BTreeSet::new());
    assert_eq!(ending.state.status(), RunStatus::Succeeded);
    ending
}

fn faulty(seed: u64) -> Faults {
    Faults {
        lost: 30 + seed % 120,
        delayed: 100,
        repeated: 60,
        worker_dies: seed % 25,
        worker_freezes: seed % 30,
        task_fails: seed % 80,
        orchestrator_dies: seed % 12,
        cancelled: if seed.is_multiple_of(10) { 300 } else { 0 },
    }
}

#[test]
fn whatever_fails_every_run_ends_well_or_says_why() {
    let seeds = match number("SPARKY_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("SPARKY_SIMULATIONS").unwrap_or(QUICK),
    };
    let mut endings = std::collections::BTreeMap::<_, u64>::new();
    let mut lives = 0;
    for seed in seeds {
        let folder = folder();
        let work = || simulate(folder.path(), seed, faulty(seed), BTreeSet::new());
        let ending = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|panic| {
            eprintln!(
                "replay: SPARKY_SEED={seed} cargo test -p sparky-orchestrator --test it simulation::whatever"
            );
            std::panic::resume_unwind(panic)
        });
        lives += ending.lives;
        *endings.entry(ending.state.status().as_str()).or_default() += 1;
    }
    println!("{endings:?} in {lives} lives of the orchestrator");
}

#[test]
fn a_seed_is_the_same_story_each_time() {
    let story = |seed| {
        let folder = folder();
        let ending = simulate(folder.path(), seed, faulty(seed), BTreeSet::new());
        (ending.state, ending.lives, ending.moments)
    };
    for seed in [3, 7, 10, 24] {
        assert_eq!(story(seed), story(seed), "seed {seed}");
    }
}

#[test]
fn death_at_any_message_and_any_write_ends_in_the_same_artifacts() {
    let expected = undisturbed();
    assert!(expected.moments > 50, "{} moments", expected.moments);
    for moment in 1..=expected.moments {
        let folder = folder();
        let ending = simulate(folder.path(), 1, Faults::default(), BTreeSet::from([moment]));
        assert_eq!(ending.lives, 2, "it died at moment {moment}");
        assert_eq!(ending.state.status(), RunStatus::Succeeded, "moment {moment}");
        assert_eq!(ending.artifacts(), expected.artifacts(), "moment {moment}");
    }
}

#[test]
fn a_thousand_deaths_change_nothing() {
    let expected = undisturbed();
    let wanted = number("SPARKY_DEATHS").unwrap_or(QUICK_DEATHS);
    let mut deaths = 0;
    for seed in 0.. {
        let folder = folder();
        // Each life gets some way: else nothing is ever done.
        let moments = (0..25).map(|life| life * 9 + 1 + (seed * 7 + life * 3) % 9);
        let ending = simulate(folder.path(), 1, Faults::default(), moments.collect());
        assert_eq!(ending.state.status(), RunStatus::Succeeded, "series {seed}");
        assert_eq!(ending.artifacts(), expected.artifacts(), "series {seed}");
        deaths += ending.lives - 1;
        if deaths >= wanted {
            break;
        }
    }
    println!("{deaths} deaths and restarts, each ending in the same artifacts");
}
