#!/usr/bin/env nu
use ../lib/tools.nu *

# Repositories on this machine: `nu scripts/git/repositories.nu list ~/src`, `fetch`.
def main []: nothing -> nothing {
  help main
}

# Every working tree directly below a folder, its branch and its last commit.
def "main list" [
  folder: string = "." # where to look
]: nothing -> table<name: string, branch: string, last: string> {
  need git "https://git-scm.com/downloads"
  ls $folder | where type == dir and ($it.name | path join .git | path exists) | each {|it|
    { name: ($it.name | path basename), branch: (^git -C $it.name branch --show-current), last: (^git -C $it.name log -1 --format=%cs) }
  }
}

# Fetches every one of them, so that a report sees what others pushed.
def "main fetch" [
  folder: string = "." # where to look
]: nothing -> nothing {
  need git "https://git-scm.com/downloads"
  for repository in (main list $folder) { ^git -C ($folder | path join $repository.name) fetch --all --prune --quiet }
}
