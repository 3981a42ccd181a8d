#!/usr/bin/env nu
use ../lib/tools.nu *

# Saves what cannot be rebuilt, ledger and receipts, and the artifacts, from the data volume into an archive.
def main [
  file: string # the archive, such as sparky-2025-11-17.tar.gz
  --context: string # the kubectl context; the current one if not given
]: nothing -> nothing {
  need kubectl "https://kubernetes.io/docs/tasks/tools"
  let target = (option context $context)
  # Nothing writes while it is copied.
  ^kubectl ...$target --namespace sparky scale deployment/sparky-orchestrator deployment/sparky-publisher --replicas 0
  ^kubectl ...$target --namespace sparky apply --filename ($ROOT | path join k8s jobs keeper.yaml)
  ^kubectl ...$target --namespace sparky wait --for condition=Ready pod/sparky-keeper --timeout 120s
  ^kubectl ...$target --namespace sparky exec sparky-keeper -- tar -C /var/lib/sparky --exclude ./mirrors -czf - . o> $file
  ^kubectl ...$target --namespace sparky delete pod sparky-keeper --wait
  ^kubectl ...$target --namespace sparky scale deployment/sparky-orchestrator deployment/sparky-publisher --replicas 1
  print $"saved ($file), (ls $file | get 0.size)"
}
