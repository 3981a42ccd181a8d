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
  let names = [orchestrator collector analyzer generator publisher]
  let services = $names | each {|name| $"deployment/sparky-($name)" }
  ^kubectl ...$target --namespace sparky scale ...$services --replicas 0
  let failure = (try {
    for name in $names {
      ^kubectl ...$target --namespace sparky wait --for delete pod --selector $"app.kubernetes.io/component=($name)" --timeout 180s
    }
    ^kubectl ...$target --namespace sparky apply --filename ($ROOT | path join k8s jobs keeper.yaml)
    ^kubectl ...$target --namespace sparky wait --for condition=Ready pod/sparky-keeper --timeout 120s
    # The archive is unpacked beside what is there, which goes only when all of it has come.
    open --raw $file | ^kubectl ...$target --namespace sparky exec --stdin sparky-keeper -- sh -c "cd /var/lib/sparky && rm -rf .restore && mkdir .restore && tar -C .restore -xzf - && rm -rf ./* && mv .restore/* . && rm -rf .restore"
    null
  } catch {|error| $error.msg })
  # Whatever happened, the fleet goes on.
  ^kubectl ...$target --namespace sparky delete pod sparky-keeper --ignore-not-found --wait
  ^kubectl ...$target --namespace sparky scale ...$services --replicas 1
  if $failure != null { error make --unspanned { msg: $"nothing was put back: ($failure)" } }
}
