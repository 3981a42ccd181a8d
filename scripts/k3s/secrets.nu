#!/usr/bin/env nu
use ../lib/tools.nu *

# Makes what the local overlay needs and git must not hold: the key that signs the fleet's messages.
def main []: nothing -> nothing {
  let file = ($ROOT | path join k8s overlays local images secrets.env)
  if ($file | path exists) {
    print $"($file) is there already"
  } else {
    $"key=(random chars --length 64)\n" | save $file
    ^chmod 600 $file
    print $"made ($file)"
  }
}
