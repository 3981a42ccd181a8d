#!/bin/sh
# Compares the whole history of repositories, as Sparky collects it, with `git log --numstat`: every commit, every row.
# Usage: scripts/bench/compare-with-git.sh REPOSITORY...
set -eu
cd "$(dirname "$0")/../.."
exec cargo run --quiet --release -p sparky-collector --example compare_with_git -- "$@"
