#!/usr/bin/env bash
# The orchestrator's numbers, each printed by the test that also holds it to its reach (DESIGN, section 7): what ledger, gates and bus add to
# the four phases of a run (100 ms), a list over 10,000 runs (10 ms), a year of schedules (5 s), 1,000 deaths and restarts (all pass).
set -euo pipefail
cd "$(dirname "$0")/../.."
measure() {
    cargo test --quiet --release -p sparky-orchestrator "$@" -- --nocapture --test-threads 1 | grep -E '^(a|what|[0-9]+) |^[0-9]+ deaths' || {
        echo "the measurement $* failed" >&2
        exit 1
    }
}
measure --test it ledger_gates_and_bus_cost_a_run_little
measure --test it ten_thousand_runs_are_listed_quickly
measure --test it a_thousand_deaths_change_nothing
measure --lib a_year_of_every_schedule_in_every_zone_takes_seconds
