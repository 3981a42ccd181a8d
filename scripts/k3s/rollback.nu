#!/usr/bin/env nu
use ../lib/tools.nu *

# Takes every service back to the version before.
def main [
  --context: string # the kubectl context; the current one if not given
]: nothing -> nothing {
  need kubectl "https://kubernetes.io/docs/tasks/tools"
  let target = (option context $context)
  for service in [orchestrator collector analyzer generator publisher] {
    ^kubectl ...$target --namespace sparky rollout undo $"deployment/sparky-($service)"
    ^kubectl ...$target --namespace sparky rollout status $"deployment/sparky-($service)" --timeout 300s
  }
}
