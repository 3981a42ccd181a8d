#!/usr/bin/env bash
# All metrics, trends and scores of RECORDS commits (1,000,000) against serde_json parsing the same records, in one process.
# The ratio to reach is 1.5.
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo run --release --locked --quiet -p sparky-analyzer --example bench_analysis -- "${1:-1000000}" "${2:-3}"
