#!/usr/bin/env nu
use ../lib/tools.nu *

# Applies the DGX overlay to the current context, after showing what would change.
def main [
  --context: string # the kubectl context; the current one if not given
  --yes # do not ask
]: nothing -> nothing {
  need kubectl "https://kubernetes.io/docs/tasks/tools"
  let target = (option context $context)
  let overlay = ($ROOT | path join k8s overlays dgx)
  for name in [sparky-bus sparky-api] {
    let secret = (do { ^kubectl ...$target --namespace sparky get secret $name --output name } | complete)
    if $secret.exit_code != 0 {
      error make --unspanned { msg: $"the secret `($name)` is missing: fill in ($overlay)/secrets.example.yaml and apply it first" }
    }
  }
  let difference = (do { ^kubectl ...$target diff --kustomize $overlay } | complete)
  # 0: nothing differs, 1: something does, more: it could not be compared.
  if $difference.exit_code > 1 { error make --unspanned { msg: $difference.stderr } }
  print $difference.stdout
  if not $yes and (input "Apply this? [y/N] ") != "y" { return }
  ^kubectl ...$target --namespace sparky delete job ollama-pull --ignore-not-found
  ^kubectl ...$target apply --kustomize $overlay
  for service in [orchestrator collector analyzer generator publisher] {
    ^kubectl ...$target --namespace sparky rollout status $"deployment/sparky-($service)" --timeout 300s
  }
}
