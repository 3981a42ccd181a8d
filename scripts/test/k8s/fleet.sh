# Sourced by k8s.sh: the fleet on the cluster of cluster.sh, and what is asked of it. Uses $run, $here and random().

# Within what the cluster's end removes.
volumes=$run/volumes
kube() { "$run/kubectl" --namespace sparky "$@"; }

# says WORDS COMMAND...: whether they stand in what a command prints, whether it fails or not.
says() {
  local words=$1 output
  shift
  output=$("$@" 2>&1) || true
  printf '%s\n' "$output"
  case $output in *"$words"*) ;; *) return 1 ;; esac
}

start_fleet() {
  local name
  # A file system of its own, so that it can be full.
  mkdir -p "$volumes/sparky-data"
  truncate --size 512M "$run/disk"
  mkfs.ext4 -q -m 0 "$run/disk"
  mount -o loop "$run/disk" "$volumes/sparky-data"
  for name in sparky-data sparky-reports prometheus alertmanager; do
    mkdir -p "$volumes/$name"
    sed "s|FOLDER|$volumes|; s|NAME|$name|g" "$here/volumes.yaml" | kube apply -f - >/dev/null
  done
  kube apply -f k8s/base/namespace.yaml >/dev/null
  kube apply -f k8s/components/monitoring/secrets.example.yaml >/dev/null
  kube apply --kustomize "$here/fleet" >/dev/null
}

all_ready() {
  local name
  for name in $(kube get deployments --output name); do kube rollout status "$name" --timeout 180s || { explain; return 1; }; done
}

# What the cluster says about pods that do not run.
explain() {
  kube get pods
  kube get events --field-selector type=Warning --output custom-columns=A:.involvedObject.name,B:.message | tail -n 8
}

refused_as_root() {
  says 'violates PodSecurity "restricted:latest"' kube run root --image sparky:local --restart Never
}

# fetch ARGUMENTS...: curl in the network of the cluster.
fetch() { nsenter --net=/run/netns/sparky-k8s curl --silent --show-error --max-time 10 "$@"; }

# api ROLE PATH [BODY]: an answer of the orchestrator to the holder of a role's token; a body is posted.
api() {
  local address token body=()
  address=$(kube get service sparky-orchestrator --output 'jsonpath={.spec.clusterIP}')
  token=$(sed -n "s/^$1=//p" k8s/overlays/local/images/api.env)
  [ -z "${3:-}" ] || body=(--header "Content-Type: application/json" --data "$3")
  fetch --fail-with-body --header "Authorization: Bearer $token" "${body[@]}" "http://$address:8080$2"
}

api_wants_token() {
  api read /api/v1/runs >/dev/null
  says 'token' api nobody /api/v1/runs
  says 'this needs the role `admin`' api read /api/v1/config
  api admin /api/v1/config >/dev/null
}

# repositories NAME COUNT SECONDS: that many copies of this repository on the data volume, newest commit at a time; no commit is in two.
repositories() {
  local folder=$volumes/sparky-data/repositories number
  mkdir -p "$folder"
  for number in $(seq "$2"); do python3 scripts/test/dated.py . "$folder/$1-$number.git" $(($3 - number)); done
  chown -R 10001:10001 "$folder"
}

# window KIND: first and last second of the last period that is over, and its name.
window() {
  local today monday
  today=$(date -u +%F)
  monday=$(date -u -d "$today -$(($(date -u +%u) - 1)) days" +%F)
  case $1 in
    daily) date -u -d "$today -1 day" '+%s'; date -u -d "$today" +%s; date -u -d "$today -1 day" +%F ;;
    weekly) date -u -d "$monday -7 days" +%s; date -u -d "$monday" +%s; date -u -d "$monday -7 days" +%G-W%V ;;
    monthly) date -u -d "$(date -u +%Y-%m-01) -1 month" +%s; date -u -d "$(date -u +%Y-%m-01)" +%s; date -u -d "$(date -u +%Y-%m-01) -1 month" +%Y-%m ;;
  esac
}

# commits FROM TO: those of every repository that are no merges, as git counts them.
commits() {
  local repository
  for repository in "$volumes"/sparky-data/repositories/*.git; do
    git -c safe.directory='*' -C "$repository" log --no-merges --format=%ct main
  done | awk -v from="$1" -v to="$2" '$1 >= from && $1 < to { n++ } END { print n + 0 }'
}

# reported KIND PERIOD FROM TO: the report is on its volume, in every format, and counts what git counts.
reported() {
  local counted format
  for format in md html json evidence.json; do ls -l "$volumes/sparky-reports/$1/$2.$format"; done
  counted=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["totals"]["commits"])' "$volumes/sparky-data/processed/$1/$2.json")
  echo "report: $counted commits, git: $(commits "$3" "$4")"
  [ "$counted" = "$(commits "$3" "$4")" ] && [ "$counted" -gt 0 ]
}

# documents KIND: those of the last period that is over.
documents() {
  local from to period
  { read -r from; read -r to; read -r period; } < <(window "$1")
  reported "$1" "$period" "$from" "$to"
}

# report_with KIND COMMAND: a run started as the CronJob does, and a disturbance while its collection is under way.
report_with() {
  local job
  job=$(just trigger "$1" | sed -n 's|job.batch/\(.*\) created|\1|p')
  if [ "$2" != nothing ]; then
    for _ in $(seq 240); do under_way "$1" && break; sleep 0.25; done
    under_way "$1" || { echo "the run was not met at work"; return 1; }
    "$2"
  fi
  completed "$job"
  api read "/api/v1/runs?kind=$1&limit=1" | grep -q '"status": *"succeeded"'
}

report() { report_with "$1" nothing; }

# completed JOB: waits for its end, which is a good one.
completed() {
  local status
  for _ in $(seq 600); do
    status=$(kube get job "$1" --output 'jsonpath={.status.conditions[?(@.status=="True")].type}')
    case $status in *Complete*) return ;; *Failed*) break ;; esac
    sleep 1
  done
  kube logs "job/$1" --tail 40
  explain
  return 1
}

# The CronJob of the base, which starts a run over the bus; the fleet has no destination, which is no failure.
report_over_the_bus() {
  kubectl kustomize k8s/base | python3 -c '
import sys, yaml
[job] = [one for one in yaml.safe_load_all(sys.stdin) if one["kind"] == "CronJob" and one["metadata"]["name"] == "sparky-weekly"]
job["metadata"]["name"] = "base"
job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["image"] = "sparky:local"
yaml.safe_dump(job, sys.stdout)' | kube apply -f -
  kube create job --from cronjob/base over-the-bus
  completed over-the-bus
  says 'no destination is configured' kube logs job/over-the-bus
}

# under_way KIND: its newest run has a task that a collector works at.
under_way() {
  api read "/api/v1/runs?kind=$1&limit=1" | grep -q '"status": *"collecting"'
}

# A crash: no signal that could be heard, and its pod does not come back under its name.
kill_collector() {
  local container
  container=$(ctr --address "$run/containerd.sock" -n k8s.io containers list -q 'labels."io.kubernetes.container.name"==collector' | tail -1)
  ctr --address "$run/containerd.sock" -n k8s.io tasks kill --signal SIGKILL "$container"
  kube delete pod --selector app.kubernetes.io/component=collector --force --grace-period 0
}

# The newest run has a task that was lost and done again.
task_reassigned() {
  local id
  id=$(api read "/api/v1/runs?limit=1" | python3 -c 'import json, sys; print(json.load(sys.stdin)["runs"][0]["run"])')
  says '"lost"' api read "/api/v1/runs/$id/tasks"
}

roll_orchestrator() {
  kube rollout restart deployment/sparky-orchestrator
  kube rollout status deployment/sparky-orchestrator --timeout 120s
}

# A run of each kind came to a good end.
history() {
  api read /api/v1/runs | python3 -c '
import json, sys
runs = json.load(sys.stdin)["runs"]
for run in runs: print(run["kind"], run["period"], run["status"])
sys.exit({run["kind"] for run in runs if run["status"] == "succeeded"} != {"daily", "monthly", "weekly"})'
}
