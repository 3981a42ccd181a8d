#!/usr/bin/env nu
use ../lib/tools.nu *

# Deletes the local cluster and everything in it.
def main [
  --name: string = "sparky" # the cluster's name
]: nothing -> nothing {
  need k3d "https://k3d.io/stable/#installation"
  ^k3d cluster delete $name
}
