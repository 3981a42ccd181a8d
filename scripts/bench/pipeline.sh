#!/usr/bin/env bash
# Measures Sparky beside `git log --numstat` in one run: pipeline.sh [FOLDER [WEEK]]
# FOLDER holds repositories (bare or not); without it 30 are generated. Every ratio is the median of paired runs.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=target/bench
folder=${1:-$work/repositories}
week=${2:-2025-W46}
runs=${RUNS:-5}
sparky=$PWD/target/release/sparky
collector=$PWD/target/release/sparky-collector
export XDG_DATA_HOME=$PWD/$work/home GIT_OPTIONAL_LOCKS=0
TIMEFORMAT='%R %U %S'

cargo build --release --locked --quiet --workspace --bins
cargo build --release --locked --quiet -p sparky-testkit --features github --example github
[ $# -ge 1 ] || scripts/bench/make-repositories.sh "$folder" 30 400
folder=$(cd "$folder" && pwd)
mapfile -t repositories < <(find -L "$folder" -maxdepth 3 \( -name HEAD -o -name .git \) -prune -printf '%h\n' | sort -u)
echo "machine: $(nproc) cores, $(uname -m); git $(git version | cut -d' ' -f3); ${#repositories[@]} repositories in $folder"

# seconds COMMAND...: "wall cpu" of one run, its output thrown away.
seconds() {
  local figures
  figures=$( { time "$@" >/dev/null 2>&1; } 2>&1 )
  awk '{ print $1, $2 + $3 }' <<<"$figures"
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# ratio NAME PREPARE OURS THEIRS: medians of the ratios of paired runs.
ratio() {
  local name=$1 prepare=$2 ours=$3 theirs=$4 pairs=''
  $prepare; $ours >/dev/null 2>&1; $theirs >/dev/null 2>&1
  for ((run = 0; run < runs; run++)); do
    $prepare
    pairs+="$(seconds $ours) $(seconds $theirs)"$'\n'
  done
  printf '%-52s cpu %s  wall %s  (ours %s s, git %s s wall)\n' "$name" \
    "$(awk 'NF { printf "%.2f\n", $2 / $4 }' <<<"$pairs" | median)" \
    "$(awk 'NF { printf "%.2f\n", $1 / $3 }' <<<"$pairs" | median)" \
    "$(awk 'NF { print $1 }' <<<"$pairs" | median)" "$(awk 'NF { print $3 }' <<<"$pairs" | median)"
}

monday() { date -u -d "${1%-W*}-01-04 +$(( (10#${1#*-W} - 1) * 7 )) days -$(( $(date -u -d "${1%-W*}-01-04" +%u) - 1 )) days" +%F; }
start=$(monday "$week")
end=$(date -u -d "$start +7 days" +%F)
month=${start%-*}
day=$(date -u -d "$start +2 days" +%F)

git_log() {
  for repository in "${repositories[@]}"; do
    git -C "$repository" log --numstat --format=%H --since="$1T00:00:00Z" --until="$2T00:00:00Z" HEAD ||
      echo "git log fails in $repository: leave it out of the comparison" >&2
  done
}
git_week() { git_log "$start" "$end"; }
git_month() { git_log "$month-01" "$(date -u -d "$month-01 +1 month" +%F)"; }
git_day() { git_log "$day" "$(date -u -d "$day +1 day" +%F)"; }

data=$work/data
cold() { rm -rf "$data"; }
warm() { :; }
collect_week() { "$sparky" collect weekly --period "$week" --repos "$folder" --data-dir "$data"; }
collect_month() { "$sparky" collect monthly --period "$month" --repos "$folder" --data-dir "$data"; }
collect_day() { "$sparky" collect daily --period "$day" --repos "$folder" --data-dir "$data"; }
run_week() { "$sparky" run weekly --period "$week" --repos "$folder" --data-dir "$data" --json; }

ratio "collect one week, cold / git log --numstat" cold collect_week git_week
ratio "collect one month, cold / git log --numstat" cold collect_month git_month
ratio "collect one day, cold / git log --numstat" cold collect_day git_day
ratio "collect one week again / git log --numstat" warm collect_week git_week
ratio "collect one month again / git log --numstat" warm collect_month git_month
ratio "run weekly, cold / git log --numstat" cold run_week git_week
ratio "run weekly, warm / git log --numstat" warm run_week git_week

scripts/bench/memory.sh "$sparky" "$collector" "$PWD/target/release/examples/github" "$work"
