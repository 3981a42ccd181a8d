#!/usr/bin/env nu
use ../lib/tools.nu *

# A local cluster with k3d: one node, ports for the API and the bus.
def main [
  --name: string = "sparky" # the cluster's name
  --agents: int = 0 # further nodes
]: nothing -> nothing {
  need k3d "https://k3d.io/stable/#installation"
  need kubectl "https://kubernetes.io/docs/tasks/tools"
  ^k3d cluster create $name --agents $agents --port "8080:80@loadbalancer" --wait
  ^kubectl config use-context $"k3d-($name)"
}
