#!/usr/bin/env bash
# notes.sh VERSION: the section of CHANGELOG.md about a version; fails where there is none.
set -euo pipefail
cd "$(dirname "$0")/../.."
notes=$(awk -v heading="## [$1]" 'index($0, heading) == 1 { found = 1; next } /^## / { found = 0 } found' CHANGELOG.md)
[ -n "${notes//[[:space:]]/}" ] || { echo "CHANGELOG.md says nothing about $1" >&2; exit 1; }
printf '%s\n' "$notes"
