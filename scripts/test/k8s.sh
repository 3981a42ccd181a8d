#!/usr/bin/env bash
# The fleet on a real cluster of one node: every pod ready under Pod Security `restricted`, reports by CronJobs, a collector killed and
# the orchestrator rolled during runs, backup and restore, metrics scraped, a full volume, and pods that say what is wrong with them. Where no
# cluster can run it falls back to the API server alone, then to the offline checks, and says so.
#   SPARKY_TEST_PROGRAMS=target/debug scripts/test/k8s.sh     takes programs that are built already
#   SPARKY_TEST_BUILT=1 scripts/test/k8s.sh                   takes the images that are there
#   SPARKY_TEST_KEEP=1                                        leaves the cluster running: scripts/test/k8s/cluster.sh stop ends it
set -euo pipefail
cd "$(dirname "$0")/../.."
here=scripts/test/k8s
export SPARKY_TEST_K8S=${SPARKY_TEST_K8S:-/var/tmp/sparky-test-k8s}
run=$SPARKY_TEST_K8S/run
# shellcheck source=scripts/test/checks.sh
. scripts/test/checks.sh
# shellcheck source=scripts/test/k8s/secrets.sh
. "$here/secrets.sh"
# shellcheck source=scripts/test/k8s/fleet.sh
. "$here/fleet.sh"
# shellcheck source=scripts/test/k8s/operations.sh
. "$here/operations.sh"
# shellcheck source=scripts/test/k8s/trouble.sh
. "$here/trouble.sh"

# The next best thing: what the API server says to the manifests, then what files alone can tell.
fallback() {
  say "NO CLUSTER HERE: $1; asking the API server alone"
  "$here/cluster.sh" stop
  if "$here/cluster.sh" api >/dev/null; then
    "$run/kubectl" create namespace sparky >/dev/null
    for overlay in local local-no-model dgx; do
      check "the API server takes the overlay $overlay" "$run/kubectl" apply --dry-run=server --kustomize "k8s/overlays/$overlay"
    done
  else
    say "NO API SERVER HERE EITHER: checking the manifests offline"
  fi
  check "manifests" scripts/test/deploy.sh
  finish
}

finish() {
  # shellcheck disable=SC2086 # several files are meant
  [ -z "$made" ] || rm -f $made
  [ -n "${SPARKY_TEST_KEEP:-}" ] || "$here/cluster.sh" stop
  result || exit 1
  exit 0
}

made=$(local_secrets)
# The project's own recipes are what operates the cluster.
PATH=$run:$(scripts/test/tools.sh):$PATH
export PATH
"$here/programs.sh" >/dev/null || fallback "its programs are not to be had"
say "images"
DOCKER_HOST=$(scripts/test/images/build.sh)
export DOCKER_HOST
say "cluster"
"$here/cluster.sh" stop
"$here/cluster.sh" start >/dev/null || fallback "the node does not come up"
"$here/images.sh" "$run"

say "the fleet"
start_fleet
check "every pod is ready" all_ready
check "Pod Security refuses a pod that runs as root" refused_as_root
check "the API wants a token" api_wants_token

say "runs"
repositories week 3 $(($(window weekly | sed -n 2p) - 60))
check "a weekly run, started as the CronJob does" report weekly
check "its documents are on the volume" documents weekly
repositories month 4 $(($(window monthly | sed -n 2p) - 864000))
check "a monthly run outlives the collector that does it" report_with monthly kill_collector
check "its task was done again" task_reassigned
check "its documents are on the volume" documents monthly
repositories day 4 $(($(window daily | sed -n 2p) - 60))
check "a daily run outlives its orchestrator" report_with daily roll_orchestrator
check "its documents are on the volume" documents daily
check "every run is in the ledger" history
check "the CronJob of the base, without API and destinations" report_over_the_bus

say "operations"
check "Prometheus found and scraped every service" scraped
check "pods talked over nothing but the policies' arrows" only_arrows
check "a backup, a loss and a restore" backup_and_restore
check "an upgrade and the way back" upgrade_and_back
check "git has the token that writes for GitHub alone" token_that_writes

say "bad input"
check "a missing secret is named" missing_secret
check "a wrong image is named, and the pod before stays" wrong_image
check "a missing runtime class and a missing GPU are named" missing_runtime_class
check "a token that is too short is named" short_token
check "a full volume is named, and nothing is lost" volume_full

say "scale"
check "busy collectors get help" scales
finish
