#!/usr/bin/env bash
# images.sh KUBECTL-FOLDER: gives the node of cluster.sh the images of the fleet (built by scripts/test/images/build.sh), the Prometheus of
# programs.sh, Debian's Alertmanager and a busybox for backups.
set -euo pipefail
cd "$(dirname "$0")/../../.."
run=$1
services="sparky sparky-orchestrator sparky-collector sparky-analyzer sparky-generator sparky-publisher"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tagged=$(for name in $services; do echo "$name:local"; done)
# shellcheck disable=SC2086 # several images are meant
/usr/bin/docker save $tagged | ctr --address "$run/containerd.sock" -n k8s.io images import - >/dev/null

# packed NAME PROGRAM PATH [FOLDER]: an image of a program of Debian's with the libraries and the files that it loads.
packed() {
  sh docker/root.sh "$work/$1" "$2"
  [ -z "${4:-}" ] || { mkdir -p "$work/$1$4"; cp -rL "$4/." "$work/$1$4/"; }
  mkdir -p "$work/$1$(dirname "$3")"
  cp "$2" "$work/$1$3"
  scripts/test/k8s/cluster.sh image "sparky.test/$1:1" "$work/$1" "$3"
}
# have PROGRAM...: whether all of them are here.
have() { for program; do command -v "$program" >/dev/null || return 1; done; }

if ! have prometheus-alertmanager busybox; then
  DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends prometheus-alertmanager busybox >/dev/null
fi
packed prometheus "${SPARKY_TEST_K8S:-/var/tmp/sparky-test-k8s}/bin/prometheus" /bin/prometheus
packed alertmanager "$(command -v prometheus-alertmanager)" /bin/alertmanager /usr/share/prometheus/alertmanager

sh docker/root.sh "$work/busybox" "$(command -v busybox)"
cp "$(command -v busybox)" "$work/busybox/usr/bin/busybox"
for name in $(busybox --list); do [ "$name" = busybox ] || ln -sf busybox "$work/busybox/usr/bin/$name"; done
image=$(sed -n 's/^ *image: *\(busybox:.*\)/\1/p' k8s/jobs/keeper.yaml)
scripts/test/k8s/cluster.sh image "docker.io/library/$image" "$work/busybox" /usr/bin/sh
