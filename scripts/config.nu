#!/usr/bin/env nu
use lib/tools.nu *

# The configuration: `nu scripts/config.nu show`, `validate`, `init`, `parity`.
def main []: nothing -> nothing {
  help main
}

# What is in force and where each value comes from.
def "main show" []: nothing -> nothing {
  sparky config show
}

# Every mistake at once.
def "main validate" []: nothing -> nothing {
  sparky config validate
}

# A sparky.toml with every option explained.
def "main init" [
  file: string = "sparky.toml" # where to
]: nothing -> nothing {
  sparky config init $file
}

# What differs between two environments: the keys that one sets and the other does not.
def "main parity" [
  left: string = "development" # one environment
  right: string = "production" # the other
]: nothing -> table<key: string, left: string, right: string> {
  let one = (leaves (open ($ROOT | path join config $"($left).toml")))
  let other = (leaves (open ($ROOT | path join config $"($right).toml")))
  let keys = ($one | append $other | get key | uniq | sort)
  $keys | each {|key|
    { key: $key, left: ($one | where key == $key | get --optional value.0), right: ($other | where key == $key | get --optional value.0) }
  } | where left != right
}

# Every option of a configuration with its value.
def leaves [config: record]: nothing -> table<key: string, value: any> {
  $config | transpose section options | each {|it|
    $it.options | transpose key value | each {|option| { key: $"($it.section).($option.key)", value: $option.value } }
  } | flatten
}
