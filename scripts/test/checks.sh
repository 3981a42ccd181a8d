# Sourced by tests that hold one fact after the other against what is so, and go on: say(), check() and result(), which count.

failed=0 passed=0
checks_log=$(mktemp)

say() { printf '\n-- %s\n' "$*" >&2; }

# counted WHAT STATUS: one more that is as it should be, or is not.
counted() {
  if [ "$2" = 0 ]; then
    passed=$((passed + 1)); echo "ok: $1" >&2
  else
    failed=$((failed + 1)); echo "FAILED: $1" >&2
  fi
}

# check WHAT COMMAND...: one fact. In a shell of its own, which ends at the first command that fails; that is so outside conditions only.
check() {
  local what=$1 status
  shift
  set +e
  (set -e; "$@") >"$checks_log" 2>&1
  status=$?
  set -e
  counted "$what" "$status"
  [ "$status" = 0 ] || tail -n 15 "$checks_log" >&2
}

# result: the counts; fails where a fact did.
result() {
  rm -f "$checks_log"
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}
