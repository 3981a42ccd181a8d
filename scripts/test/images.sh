#!/usr/bin/env bash
# Builds every image with an engine of its own (scripts/test/docker.sh), looks into them, and runs the fleet with Compose.
#   SPARKY_TEST_PROGRAMS=target/debug scripts/test/images.sh     takes programs that are built already (sizes are then not judged)
#   SPARKY_TEST_BUILT=1                                          takes the images that are there
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
# shellcheck source=scripts/test/checks.sh
. scripts/test/checks.sh
# shellcheck source=scripts/test/images/compose.sh
. scripts/test/images/compose.sh

PATH=$(scripts/test/tools.sh):$PATH
export PATH
say "images"
DOCKER_HOST=$(scripts/test/images/build.sh)
export DOCKER_HOST
images="sparky-orchestrator:local sparky-collector:local sparky-analyzer:local sparky-generator:local sparky-publisher:local sparky:local"
# shellcheck disable=SC2086 # several images are meant
status=0; python3 scripts/test/images/inspect.py /usr/bin/docker $images || status=1
counted "small images without root, shells, sources or secrets, with labels and a bill of materials" "$status"
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
result
