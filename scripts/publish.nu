#!/usr/bin/env nu
use lib/tools.nu *

# Stored documents to the configured destinations, alone: `nu scripts/publish.nu weekly --dry-run`.
def main [
  kind: string # daily, weekly or monthly
  --period: string # such as 2025-11-12, 2025-W46 or 2025-11; the last one that is over if not given
  --dry-run # show what would change and change nothing
  --data-dir: string # where artifacts are kept
]: nothing -> nothing {
  check-kind $kind
  sparky publish $kind ...(option period $period) --publish ...(switch dry-run $dry_run) ...(option data-dir $data_dir)
}
