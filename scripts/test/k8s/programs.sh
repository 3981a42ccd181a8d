#!/usr/bin/env bash
# What a cluster of one node is made of, without an image registry: etcd, containerd, runc and network plugins from Debian;
# Kubernetes, CoreDNS, metrics-server and Prometheus built from the Go module proxy into a folder that keeps them. Prints that folder.
set -euo pipefail

kubernetes=1.33.13
coredns=1.12.4
metrics=0.9.0
prometheus=0.312.0
folder=${SPARKY_TEST_K8S:-/var/tmp/sparky-test-k8s}/bin
mkdir -p "$folder"

say() { printf 'k8s: %s\n' "$*" >&2; }

# have PROGRAM...: whether all of them are here.
have() { for program; do command -v "$program" >/dev/null || return 1; done; }

debian() {
  if have etcd containerd runc iptables nsenter openssl curl && [ -x /usr/lib/cni/ptp ]; then return; fi
  say "installing etcd, containerd, runc and network plugins"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends \
    etcd-server containerd runc containernetworking-plugins iptables conntrack util-linux openssl curl >/dev/null
}

# The staging modules of Kubernetes stand at v0.0.0 in its go.mod and are replaced by their releases.
staging="api apiextensions-apiserver apimachinery apiserver cli-runtime client-go cloud-provider cluster-bootstrap code-generator
component-base component-helpers controller-manager cri-api cri-client csi-translation-lib dynamic-resource-allocation endpointslice
externaljwt kms kube-aggregator kube-controller-manager kube-proxy kube-scheduler kubectl kubelet metrics mount-utils
pod-security-admission sample-apiserver"

# go_build NAME [FLAG...] PACKAGE: a small static program. One at a time: two linkers need more memory than small machines have.
go_build() {
  local name=$1
  shift
  say "building $name"
  CGO_ENABLED=0 go build -mod=mod -trimpath -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=v$kubernetes" -o "$folder/$name" "$@"
}

# go_module NAME [REQUIREMENT]: a module of that name in a folder of its own, which is printed.
go_module() {
  mkdir -p "$work/$1"
  printf 'module sparky.test/%s\n\ngo 1.24.0\n' "$1" > "$work/$1/go.mod"
  [ -z "${2:-}" ] || printf '\nrequire %s\n' "$2" >> "$work/$1/go.mod"
  echo "$work/$1"
}

kubernetes() {
  local missing="" name module
  for name in kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy; do
    [ -x "$folder/$name" ] || missing="$missing $name"
  done
  [ -n "$missing" ] || return 0
  module=$(go_module kubernetes "k8s.io/kubernetes v$kubernetes")
  for name in $staging; do printf 'replace k8s.io/%s => k8s.io/%s v0.%s\n' "$name" "$name" "${kubernetes#1.}"; done >> "$module/go.mod"
  for name in $missing; do (cd "$module" && go_build "$name" "k8s.io/kubernetes/cmd/$name"); done
}

# CoreDNS with the plugins that one cluster needs; all of them would bring the libraries of three clouds.
names() {
  [ -x "$folder/coredns" ] && return 0
  local module
  module=$(go_module coredns "github.com/coredns/coredns v$coredns")
  cat > "$module/main.go" <<'GO'
package main

import (
	"github.com/coredns/coredns/core/dnsserver"
	"github.com/coredns/coredns/coremain"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/kubernetes"
	_ "github.com/coredns/coredns/plugin/ready"
)

func main() {
	dnsserver.Directives = []string{"ready", "errors", "kubernetes"}
	coremain.Run()
}
GO
  (cd "$module" && go_build coredns .)
}

# What holds a pod's namespaces: it sleeps until it is told to go.
pause() {
  [ -x "$folder/pause" ] && return 0
  local module
  module=$(go_module pause)
  cat > "$module/main.go" <<'GO'
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGTERM, syscall.SIGINT)
	<-asked
}
GO
  (cd "$module" && go_build pause .)
}

# What tells an autoscaler how busy pods are.
measures() {
  [ -x "$folder/metrics-server" ] && return 0
  (cd "$(go_module metrics "sigs.k8s.io/metrics-server v$metrics")" && go_build metrics-server sigs.k8s.io/metrics-server/cmd/metrics-server)
}

# A Prometheus that can ask a cluster for its pods, which Debian's cannot; of all that it could ask, that alone.
scraper() {
  [ -x "$folder/prometheus" ] && return 0
  (cd "$(go_module prometheus "github.com/prometheus/prometheus v$prometheus")" \
    && go_build prometheus -tags remove_all_sd,enable_kubernetes_sd github.com/prometheus/prometheus/cmd/prometheus)
}

[ "$(uname -s)" = Linux ] && [ "$(id -u)" = 0 ] || { say "needs root on Linux"; exit 3; }
command -v go >/dev/null || { say "needs Go, to build Kubernetes (https://go.dev/dl)"; exit 3; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian
kubernetes
names
pause
measures
scraper
echo "$folder"
