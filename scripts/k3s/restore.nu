#!/usr/bin/env nu
use ../lib/tools.nu *

# Puts an archive of backup.nu back onto the data volume. What is there now is replaced.
def main [
  file: string # the archive
  --context: string # the kubectl context; the current one if not given
  --yes # do not ask
]: nothing -> nothing {
  need kubectl "https://kubernetes.io/docs/tasks/tools"
  if not ($file | path exists) { error make --unspanned { msg: $"there is no ($file)" } }
  if not $yes and (input $"Replace what the volume holds by ($file)? [y/N] ") != "y" { return }
  let target = (option context $context)
  let services = [orchestrator collector analyzer generator publisher] | each {|service| $"deployment/sparky-($service)" }
  ^kubectl ...$target --namespace sparky scale ...$services --replicas 0
  ^kubectl ...$target --namespace sparky apply --filename ($ROOT | path join k8s jobs keeper.yaml)
  ^kubectl ...$target --namespace sparky wait --for condition=Ready pod/sparky-keeper --timeout 120s
  open --raw $file | ^kubectl ...$target --namespace sparky exec --stdin sparky-keeper -- sh -c "rm -rf /var/lib/sparky/* && tar -C /var/lib/sparky -xzf -"
  ^kubectl ...$target --namespace sparky delete pod sparky-keeper --wait
  ^kubectl ...$target --namespace sparky scale ...$services --replicas 1
}
