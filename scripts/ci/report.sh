#!/usr/bin/env bash
# report.sh KIND [PERIOD] [ORGANISATION]: one report for a workflow. The repositories are those of sparky.toml, or the organisation's.
# A partial report is published and shown as a warning; a held one waits for approval.
set -uo pipefail
cd "$(dirname "$0")/../.."
kind=$1 period=${2:-} organisation=${3:-}
arguments=(run "$kind" --publish --json --data-dir .sparky --out reports)
[ -n "$period" ] && arguments+=(--period "$period")
[ -f sparky.toml ] || arguments+=(--org "$organisation")
sparky "${arguments[@]}"
status=$?
case $status in
  0) exit 0 ;;
  3) echo "::warning::the $kind report is partial: its coverage section says what is missing"; exit 0 ;;
  4) echo "::warning::the $kind report waits for approval: sparky runs approve"; exit 0 ;;
  *) echo "::error::no $kind report: see the lines above"; exit "$status" ;;
esac
