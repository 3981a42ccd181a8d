# Sourced by k8s.sh: what operators do to a fleet in a cluster. Uses the functions of fleet.sh.

# eventually SECONDS WORDS COMMAND...: until the output of a command holds the words.
eventually() {
  local seconds=$1 words=$2
  shift 2
  for _ in $(seq $((seconds * 2))); do
    says "$words" "$@" >/dev/null && return
    sleep 0.5
  done
  echo "nowhere: $words"
  "$@"
  return 1
}

# answer QUERY: the series that Prometheus has for it, as JSON.
answer() {
  fetch --get --data-urlencode "query=$1" "http://$(kube get service prometheus --output 'jsonpath={.spec.clusterIP}'):9090/api/v1/query"
}

# ask QUERY: the value of the first series that Prometheus has for it.
ask() {
  answer "$1" | python3 -c 'import json, sys; found = json.load(sys.stdin)["data"]["result"]; print(found[0]["value"][1] if found else "nothing")'
}

# Found by their annotations.
scraped() {
  eventually 120 5 ask 'count(up{job="sparky"} == 1)'
  [ "$(ask 'sum(sparky_collector_commits_total) > 0')" != nothing ]
  [ "$(ask 'sum(sparky_generator_documents_total) > 0')" != nothing ]
  # What the Prometheus of a cluster with service discovery needs, and no more.
  [ "$(kube auth can-i list pods --as system:serviceaccount:sparky:prometheus)" = yes ]
  [ "$(kube auth can-i get secrets --as system:serviceaccount:sparky:prometheus || true)" = no ]
}

backup_and_restore() {
  local archive=$SPARKY_TEST_K8S/backup.tar.gz
  rm -f "$archive"
  just backup "$archive"
  all_ready
  kube scale deployment sparky-orchestrator --replicas 0
  kube wait --for delete pod --selector app.kubernetes.io/component=orchestrator --timeout 60s
  rm -f "$volumes"/sparky-data/ledger.db* "$volumes"/sparky-data/receipts.db*
  just restore "$archive" --yes
  all_ready
  history
}

# New tags for every service, and back to those before.
upgrade_and_back() {
  local name
  for name in orchestrator collector analyzer generator publisher; do
    ctr --address "$run/containerd.sock" -n k8s.io images tag --force "docker.io/library/sparky-$name:local" "docker.io/library/sparky-$name:next"
    kube set image "deployment/sparky-$name" "$name=sparky-$name:next"
  done
  all_ready
  just deploy-rollback
  if says :next kube get deployments --output 'jsonpath={.items[*].spec.template.spec.containers[*].image}'; then return 1; fi
  history
}

# credential HOST: what the publisher's git would show a host.
credential() {
  printf 'protocol=https\nhost=%s\n\n' "$1" | kube exec --stdin deployment/sparky-publisher -- git credential fill
}

# The secret that appears later is what git pushes to GitHub with, and to nobody else.
token_that_writes() {
  says 'could not read Username' credential github.com
  kube create secret generic sparky-publisher --from-literal token=written-by-test
  eventually 120 password=written-by-test credential github.com
  says 'could not read Username' credential example.org
}

# What really went over the network between pods is what the policies allow: this network does not enforce them.
only_arrows() {
  nsenter --net=/run/netns/sparky-k8s conntrack -L -p tcp 2>/dev/null > "$run/connections"
  kube get pods --output json > "$run/pods.json"
  kube get networkpolicies --output json > "$run/policies.json"
  python3 "$here/policies.py" "$run/policies.json" "$run/pods.json" "$run/connections"
}

# collectors: how many are registered.
collectors() {
  api read /api/v1/workers | python3 -c 'import json, sys; print(sum(worker["phase"] == "collect" for worker in json.load(sys.stdin)["workers"]))'
}

# A year of weeks keeps the one collector busy: the autoscaler hears of it and adds others, which register.
scales() {
  "$here/cluster.sh" metrics
  eventually 60 sparky-collector kube top pods
  api operate /api/v1/schedules/weekly/backfill '{"from": "2025-W01", "to": "2025-W52"}'
  eventually 180 cpu kube get hpa sparky-collector --output 'jsonpath={.status.currentMetrics[0].resource}'
  for _ in $(seq 180); do
    [ "$(collectors)" -ge 2 ] && return
    sleep 1
  done
  kube get hpa sparky-collector
  return 1
}
