#!/usr/bin/env nu
use lib/tools.nu *

# Stored insights to documents, alone: `nu scripts/generate.nu weekly --period 2025-W46`.
def main [
  kind: string # daily, weekly or monthly
  --period: string # such as 2025-11-12, 2025-W46 or 2025-11; the last one that is over if not given
  --data-dir: string # where artifacts are kept
]: nothing -> nothing {
  check-kind $kind
  sparky generate $kind ...(option period $period) ...(option data-dir $data_dir)
}
