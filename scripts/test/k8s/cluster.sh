#!/usr/bin/env bash
# A real cluster of one node in a network namespace of its own: `cluster.sh start` prints the folder with `admin.conf` and `kubectl`,
# `cluster.sh stop` ends it and removes what it left. `cluster.sh api` starts the API server and etcd alone, `cluster.sh image NAME FOLDER
# PROGRAM` gives the node an image, `cluster.sh metrics` starts what autoscalers ask. Programs: programs.sh.
set -euo pipefail
folder=${SPARKY_TEST_K8S:-/var/tmp/sparky-test-k8s}
space=sparky-k8s
bin=$folder/bin
run=$folder/run
node=10.123.0.2
services=10.124.0
pods=10.125.0.0/24

say() { printf 'k8s: %s\n' "$*" >&2; }

# Into the network of the cluster, and nothing else: `ip netns exec` would hide the control groups.
inside() { nsenter --net="/run/netns/$space" "$@"; }

# start NAME PROGRAM...: in the background, with a log.
background() {
  local name=$1
  shift
  # The number is that of the program itself: each of these becomes the next.
  nsenter --net="/run/netns/$space" setsid "$@" >"$run/$name.log" 2>&1 </dev/null &
  echo $! > "$run/$name.pid"
}

# wait_for SECONDS WHAT COMMAND...
wait_for() {
  local seconds=$1 what=$2
  shift 2
  for _ in $(seq $((seconds * 2))); do "$@" >/dev/null 2>&1 && return; sleep 0.5; done
  say "$what did not come up; the ends of its logs:"
  tail -n 5 "$run"/*.log >&2
  exit 1
}

# A node whose disk is nearly full sends its pods away.
room() {
  local used
  used=$(df --output=pcent "$folder" | tail -1 | tr -dc 0-9)
  [ "$used" -lt 98 ] || say "the disk is $used % full: the node will evict pods"
}

network() {
  ip netns add "$space"
  inside ip link set lo up
  # A cable with both ends here: nothing leaves, and the route only makes its address that of the node.
  inside ip link add uplink type veth peer name uplink-end
  inside ip link set uplink-end up
  inside ip addr add "$node/24" dev uplink
  inside ip link set uplink up
  inside ip route add default dev uplink
  inside sysctl -qw net.ipv4.ip_forward=1
}

# certificate NAME SUBJECT [SANS]
certificate() {
  openssl req -newkey rsa:2048 -nodes -keyout "$run/$1.key" -out "$run/$1.csr" -subj "$2" 2>/dev/null
  openssl x509 -req -in "$run/$1.csr" -CA "$run/ca.crt" -CAkey "$run/ca.key" -CAcreateserial -days 2 -out "$run/$1.crt" \
    -extfile <(printf 'subjectAltName=%s\n' "${3:-DNS:$1}") 2>/dev/null
}

# config NAME: a kubeconfig that carries the certificate of that name.
config() {
  local file=$run/$1.conf
  kubectl --kubeconfig "$file" config set-cluster test --server "https://$node:6443" --certificate-authority "$run/ca.crt" --embed-certs >/dev/null
  kubectl --kubeconfig "$file" config set-credentials "$1" --client-certificate "$run/$1.crt" --client-key "$run/$1.key" --embed-certs >/dev/null
  kubectl --kubeconfig "$file" config set-context test --cluster test --user "$1" >/dev/null
  kubectl --kubeconfig "$file" config use-context test >/dev/null
}

identities() {
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$run/ca.key" -out "$run/ca.crt" -days 2 -subj /CN=test 2>/dev/null
  certificate api /CN=api "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,IP:$services.1,IP:$node"
  certificate admin /O=system:masters/CN=admin
  certificate controller /CN=system:kube-controller-manager
  certificate scheduler /CN=system:kube-scheduler
  certificate proxy /CN=system:kube-proxy
  certificate front /CN=front
  certificate node /O=system:nodes/CN=system:node:node
  openssl genrsa -out "$run/accounts.key" 2048 2>/dev/null
  openssl rsa -in "$run/accounts.key" -pubout -out "$run/accounts.pub" 2>/dev/null
  for name in admin controller scheduler proxy node; do config "$name"; done
}

api() {
  background etcd etcd --data-dir "$run/etcd" --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380 --logger zap
  background api "$bin/kube-apiserver" --etcd-servers http://127.0.0.1:2379 --advertise-address "$node" --secure-port 6443 \
    --tls-cert-file "$run/api.crt" --tls-private-key-file "$run/api.key" --client-ca-file "$run/ca.crt" \
    --service-cluster-ip-range "$services.0/24" --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction \
    --service-account-issuer https://kubernetes.default.svc --service-account-key-file "$run/accounts.pub" \
    --service-account-signing-key-file "$run/accounts.key" --kubelet-client-certificate "$run/admin.crt" \
    --kubelet-client-key "$run/admin.key" --kubelet-preferred-address-types InternalIP \
    --requestheader-client-ca-file "$run/ca.crt" --requestheader-allowed-names front --requestheader-username-headers X-Remote-User \
    --requestheader-group-headers X-Remote-Group --requestheader-extra-headers-prefix X-Remote-Extra- \
    --proxy-client-cert-file "$run/front.crt" --proxy-client-key-file "$run/front.key"
  printf '#!/bin/sh\nexec nsenter --net=/run/netns/%s %s --kubeconfig %s/admin.conf "$@"\n' "$space" "$(command -v kubectl)" "$run" > "$run/kubectl"
  chmod +x "$run/kubectl"
  wait_for 60 "the API server" "$run/kubectl" get --raw /readyz
}

runtime() {
  mkdir -p "$run/cni"
  # Pods are routed, not bridged, so that Services work without the kernel's bridge filter.
  cat > "$run/cni/10-test.conflist" <<JSON
{"cniVersion": "0.4.0", "name": "test", "plugins": [
  {"type": "ptp", "ipMasq": false, "ipam": {"type": "host-local", "dataDir": "$run/addresses", "ranges": [[{"subnet": "$pods"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
JSON
  cat > "$run/containerd.toml" <<TOML
version = 2
root = "$run/containerd"
state = "$run/containerd-state"
[grpc]
address = "$run/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "sparky.test/pause:1"
# Where one may not make a process safer from the memory killer than one is oneself.
restrict_oom_score_adj = true
# So that the end of the cluster is the end of its pods' networks.
netns_mounts_under_state_dir = true
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "/usr/lib/cni"
conf_dir = "$run/cni"
TOML
  background containerd containerd --config "$run/containerd.toml"
  wait_for 30 containerd ctr --address "$run/containerd.sock" version
  own_image pause
  own_image coredns
}

# image NAME FOLDER PROGRAM: an image of a folder, made without Docker, that starts a program of it.
image() {
  local layout=$run/image digest
  rm -rf "$layout"
  mkdir -p "$layout"
  tar -C "$2" --owner=0 --group=0 -cf "$layout/layer.tar" .
  digest=$(sha256sum "$layout/layer.tar" | cut -d' ' -f1)
  printf '{"architecture":"%s","os":"linux","config":{"Entrypoint":["%s"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}' \
    "$(dpkg --print-architecture)" "$3" "$digest" > "$layout/config.json"
  printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$1" > "$layout/manifest.json"
  tar -C "$layout" -c . | ctr --address "$run/containerd.sock" -n k8s.io images import - >/dev/null
  rm -rf "$layout"
}

# own_image NAME: one of the cluster's own programs.
own_image() {
  mkdir -p "$run/own"
  cp "$bin/$1" "$run/own/"
  image "sparky.test/$1:1" "$run/own" "/$1"
  rm -rf "$run/own"
}

workers() {
  background controller "$bin/kube-controller-manager" --kubeconfig "$run/controller.conf" --leader-elect=false \
    --service-account-private-key-file "$run/accounts.key" --root-ca-file "$run/ca.crt" --use-service-account-credentials=false \
    --authentication-skip-lookup --concurrent-job-syncs 5
  "$run/kubectl" create clusterrolebinding test-controllers --clusterrole cluster-admin --user system:kube-controller-manager >/dev/null
  background scheduler "$bin/kube-scheduler" --kubeconfig "$run/scheduler.conf" --leader-elect=false --authentication-skip-lookup
  # The machine's own names, without a server behind them: nothing outside is asked.
  echo "nameserver $services.10" > "$run/resolv.conf"
  cat > "$run/kubelet.yaml" <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
containerRuntimeEndpoint: unix://$run/containerd.sock
cgroupDriver: cgroupfs
cgroupRoot: /sparky-k8s
failSwapOn: false
resolvConf: $run/resolv.conf
clusterDomain: cluster.local
clusterDNS: [$services.10]
authentication: { x509: { clientCAFile: $run/ca.crt }, anonymous: { enabled: false }, webhook: { enabled: false } }
authorization: { mode: AlwaysAllow }
evictionHard: { memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1% }
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
syncFrequency: 10s
podLogsDir: $run/logs
YAML
  for controller in /sys/fs/cgroup/*/; do
    [ -e "$controller/cgroup.procs" ] && mkdir -p "$controller/sparky-k8s"
  done
  if [ -d /sys/fs/cgroup/cpuset/sparky-k8s ]; then
    cat /sys/fs/cgroup/cpuset/cpuset.cpus > /sys/fs/cgroup/cpuset/sparky-k8s/cpuset.cpus
    cat /sys/fs/cgroup/cpuset/cpuset.mems > /sys/fs/cgroup/cpuset/sparky-k8s/cpuset.mems
  fi
  background kubelet "$bin/kubelet" --config "$run/kubelet.yaml" --kubeconfig "$run/node.conf" --hostname-override node --node-ip "$node" \
    --root-dir "$run/kubelet"
  cat > "$run/proxy.yaml" <<YAML
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clientConnection: { kubeconfig: $run/proxy.conf }
mode: iptables
clusterCIDR: $pods
hostnameOverride: node
conntrack: { maxPerCore: 0 }
YAML
  background proxy "$bin/kube-proxy" --config "$run/proxy.yaml"
  wait_for 90 "the node" "$run/kubectl" wait --for condition=Ready node/node --timeout 1s
}

names() {
  sed "s/SERVICES/$services/" "$(dirname "$0")/coredns.yaml" | "$run/kubectl" apply -f - >/dev/null
  wait_for 60 "the name server" "$run/kubectl" -n kube-system rollout status deployment/coredns --timeout 1s
}

# How busy pods are, served beside the API server.
metrics() {
  background metrics "$bin/metrics-server" --kubeconfig "$run/admin.conf" --authentication-kubeconfig "$run/admin.conf" \
    --authorization-kubeconfig "$run/admin.conf" --kubelet-insecure-tls --kubelet-preferred-address-types InternalIP \
    --metric-resolution 10s --kubelet-request-timeout 5s --secure-port 4443 --cert-dir "$run/metrics"
  sed "s/NODE/$node/" "$(dirname "$0")/metrics.yaml" | "$run/kubectl" apply -f - >/dev/null
  wait_for 90 "metrics-server" "$run/kubectl" top node
}

stop() {
  local name pid
  # Containers first, while somebody can still end them.
  if [ -S "$run/containerd.sock" ]; then
    [ -f "$run/kubelet.pid" ] && kill "$(cat "$run/kubelet.pid")" 2>/dev/null
    for pid in $(ctr --address "$run/containerd.sock" -n k8s.io tasks list 2>/dev/null | awk 'NR > 1 { print $2 }'); do
      kill -9 "$pid" 2>/dev/null
    done
  fi
  for name in metrics proxy kubelet scheduler controller api etcd containerd; do
    [ -f "$run/$name.pid" ] || continue
    pid=$(cat "$run/$name.pid")
    kill "$pid" 2>/dev/null
    for _ in $(seq 20); do kill -0 "$pid" 2>/dev/null || break; sleep 0.25; done
    kill -9 "$pid" 2>/dev/null
  done
  # The shims of containerd outlive it; they are known by its address.
  for pid in $(grep -lsF "$run/containerd.sock" /proc/[0-9]*/cmdline | grep -o '[0-9]*'); do
    [ "$pid" != $$ ] && kill -9 "$pid" 2>/dev/null
  done
  grep -o " $run/[^ ]*" /proc/mounts | sort -r | while read -r mount; do umount -l "$mount" 2>/dev/null; done
  ip netns delete "$space" 2>/dev/null
  find /sys/fs/cgroup -depth -type d -path '*/sparky-k8s*' -exec rmdir {} + 2>/dev/null
  rm -rf "$run"
  say "stopped"
  return 0
}

case ${1:-start} in
  stop) set +e; stop ;;
  api) mkdir -p "$run"; network; identities; api; echo "$run" ;;
  metrics) metrics ;;
  image) image "$2" "$3" "$4" ;;
  start) mkdir -p "$run"; room; network; identities; api; runtime; workers; names; echo "$run" ;;
  *) say "unknown: $1 (start, api, image, metrics or stop)"; exit 2 ;;
esac
