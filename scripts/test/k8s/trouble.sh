# Sourced by k8s.sh: what goes wrong in a cluster. Uses the functions of fleet.sh and operations.sh.

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
