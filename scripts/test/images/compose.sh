# Sourced by images.sh: the fleet with Compose, by the project's own recipes. Uses check() and $work.

# The plugin of a newer Debian: the one of this one cannot read the file. Printed is the folder that Docker finds it by.
plugin() {
  local folder=${SPARKY_TEST_DOCKER:-/var/tmp/sparky-test-docker}/client
  if [ ! -x "$folder/cli-plugins/docker-compose" ]; then
    local apt=$work/apt
    mkdir -p "$apt/lists/partial" "$folder/cli-plugins"
    sed 's/bookworm/trixie/g; /^Suites:/s/trixie-updates//' /etc/apt/sources.list.d/debian.sources 2>/dev/null > "$apt/all.sources" \
      || echo "deb http://deb.debian.org/debian trixie main" > "$apt/all.list"
    mkdir "$apt/parts"
    mv "$apt"/all.* "$apt/parts/"
    local options=(-o "Dir::Etc::sourcelist=/dev/null" -o "Dir::Etc::sourceparts=$apt/parts" -o "Dir::State::lists=$apt/lists" -o "APT::Sandbox::User=root")
    apt-get "${options[@]}" update -qq
    (cd "$apt" && apt-get "${options[@]}" download -qq docker-compose)
    dpkg -x "$apt"/docker-compose_*.deb "$apt/unpacked"
    cp "$(find "$apt/unpacked" -name docker-compose -type f -size +1M | head -1)" "$folder/cli-plugins/docker-compose"
  fi
  echo "$folder"
}

prepare_compose() {
  DOCKER_CONFIG=$(plugin)
  mkdir -p "$work/path" "$work/repositories"
  ln -sf /usr/bin/docker "$work/path/docker"
  PATH=$work/path:$PATH
  export DOCKER_CONFIG PATH COMPOSE_PROJECT_NAME=sparky-test SPARKY_REPOSITORIES=$work/repositories
  export SPARKY_PORT=42980 SPARKY_COMMANDS_PORT=42981 SPARKY_EVENTS_PORT=42982
  local today=$(($(date -u -d "$(date -u +%F)" +%s)))
  # Of this week's Monday, one minute before: the last week's end. It belongs to whoever runs this, not to the containers' user.
  python3 scripts/test/dated.py . "$work/repositories/sparky.git" $((today - ($(date -u +%u) - 1) * 86400 - 60))
}

up() { just docker-up; }

healthy() {
  docker ps --filter "label=com.docker.compose.project=sparky-test" --format '{{.Names}} {{.Status}}' | tee /dev/stderr | grep -c '(healthy)' | grep -qx 5
}

# The number that Compose was given is that of the kernel.
limited() {
  local container limit
  container=$(docker ps --quiet --filter name=sparky-test-generator --no-trunc)
  limit=$(cat "/sys/fs/cgroup/memory/docker/$container/memory.limit_in_bytes" 2>/dev/null || cat "/sys/fs/cgroup/docker/$container/memory.max")
  docker inspect --format '{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.PidsLimit}} {{.HostConfig.Memory}}' "$container" | tee /dev/stderr \
    | grep -qx 'true \[ALL\] 256 536870912'
  [ "$limit" = 536870912 ]
}

weekly() { just docker-run weekly; }

reports() {
  local report counted
  just docker-reports "$work/reports"
  report=$(find "$work/reports/weekly" -name '*.json' ! -name '*.evidence.json' | head -1)
  ls -l "${report%.json}.md" "${report%.json}.html"
  counted=$(git -c safe.directory='*' -C "$work/repositories/sparky.git" log --no-merges --oneline main | wc -l)
  grep -q "$counted" "${report%.json}.md" || { echo "git counts $counted commits"; head -20 "${report%.json}.md"; return 1; }
}

# The bus key stands in no log, and every line is JSON.
logs() {
  # Compose clears the line before it writes one.
  just docker-logs --no-log-prefix orchestrator collector | sed 's/^\x1b\[2K//' > "$work/compose.log"
  if grep -qF "$(cat docker/bus-key)" "$work/compose.log"; then return 1; fi
  python3 -c 'import json, sys; lines = [json.loads(line) for line in open(sys.argv[1])]; print(len(lines)); sys.exit(len(lines) < 3)' "$work/compose.log"
}

# Without the key a service does not start, and says why.
no_key() {
  local said
  said=$(/usr/bin/docker run --rm --read-only --tmpfs /var/lib/sparky:uid=10001 sparky-collector:local 2>&1) && return 1
  echo "$said"
  grep -qi key <<< "$said"
}

# A container that is killed comes back.
survives() {
  docker kill "$(docker ps --quiet --filter name=sparky-test-collector)"
  docker start sparky-test-collector-1
  for _ in $(seq 60); do healthy && return; sleep 1; done
  return 1
}

down() {
  just docker-down
  [ -z "$(docker ps --quiet --filter label=com.docker.compose.project=sparky-test)" ]
  docker volume ls --quiet | grep -q sparky-test_reports
}
