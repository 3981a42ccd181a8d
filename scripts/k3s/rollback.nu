#!/usr/bin/env nu
use ../lib/tools.nu *

# Takes every service back to the version before.
def main [
  --context: string # the kubectl context; the current one if not given
]: nothing -> nothing {
  need kubectl "https://kubernetes.io/docs/tasks/tools"
  let target = (option context $context)
  for service in [orchestrator collector analyzer generator publisher] {
    let undone = (do { ^kubectl ...$target --namespace sparky rollout undo $"deployment/sparky-($service)" } | complete)
    # A service that was deployed once has no version before; the others have.
    if $undone.exit_code != 0 and ($undone.stderr | str contains "no rollout history") {
      print $"sparky-($service) has no version before this one"
      continue
    }
    if $undone.exit_code != 0 { error make --unspanned { msg: $undone.stderr } }
    print ($undone.stdout | str trim)
    ^kubectl ...$target --namespace sparky rollout status $"deployment/sparky-($service)" --timeout 300s
  }
}
