#!/usr/bin/env bash
# Looks through what git tracks for things that look like keys and tokens. The shapes are those that their makers publish.
set -euo pipefail
cd "$(dirname "$0")/../.."
shapes=(
  'gh[pousr]_[A-Za-z0-9]{36}'
  'github_pat_[A-Za-z0-9_]{82}'
  'xox[abprs]-[A-Za-z0-9-]{10,}'
  'AKIA[0-9A-Z]{16}'
  'sk-ant-[A-Za-z0-9_-]{20,}'
  '-----BEGIN [A-Z ]*PRIVATE KEY-----'
)
pattern=$(IFS='|'; echo "${shapes[*]}")
# Tests hold canaries on purpose, and so do the tests of what hides secrets.
found=$(git grep -nIE -e "$pattern" -- . ':!scripts/test/secrets.sh' ':(exclude,glob)crates/*/tests/**' ':(exclude,glob)crates/*/src/text/mask.rs' ':!crates/sparky-testkit' || true)
if [ -n "$found" ]; then
  echo "these look like secrets:" >&2
  echo "$found" | cut -d: -f1,2 >&2
  exit 1
fi
echo "no secrets in $(git ls-files | wc -l) files"
