#!/usr/bin/env bash
# Compiles every program for arm64, runs each under emulation, and holds a weekly report of this repository against the one that the
# programs of this machine make: same bytes. Needs the Rust target aarch64-unknown-linux-gnu; installs compilers and qemu from Debian.
set -euo pipefail
cd "$(dirname "$0")/../.."
target=aarch64-unknown-linux-gnu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
command -v qemu-aarch64-static >/dev/null || { apt-get update -qq; apt-get install -qq --yes --no-install-recommends qemu-user-static >/dev/null; }
export CARGO_PROFILE_DEV_DEBUG=none
PROFILE_ARGS="--profile dev" scripts/release/build.sh "$target"
cargo build --quiet --locked --bin sparky

emulated() { local program=$1; shift; qemu-aarch64-static -L /usr/aarch64-linux-gnu "target/$target/debug/$program" "$@"; }
for program in sparky sparky-orchestrator sparky-collector sparky-analyzer sparky-generator sparky-publisher; do emulated "$program" --version; done

python3 scripts/test/dated.py . "$work/sparky.git" $(($(date -u -d "$(date -u +%F)" +%s) - ($(date -u +%u) + 1) * 86400))
emulated sparky run weekly --repo "$work/sparky.git" --data-dir "$work/data-arm64" --out "$work/arm64" >/dev/null
target/debug/sparky run weekly --repo "$work/sparky.git" --data-dir "$work/data" --out "$work/here" >/dev/null
diff --recursive --brief "$work/here" "$work/arm64"
echo "6 programs for arm64; a report of $(find "$work/arm64" -type f | wc -l) files has the same bytes on both machines"
