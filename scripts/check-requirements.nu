#!/usr/bin/env nu

const TOOLS = [
  [tool, for, get];
  [cargo, "building", "https://rustup.rs"]
  [git, "mirrors and publishing", "https://git-scm.com/downloads"]
  [nu, "the scripts behind the recipes", "https://www.nushell.sh/book/installation.html"]
  [just, "the recipes", "https://just.systems/man/en/packages.html"]
  [gh, "collecting with its login", "https://cli.github.com"]
  [docker, "images and compose", "https://docs.docker.com/engine/install"]
  [kubectl, "clusters", "https://kubernetes.io/docs/tasks/tools"]
  [k3d, "a local cluster", "https://k3d.io/stable/#installation"]
  [k3sup, "k3s on the DGX", "https://github.com/alexellis/k3sup"]
  [ollama, "a local model", "https://ollama.com/download"]
]

# What of the tools around Sparky is here, what each is for, and how to get what is missing. Only cargo and git are needed for a report.
def main [
  --strict # fail if anything is missing
]: nothing -> nothing {
  let found = ($TOOLS | insert here {|it| which $it.tool | is-not-empty })
  print ($found | each {|it| { tool: $it.tool, here: (if $it.here { "yes" } else { "no" }), for: $it.for, get: (if $it.here { "" } else { $it.get }) } } | table --index false --theme none --width 160)
  let missing = ($found | where not here | get tool)
  if $strict and ($missing | is-not-empty) {
    error make --unspanned { msg: $"missing: ($missing | str join ', ')" }
  }
  if "cargo" in $missing or "git" in $missing {
    error make --unspanned { msg: "a report needs cargo and git" }
  }
}
