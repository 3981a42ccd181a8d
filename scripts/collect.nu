#!/usr/bin/env nu
use lib/tools.nu *

# Sources to a snapshot, alone: `nu scripts/collect.nu weekly --repos ~/src`.
def main [
  kind: string # daily, weekly or monthly
  --period: string # such as 2025-11-12, 2025-W46 or 2025-11; the last one that is over if not given
  --repo: list<string> = [] # repositories: folders or git URLs
  --repos: string # a folder; every repository found below it is taken
  --org: string # a GitHub organisation or user
  --data-dir: string # where artifacts are kept
]: nothing -> nothing {
  check-kind $kind
  sparky collect $kind ...(option period $period) ...(options repo $repo) ...(option repos $repos) ...(option org $org) ...(option data-dir $data_dir)
}
