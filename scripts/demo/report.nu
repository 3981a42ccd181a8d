#!/usr/bin/env nu
use ../lib/tools.nu *

# A report about a repository in a folder of its own, and where to read it.
def main [
  repository: string = "." # a folder or git URL
  --out: string = "reports" # where the documents go
  --open # show the page in the browser
]: nothing -> nothing {
  sparky demo --repo $repository --out $out
  let page = (glob $"($out)/weekly/*.html" | sort | last)
  print $page
  if $open { start $page }
}
