#!/usr/bin/env bash
# Start times, idle and peak memory: memory.sh SPARKY COLLECTOR WORK. Called by pipeline.sh.
set -euo pipefail
sparky=$1 collector=$2 work=$3
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

# peak FOLDER: wall seconds and peak memory of a cold weekly run.
peak() {
  rm -rf "$work/peak"
  /usr/bin/time -f '%e %M' "$sparky" run weekly --period 2025-W46 --repos "$1" --data-dir "$work/peak" --json \
    2>&1 >/dev/null | tail -1
}

"$scripts/make-repositories.sh" "$work/ten" 100 400
"$scripts/make-repositories.sh" "$work/one" 10 400
read -r small _ <<<"$(peak "$work/one")"
read -r large _ <<<"$(peak "$work/ten")"
awk -v a="$small" -v b="$large" 'BEGIN { printf "10 repositories %.2f s, 100 repositories %.2f s: %.1f x\n", a, b, b / a }'

"$scripts/make-repositories.sh" "$work/thousand" 1000 1000 1
read -r wall memory <<<"$(peak "$work/thousand")"
awk -v s="$wall" -v kib="$memory" 'BEGIN { printf "1,000 repositories with 1,000 commits each: %.1f s, peak %.0f MiB\n", s, kib / 1024 }'
