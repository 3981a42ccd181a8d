#!/usr/bin/env bash
# What a cluster of one node is made of, without an image registry: etcd, containerd, runc and network plugins from Debian;
# Kubernetes and CoreDNS built from the Go module proxy into a folder that keeps them. Prints that folder.
set -euo pipefail

kubernetes=1.33.13
coredns=1.12.4
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

# go_build NAME PACKAGE: a small static program. One at a time: two linkers need more memory than small machines have.
go_build() {
  say "building $1"
  CGO_ENABLED=0 go build -mod=mod -trimpath -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=v$kubernetes" -o "$folder/$1" "$2"
}

kubernetes() {
  local missing="" name module=$work/kubernetes
  for name in kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy; do
    [ -x "$folder/$name" ] || missing="$missing $name"
  done
  [ -n "$missing" ] || return 0
  mkdir -p "$module"
  {
    printf 'module sparky.test/kubernetes\n\ngo 1.24.0\n\nrequire k8s.io/kubernetes v%s\n\nreplace (\n' "$kubernetes"
    for name in $staging; do printf '\tk8s.io/%s => k8s.io/%s v0.%s\n' "$name" "$name" "${kubernetes#1.}"; done
    printf ')\n'
  } > "$module/go.mod"
  for name in $missing; do (cd "$module" && go_build "$name" "k8s.io/kubernetes/cmd/$name"); done
}

# CoreDNS with the plugins that one cluster needs; all of them would bring the libraries of three clouds.
names() {
  [ -x "$folder/coredns" ] && return 0
  local module=$work/coredns
  mkdir -p "$module"
  printf 'module sparky.test/coredns\n\ngo 1.24.0\n\nrequire github.com/coredns/coredns v%s\n' "$coredns" > "$module/go.mod"
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
  local module=$work/pause
  mkdir -p "$module"
  printf 'module sparky.test/pause\n\ngo 1.24.0\n' > "$module/go.mod"
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

[ "$(uname -s)" = Linux ] && [ "$(id -u)" = 0 ] || { say "needs root on Linux"; exit 3; }
command -v go >/dev/null || { say "needs Go, to build Kubernetes (https://go.dev/dl)"; exit 3; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
debian
kubernetes
names
pause
echo "$folder"
