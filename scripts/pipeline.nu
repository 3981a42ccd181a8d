#!/usr/bin/env nu
use lib/tools.nu *

# A whole run, collect to publish: `nu scripts/pipeline.nu weekly --repos ~/src --publish`.
def main [
  kind: string # daily, weekly or monthly
  --period: string # such as 2025-11-12, 2025-W46 or 2025-11; the last one that is over if not given
  --repo: list<string> = [] # repositories: folders or git URLs
  --repos: string # a folder; every repository found below it is taken
  --org: string # a GitHub organisation or user
  --model: string # none, auto, ollama:NAME ...
  --publish # to the configured destinations too
  --dry-run # show what publishing would change and change nothing
  --connect: string # let a running fleet do it: tcp://HOST:5555 or http://HOST:8080
  --data-dir: string # where artifacts are kept
  --out: string # where the documents go
  --json # one final object
]: nothing -> nothing {
  check-kind $kind
  let what = [...(option period $period) ...(options repo $repo) ...(option repos $repos) ...(option org $org) ...(option model $model)]
  let where_to = [...(switch publish $publish) ...(switch dry-run $dry_run) ...(option data-dir $data_dir) ...(option out $out)]
  sparky run $kind ...$what ...$where_to ...(option connect $connect) ...(switch json $json)
}

# The same kind for every period of a range, oldest first; stops at the first that fails.
def "main backfill" [
  kind: string # daily, weekly or monthly
  ...periods: string # such as 2025-W44 2025-W45 2025-W46
  --repos: string # a folder; every repository found below it is taken
  --org: string # a GitHub organisation or user
]: nothing -> nothing {
  check-kind $kind
  for period in $periods {
    sparky run $kind --period $period ...(option repos $repos) ...(option org $org)
  }
}
