#!/usr/bin/env nu
use ../lib/tools.nu *

const SERVICES = [orchestrator collector analyzer generator publisher]

# How the fleet in a cluster is: `nu scripts/monitor/fleet.nu status`, `logs`, `metrics`, `health`.
def main []: nothing -> nothing {
  help main
}

# Pods, volumes, schedules and their last times.
def "main status" [
  --context: string # the kubectl context; the current one if not given
]: nothing -> nothing {
  need kubectl "https://kubernetes.io/docs/tasks/tools"
  let asked = (^kubectl ...(option context $context) --namespace sparky get pods,pvc,cronjobs,jobs,hpa | complete)
  if $asked.exit_code != 0 {
    let why = ($asked.stderr | str trim | lines | where not ($it =~ 'memcache.go') | str join "; ")
    error make --unspanned { msg: $"no cluster answers: ($why)\nIs it up, and the right context chosen \(kubectl config get-contexts)? `just k3d-create` makes a local one." }
  }
  print --no-newline $asked.stdout
}

# What a service says, one JSON object a line.
def "main logs" [
  service: string # orchestrator, collector, analyzer, generator, publisher
  --since: duration = 1hr # how far back
  --follow # and what comes
  --context: string # the kubectl context; the current one if not given
]: nothing -> nothing {
  need kubectl "https://kubernetes.io/docs/tasks/tools"
  if $service not-in $SERVICES {
    error make --unspanned { msg: $"no service: ($service); there are ($SERVICES | str join ', ')" }
  }
  let back = $"($since // 1sec)s"
  ^kubectl ...(option context $context) --namespace sparky logs $"deployment/sparky-($service)" --since $back ...(switch follow $follow)
}

# What a service measures, without the comments.
def "main metrics" [
  url: string = "http://127.0.0.1:8080" # where it listens
]: nothing -> table<name: string, value: float> {
  (ask $"($url)/metrics").body | lines | where not ($it | str starts-with "#") | parse --regex '^(?<name>\S+(?:\{.*\})?) (?<value>\S+)$' | update value { into float }
}

# Whether a service is alive and ready, and why not.
def "main health" [
  url: string = "http://127.0.0.1:8080" # where it listens
]: nothing -> record {
  let answer = (ask $"($url)/health")
  { status: $answer.status, health: $answer.body }
}

# What a service answers.
def ask [url: string]: nothing -> record {
  let answer = (try { http get --full --allow-errors $url } catch { null })
  if $answer == null {
    error make --unspanned { msg: $"nothing answers at ($url)\nIs the fleet up \(sparky up; kubectl -n sparky port-forward service/sparky-orchestrator 8080)? The recipe takes another address." }
  }
  $answer
}
