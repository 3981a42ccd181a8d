# Sourced by k8s.sh: what operators do to a fleet in a cluster, and what goes wrong there. Uses the functions of fleet.sh.

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

missing_secret() {
  kube delete secret sparky-bus
  kube rollout restart deployment/sparky-analyzer
  eventually 90 'secret "sparky-bus" not found' kube get events
  kube apply --kustomize "$here/fleet" >/dev/null
  all_ready
}

# The old pod goes on while the new one cannot start.
wrong_image() {
  kube set image deployment/sparky-generator generator=sparky-generator:nonsense
  eventually 60 sparky-generator:nonsense kube get pods --output 'jsonpath={.items[*].status.containerStatuses[*].state.waiting}'
  [ "$(kube get deployment sparky-generator --output 'jsonpath={.status.readyReplicas}')" = 1 ]
  kube rollout undo deployment/sparky-generator
  all_ready
}

# The model of the DGX on a node that is none.
missing_runtime_class() {
  local overlay
  overlay=$(kubectl kustomize k8s/overlays/dgx | sed 's/arm64/amd64/')
  kube apply --selector app.kubernetes.io/component=model --filename - <<< "$overlay"
  eventually 60 'pod rejected: RuntimeClass' kube get deployment ollama --output 'jsonpath={.status.conditions}'
  kube delete deployment/ollama
  printf 'apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: { name: nvidia }\nhandler: nvidia\n' | kube apply --filename -
  kube apply --selector app.kubernetes.io/component=model --filename - <<< "$overlay"
  printf 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: ollama-models }\nspec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }\n' | kube apply --filename -
  sed "s|FOLDER|$volumes|; s|NAME|ollama-models|g" "$here/volumes.yaml" | kube apply --filename -
  eventually 60 'Insufficient nvidia.com/gpu' kube get pods --selector app.kubernetes.io/component=model --output 'jsonpath={.items[*].status.conditions}'
  kube delete deployment/ollama
}

short_token() {
  kube patch secret sparky-api --patch '{"stringData": {"read": "short"}}'
  kube rollout restart deployment/sparky-orchestrator
  eventually 90 'fewer than 16 characters' kube logs --selector app.kubernetes.io/component=orchestrator --tail 5
  kube apply --kustomize "$here/fleet" >/dev/null
  kube rollout restart deployment/sparky-orchestrator
  all_ready
}

# ready_words: what the orchestrator's pod says about itself, which no Service leads to while it is not ready.
ready_words() {
  fetch "http://$(kube get pod --selector app.kubernetes.io/component=orchestrator --output 'jsonpath={.items[0].status.podIP}'):8080/ready"
}

# run_status RUN: its status and why.
run_status() {
  api read "/api/v1/runs/$1" | python3 -c 'import json, sys; run = json.load(sys.stdin); print(run["status"], run.get("reason") or "")'
}

# succeeded: the names of the runs that did.
succeeded() {
  api read /api/v1/runs | python3 -c 'import json, sys; print(*(run["run"] for run in json.load(sys.stdin)["runs"] if run["status"] == "succeeded"), sep="\n")'
}

# The disk of the data volume is filled to the last byte while a run collects, and is given back: pods and run say why nothing goes on, what
# was there before still is, and the run goes on by itself.
volume_full() {
  local disk=$volumes/sparky-data end week from run_id before
  before=$(succeeded)
  # The week of the month's repositories.
  end=$(($(window monthly | sed -n 2p) - 864000))
  week=$(date -u -d "@$end" +%G-W%V)
  run_id=$(api operate /api/v1/schedules/weekly/trigger "{\"period\": \"$week\"}" | python3 -c 'import json, sys; print(json.load(sys.stdin)["run"])')
  eventually 60 collecting run_status "$run_id"
  dd if=/dev/zero of="$disk/ballast" bs=64k 2>/dev/null || true
  dd if=/dev/zero bs=1k 2>/dev/null >> "$disk/ballast" || true
  df "$disk"
  eventually 60 'no space left' ready_words
  eventually 60 'False' kube get pod --selector app.kubernetes.io/component=orchestrator --output 'jsonpath={.items[0].status.conditions[?(@.type=="Ready")].status}'
  eventually 30 'no space left' kube logs --selector app.kubernetes.io/component=orchestrator --tail 40
  # It fires after ten minutes; here it begins to.
  eventually 30 SparkyDiskNearlyFull answer ALERTS
  [ "$(kube get pods --selector app.kubernetes.io/component=orchestrator --output 'jsonpath={.items[0].status.containerStatuses[0].restartCount}')" = 0 ]
  rm "$disk/ballast"
  all_ready
  eventually 240 succeeded run_status "$run_id"
  from=$(date -u -d "@$end" +%F)
  from=$(date -u -d "$from -$(($(date -u -d "$from" +%u) - 1)) days" +%s)
  reported weekly "$week" "$from" $((from + 7 * 86400))
  for run_id in $before; do grep -qx "$run_id" <<< "$(succeeded)"; done
}

# A year of weeks keeps the one collector busy: the autoscaler hears of it and adds others, which register.
scales() {
  "$here/cluster.sh" metrics
  kube top pods
  api operate /api/v1/schedules/weekly/backfill '{"from": "2025-W01", "to": "2025-W52"}'
  eventually 180 cpu kube get hpa sparky-collector --output 'jsonpath={.status.currentMetrics[0].resource}'
  for _ in $(seq 180); do
    [ "$(api read /api/v1/workers | python3 -c 'import json, sys; print(sum(one["service"] == "sparky-collector" for one in json.load(sys.stdin)["workers"]))')" -ge 2 ] && return
    sleep 1
  done
  kube get hpa sparky-collector
  return 1
}
