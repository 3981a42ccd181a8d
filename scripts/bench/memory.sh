#!/usr/bin/env bash
# Start times, idle and peak memory: memory.sh SPARKY COLLECTOR STANDIN WORK. Called by pipeline.sh.
set -euo pipefail
sparky=$1 collector=$2 standin=$3 work=$4
scripts=$(cd "$(dirname "$0")" && pwd)
export SPARKY_BUS__KEY=bench SPARKY_TELEMETRY__FORMAT=json

rss() { awk '/VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }

# until_said LOG WORDS TIMES: waits until the words stand in the log so many times; prints the seconds since START.
until_said() {
  for _ in $(seq 1 2000); do
    if [ "$(grep -c "$2" "$1")" -ge "$3" ]; then break; fi
    sleep 0.005
  done
  awk -v start="$START" -v now="$EPOCHREALTIME" 'BEGIN { printf "%.0f", (now - start) * 1000 }'
}

log=$work/up.log
: >"$log"
START=$EPOCHREALTIME
SPARKY_BUS__COMMANDS=tcp://127.0.0.1:0 SPARKY_BUS__EVENTS=tcp://127.0.0.1:0 SPARKY_HTTP__LISTEN=127.0.0.1:0 \
  "$sparky" up --data-dir "$work/up" 2>"$log" &
fleet=$!
ready=$(until_said "$log" '"registered"' 4)
echo "embedded fleet: all services ready after $ready ms"
sleep 3
echo "embedded fleet, idle: $(rss "$fleet") MiB"
kill "$fleet" && wait "$fleet" || true

log=$work/pod.log
: >"$log"
START=$EPOCHREALTIME
SPARKY_HTTP__LISTEN=127.0.0.1:0 SPARKY_STORAGE__DATA_DIR=$work/pod "$collector" 2>"$log" &
pod=$!
until_said "$log" 'probes and metrics' 1 >/dev/null
sleep 3
echo "one service (collector), idle: $(rss "$pod") MiB"
kill "$pod" && wait "$pod" || true

# peak run|collect SOURCE...: wall seconds and peak memory of a cold week.
peak() {
  local what=$1
  shift
  rm -rf "$work/peak"
  /usr/bin/time -f '%e %M' "$sparky" "$what" weekly --period 2025-W46 "$@" --data-dir "$work/peak" \
    2>&1 >/dev/null | tail -1
}

# report WHAT WALL KIB
report() { awk -v what="$1" -v s="$2" -v kib="$3" 'BEGIN { printf "%s: %.1f s, peak %.0f MiB\n", what, s, kib / 1024 }'; }

"$scripts/make-repositories.sh" "$work/ten" 100 400
"$scripts/make-repositories.sh" "$work/one" 10 400
read -r small _ <<<"$(peak run --repos "$work/one")"
read -r large _ <<<"$(peak run --repos "$work/ten")"
awk -v a="$small" -v b="$large" 'BEGIN { printf "10 repositories %.2f s, 100 repositories %.2f s: %.1f x\n", a, b, b / a }'

"$scripts/make-repositories.sh" "$work/thousand" 1000 1000 1
thousand='1,000 repositories with 1,000 commits each'
report "$thousand, collected" $(peak collect --repos "$work/thousand")
report "$thousand, whole run" $(peak run --repos "$work/thousand")

# The same from the stand-in for GitHub: through mirrors, and through the API alone.
mkfifo "$work/end" 2>/dev/null || true
"$standin" "$work"/thousand/*.git <"$work/end" >"$work/standin.log" &
exec 9>"$work/end"
until grep -q SPARKY_GITHUB__GIT_URL "$work/standin.log"; do sleep 0.1; done
eval "$(grep ^export "$work/standin.log")"
for commits in mirror api; do
  report "$thousand, collected from GitHub (commits: $commits)" \
    $(SPARKY_COLLECTOR__COMMITS=$commits peak collect --org acme)
done
echo >&9
wait
