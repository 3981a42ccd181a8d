#!/usr/bin/env nu
use ../lib/tools.nu *

# Makes what the local overlay needs and git must not hold: the key that signs the fleet's messages, and the API's tokens.
def main []: nothing -> nothing {
  make secrets.env [key]
  make api.env [read operate admin]
}

# A file with a random value for each name; what is there stays.
def make [name: string, keys: list<string>]: nothing -> nothing {
  let file = ($ROOT | path join k8s overlays local images $name)
  if ($file | path exists) {
    print $"($file) is there already"
  } else {
    $keys | each {|key| $"($key)=(random chars --length 64)\n" } | str join | save $file
    ^chmod 600 $file
    print $"made ($file)"
  }
}
