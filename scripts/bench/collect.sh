#!/bin/bash
# CPU seconds of a cold and of a warm collection of one period, beside sequential `git log --numstat` over the same window.
# Usage: scripts/bench/collect.sh PERIOD START END REPOSITORY...   (START and END as git dates)
set -euo pipefail
cd "$(dirname "$0")/../.."
period=$1 start=$2 end=$3
shift 3
cargo build --quiet --release -p sparky-collector --example snapshot
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
repos=()
for repo in "$@"; do repos+=(--repo "$repo"); done
collect() { target/release/examples/snapshot --period "$period" --data-dir "$data" --summary "${repos[@]}" >/dev/null; }
peer() { for repo in "${repos[@]}"; do [ "$repo" = --repo ] || git -C "$repo" log --numstat --format=%H --since="$start" --until="$end" >/dev/null; done; }
cold() { rm -rf "${data:?}"/*; collect; }
TIMEFORMAT='%U %S %R'
# Best of five: user + system CPU, and wall.
best() {
  for _ in 1 2 3 4 5; do { time "$1" 2>/dev/null; } 2>&1 | tail -1; done | awk -v name="$1" '
    { cpu = $1 + $2; if (NR == 1 || cpu < best) { best = cpu; wall = $3 } }
    END { printf "%-8s cpu %.3f s  wall %.3f s\n", name, best, wall }'
}
best peer
best cold
collect
best collect
