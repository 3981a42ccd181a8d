#!/usr/bin/env nu
use lib/tools.nu *

# A stored snapshot to insights, alone: `nu scripts/analyze.nu weekly --model none`.
def main [
  kind: string # daily, weekly or monthly
  --period: string # such as 2025-11-12, 2025-W46 or 2025-11; the last one that is over if not given
  --model: string # none, auto, ollama:NAME ...
  --data-dir: string # where artifacts are kept
]: nothing -> nothing {
  check-kind $kind
  sparky analyze $kind ...(option period $period) ...(option model $model) ...(option data-dir $data_dir)
}
