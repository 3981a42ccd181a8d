#!/usr/bin/env nu
use ../lib/tools.nu *

# How the fleet in a cluster is: `nu scripts/monitor/fleet.nu status`, `logs`, `metrics`, `health`.
def main []: nothing -> nothing {
  help main
}

# Pods, volumes, schedules and their last times.
def "main status" [
  --context: string # the kubectl context; the current one if not given
]: nothing -> nothing {
  need kubectl "https://kubernetes.io/docs/tasks/tools"
  ^kubectl ...(option context $context) --namespace sparky get pods,pvc,cronjobs,jobs,hpa
}

# What a service says, one JSON object a line.
def "main logs" [
  service: string # orchestrator, collector, analyzer, generator, publisher
  --since: duration = 1hr # how far back
  --follow # and what comes
  --context: string # the kubectl context; the current one if not given
]: nothing -> nothing {
  need kubectl "https://kubernetes.io/docs/tasks/tools"
  let back = $"($since // 1sec)s"
  ^kubectl ...(option context $context) --namespace sparky logs $"deployment/sparky-($service)" --since $back ...(switch follow $follow)
}

# What a service measures, without the comments.
def "main metrics" [
  url: string = "http://127.0.0.1:8080" # where it listens
]: nothing -> table<name: string, value: float> {
  http get $"($url)/metrics" | lines | where not ($it | str starts-with "#") | parse --regex '^(?<name>\S+(?:\{.*\})?) (?<value>\S+)$' | update value { into float }
}

# Whether a service is alive and ready, and why not.
def "main health" [
  url: string = "http://127.0.0.1:8080" # where it listens
]: nothing -> record {
  let answer = (http get --full --allow-errors $"($url)/health")
  { status: $answer.status, health: $answer.body }
}
