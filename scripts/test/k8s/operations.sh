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

# ask QUERY: the value of the first series that Prometheus has for it.
ask() {
  nsenter --net=/run/netns/sparky-k8s curl --silent --max-time 10 --get --data-urlencode "query=$1" \
    "http://$(kube get service prometheus --output 'jsonpath={.spec.clusterIP}'):9090/api/v1/query" \
    | python3 -c 'import json, sys; found = json.load(sys.stdin)["data"]["result"]; print(found[0]["value"][1] if found else "nothing")'
}

scraped() {
  eventually 60 5 ask 'count(up{job="sparky"} == 1)'
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
