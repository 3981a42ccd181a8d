#!/usr/bin/env nu
use ../lib/tools.nu *

# Builds the images, imports them into k3d and applies the local overlay; waits until every pod is ready.
def main [
  --name: string = "sparky" # the cluster's name
  --no-build # take the images that are there
  --no-model # without the local model
]: nothing -> nothing {
  need k3d "https://k3d.io/stable/#installation"
  need kubectl "https://kubernetes.io/docs/tasks/tools"
  let shell = $nu.current-exe
  if not $no_build { ^$shell ($ROOT | path join scripts docker images.nu) build }
  let images = [sparky sparky-orchestrator sparky-collector sparky-analyzer sparky-generator sparky-publisher] | each {|image| $"($image):local" }
  ^k3d image import --cluster $name ...$images
  ^$shell ($ROOT | path join scripts k3s secrets.nu)
  # A job cannot be changed, only made again.
  ^kubectl --namespace sparky delete job ollama-pull --ignore-not-found
  ^kubectl apply --kustomize ($ROOT | path join k8s overlays (if $no_model { "local-no-model" } else { "local" }))
  for service in [orchestrator collector analyzer generator publisher] {
    ^kubectl --namespace sparky rollout status $"deployment/sparky-($service)" --timeout 180s
  }
}
