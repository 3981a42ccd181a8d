#!/usr/bin/env bash
# Builds every image with an engine of its own (scripts/test/docker.sh), looks into them, and runs the fleet with Compose.
#   SPARKY_TEST_PROGRAMS=target/debug scripts/test/images.sh     takes programs that are built already (sizes are then not judged)
#   SPARKY_TEST_BUILT=1                                          takes the images that are there
set -euo pipefail
cd "$(dirname "$0")/../.."
failed=0 passed=0
work=$(mktemp -d)
# shellcheck source=scripts/test/images/compose.sh
. scripts/test/images/compose.sh

say() { printf '\n-- %s\n' "$*" >&2; }

# check WHAT COMMAND...: one fact. In a shell of its own, which ends at the first command that fails; that is so outside conditions only.
check() {
  local what=$1 status
  shift
  set +e
  (set -e; "$@") >"$work/check.log" 2>&1
  status=$?
  set -e
  if [ "$status" = 0 ]; then
    passed=$((passed + 1)); echo "ok: $what" >&2
  else
    failed=$((failed + 1)); echo "FAILED: $what" >&2; tail -n 15 "$work/check.log" >&2
  fi
}

PATH=$(scripts/test/tools.sh):$PATH
export PATH
say "images"
DOCKER_HOST=$(scripts/test/images/build.sh)
export DOCKER_HOST
images="sparky-orchestrator:local sparky-collector:local sparky-analyzer:local sparky-generator:local sparky-publisher:local sparky:local"
# shellcheck disable=SC2086 # several images are meant
python3 scripts/test/images/inspect.py /usr/bin/docker $images && passed=$((passed + 1)) || failed=$((failed + 1))
check "without a key a service says what it lacks" no_key

say "compose"
had_key=$([ -f docker/bus-key ] && echo yes || true)
prepare_compose
check "the fleet comes up" up
check "every service is healthy" healthy
check "limits are in force" limited
check "a weekly run of a real repository" weekly
check "its documents are on the volume" reports
check "logs are JSON, without the key" logs
check "a killed collector comes back" survives
check "the fleet goes down, its volumes stay" down
docker volume rm sparky-test_data sparky-test_reports >/dev/null
[ -n "$had_key" ] || rm -f docker/bus-key
rm -rf "$work"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
