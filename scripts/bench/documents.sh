#!/usr/bin/env bash
# Every format of a month's documents; 50 ms is what the report may take. INSIGHTS and SNAPSHOT name a month of one's own.
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo run --release --locked --quiet -p sparky-generator --example bench_documents -- "$@"
