#!/usr/bin/env bash
# Builds every image as NAME:local with the engine of scripts/test/docker.sh. SPARKY_TEST_PROFILE=dev compiles faster and larger;
# SPARKY_TEST_PROGRAMS=FOLDER takes the programs from a folder, such as target/debug, and compiles nothing; SPARKY_TEST_BUILT=1 takes the
# images that are there. Prints the DOCKER_HOST.
set -euo pipefail
cd "$(dirname "$0")/../../.."
DOCKER_HOST=$(scripts/test/docker.sh)
export DOCKER_HOST DOCKER_BUILDKIT=1
if [ -n "${SPARKY_TEST_BUILT:-}" ]; then echo "$DOCKER_HOST"; exit; fi
arguments=(--build-arg "PROFILE=${SPARKY_TEST_PROFILE:-release}" --build-arg "REVISION=$(git rev-parse HEAD)")

if [ -n "${SPARKY_TEST_PROGRAMS:-}" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  for name in sparky sparky-orchestrator sparky-collector sparky-analyzer sparky-generator sparky-publisher; do
    strip -o "$work/$name" "$SPARKY_TEST_PROGRAMS/$name"
  done
  [ -x target/deploy-tools/cargo/bin/cargo-cyclonedx ] || cargo install --quiet --locked --root target/deploy-tools/cargo cargo-cyclonedx@0.5.9
  PATH=$PWD/target/deploy-tools/cargo/bin:$PATH sh docker/sbom.sh "$work/sbom"
  tar -C "$work" -c . | /usr/bin/docker import - sparky-programs:test >/dev/null
else
  # Once, so that every image holds programs of the same sources whatever happens to the checkout meanwhile.
  /usr/bin/docker build --quiet --file docker/Dockerfile --target build --tag sparky-programs:test "${arguments[@]}" . >/dev/null
fi
arguments+=(--build-arg PROGRAMS=sparky-programs:test)

for target in orchestrator collector analyzer generator publisher sparky; do
  name=sparky-$target
  [ "$target" != sparky ] || name=sparky
  /usr/bin/docker build --quiet --file docker/Dockerfile --target "$target" --tag "$name:local" "${arguments[@]}" . >/dev/null
done
echo "$DOCKER_HOST"
