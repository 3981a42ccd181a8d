#!/usr/bin/env nu
use ../lib/tools.nu *

# The fleet on one machine with Docker Compose: `nu scripts/docker/compose.nu up`.
def main []: nothing -> nothing {
  help main
}

def --wrapped compose [...arguments: string]: nothing -> nothing {
  need docker "https://docs.docker.com/engine/install"
  ^docker compose --file ($ROOT | path join docker compose.yaml) ...$arguments
}

# Makes the key that signs the fleet's messages, once.
def key []: nothing -> nothing {
  let file = ($ROOT | path join docker bus-key)
  if not ($file | path exists) {
    random chars --length 64 | save $file
    # The containers' user reads it; nobody else but you can.
    ^chmod 644 $file
  }
}

# Starts the fleet and waits until it is healthy.
def "main up" [
  --model # with a local model
  --monitoring # with Prometheus and Grafana
  --build # build the images first
]: nothing -> nothing {
  key
  let profiles = [...(if $model { [--profile model] } else { [] }) ...(if $monitoring { [--profile monitoring] } else { [] })]
  compose ...$profiles up --detach --wait ...(switch build $build)
}

# One report by the running fleet; repositories lie below /repositories (SPARKY_REPOSITORIES).
def "main run" [
  kind: string # daily, weekly or monthly
  --period: string # the last one that is over if not given
]: nothing -> nothing {
  check-kind $kind
  compose run --rm sparky run $kind ...(option period $period) --repos /repositories --connect tcp://orchestrator:5555
}

# Copies the documents out of the volume.
def "main reports" [
  folder: string = "reports" # where to
]: nothing -> nothing {
  mkdir $folder
  compose cp publisher:/var/lib/sparky-reports/. $folder
}

# What the services say.
def --wrapped "main logs" [...arguments: string]: nothing -> nothing {
  compose logs ...$arguments
}

# Stops the fleet; what it knows stays in the volumes.
def "main down" []: nothing -> nothing {
  compose --profile "*" down
}
