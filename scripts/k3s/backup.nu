#!/usr/bin/env nu
use ../lib/tools.nu *

# Saves what cannot be rebuilt, ledger and receipts, and the artifacts, from the data volume into an archive.
def main [
  file: string # the archive, such as sparky-2025-11-17.tar.gz
  --context: string # the kubectl context; the current one if not given
]: nothing -> nothing {
  need kubectl "https://kubernetes.io/docs/tasks/tools"
  let target = (option context $context)
  let writers = [deployment/sparky-orchestrator deployment/sparky-publisher]
  # Nothing writes while it is copied.
  ^kubectl ...$target --namespace sparky scale ...$writers --replicas 0
  let failure = (try {
    for component in [orchestrator publisher] {
      ^kubectl ...$target --namespace sparky wait --for delete pod --selector $"app.kubernetes.io/component=($component)" --timeout 120s
    }
    ^kubectl ...$target --namespace sparky apply --filename ($ROOT | path join k8s jobs keeper.yaml)
    ^kubectl ...$target --namespace sparky wait --for condition=Ready pod/sparky-keeper --timeout 120s
    ^kubectl ...$target --namespace sparky exec sparky-keeper -- sh -c "cd /var/lib/sparky && tar -czf - $(ls -A | grep -vxE 'mirrors|lost.found')" o> $file
    null
  } catch {|error| $error.msg })
  # Whatever happened, the fleet goes on.
  ^kubectl ...$target --namespace sparky delete pod sparky-keeper --ignore-not-found --wait
  ^kubectl ...$target --namespace sparky scale ...$writers --replicas 1
  if $failure != null {
    rm --force $file
    error make --unspanned { msg: $"nothing was saved: ($failure)" }
  }
  print $"saved ($file), (ls $file | get 0.size)"
}
