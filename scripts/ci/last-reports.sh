#!/usr/bin/env bash
# Fails when a scheduled report has not succeeded for longer than its period and a margin.
set -euo pipefail
late=0
check() {
  local kind=$1 days=$2 last
  last=$(gh run list --workflow "report-$kind.yml" --status success --limit 1 --json createdAt --jq '.[0].createdAt // ""')
  if [ -z "$last" ]; then
    echo "::warning::the $kind report has never succeeded"
  elif [ $(($(date +%s) - $(date -d "$last" +%s))) -gt $((days * 86400)) ]; then
    echo "::error::the last successful $kind report is of $last"
    late=1
  else
    echo "$kind: $last"
  fi
}
check daily 2
check weekly 9
check monthly 33
exit $late
