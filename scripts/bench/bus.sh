#!/usr/bin/env bash
# The bus beside bare libzmq in one run: round trips of 4 KiB over loopback (ours signed, checked and done once; libzmq's bare),
# commands per second and events per second. Needs libzmq's headers (Debian: libzmq3-dev), which root has installed.
#     scripts/bench/bus.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=${1:-5}
folder=${CARGO_TARGET_DIR:-target}/bench
mkdir -p "$folder"

if ! echo '#include <zmq.h>' | cc -E - >/dev/null 2>&1; then
  [ "$(id -u)" = 0 ] || { echo "bus.sh: install libzmq's headers first (Debian: libzmq3-dev)" >&2; exit 2; }
  apt-get update -qq && apt-get install -qq --yes --no-install-recommends libzmq3-dev >/dev/null
fi
cc -O2 -o "$folder/libzmq" scripts/bench/libzmq.c -lzmq -lpthread
ours=$(cargo bench --quiet -p sparky-common --bench bus --no-run --message-format=json | sed -n 's/.*"executable":"\([^"]*\/bus-[^"]*\)".*/\1/p' | tail -1)

# Turn by turn, so that both meet the same machine.
: > "$folder/ours.txt"
: > "$folder/libzmq.txt"
for _ in $(seq "$rounds"); do
  "$ours" --bench >> "$folder/ours.txt"
  "$folder/libzmq" >> "$folder/libzmq.txt"
done

# median FILE PATTERN: the median of the first number after PATTERN.
median() {
  sed -n "s|.*$2 \([0-9.]*\).*|\1|p" "$folder/$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}
for what in median p99; do
  a=$(median ours.txt "round trip of 4 KiB.*$what")
  b=$(median libzmq.txt "round trip of 4 KiB.*$what")
  awk -v what="$what" -v a="$a" -v b="$b" 'BEGIN { printf "round trip of 4 KiB, %s: ours %d us, libzmq %d us, ratio %.2f\n", what, a, b, a / b }'
done
echo "commands with 16 in flight: $(median ours.txt 'in flight:') a second"
echo "events to 5 subscribers, none lost: $(median ours.txt 'none lost:') a second"
