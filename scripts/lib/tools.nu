# What the scripts share: finding programs, and calling `sparky`.

# The root of the checkout that the scripts lie in.
export const ROOT = path self ../..

# Fails with the way out where a program is missing.
export def need [
  program: string # its name on the path
  hint: string # how to get it
]: nothing -> nothing {
  if (which $program | is-empty) {
    error make --unspanned { msg: $"`($program)` is not on the path: ($hint)" }
  }
}

# Runs `sparky`: the one that SPARKY_BIN names, else the one on the path, else the one of this checkout.
export def --wrapped sparky [...arguments: string]: nothing -> nothing {
  let own = ($env.SPARKY_BIN? | default "")
  if $own != "" {
    ^$own ...$arguments
  } else if (which --all sparky | where type == external | is-not-empty) {
    ^sparky ...$arguments
  } else {
    need cargo "install Rust from https://rustup.rs"
    ^cargo run --quiet --release --locked --manifest-path ($ROOT | path join Cargo.toml) --bin sparky -- ...$arguments
  }
}

# `--name value`, or nothing without a value.
export def option [name: string, value: any]: nothing -> list<string> {
  if $value == null or $value == "" { [] } else { [$"--($name)" ($value | into string)] }
}

# `--name value` for each value.
export def options [name: string, values: list<string>]: nothing -> list<string> {
  $values | each {|value| [$"--($name)" $value] } | flatten
}

# `--name` where a switch is on.
export def switch [name: string, on: bool]: nothing -> list<string> {
  if $on { [$"--($name)"] } else { [] }
}

# Refuses what is no kind of report.
export def check-kind [kind: string]: nothing -> nothing {
  let kinds = [daily weekly monthly]
  if $kind not-in $kinds {
    error make --unspanned { msg: $"`($kind)` is no kind of report: write ($kinds | str join ', ')" }
  }
}
