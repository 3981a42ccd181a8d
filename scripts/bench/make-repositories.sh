#!/usr/bin/env bash
# Makes bare git repositories with a dated history for benchmarks: make-repositories.sh FOLDER COUNT COMMITS [LINES]
# Files have 20 and up to LINES (200) more lines.
# The same arguments give the same repositories. Commits are spread evenly over the 26 weeks before 2025-11-17 (UTC).
set -euo pipefail
folder=${1:?folder} count=${2:?count} commits=${3:?commits} lines=${4:-200}
mkdir -p "$folder"

for ((repository = 1; repository <= count; repository++)); do
  path=$folder/$(printf 'repo-%04d.git' "$repository")
  [ -e "$path/done" ] && continue
  rm -rf "$path"
  git init -q --bare -b main "$path"
  awk -v commits="$commits" -v seed="$repository" -v most="$lines" '
    BEGIN {
      srand(seed); end = 1763337600; span = 26 * 7 * 86400
      split("feat fix docs refactor test chore", types, " ")
      split("parser reader window cache client server report index token batch", areas, " ")
      split("bound the retries of|handle empty input in|speed up|document|split|name the cause in|drop dead code from", verbs, "|")
      for (number = 1; number <= commits; number++) {
        when = end - span + int(span * number / commits) - 1
        area = areas[1 + int(rand() * 10)]; type = types[1 + int(rand() * 6)]; verb = verbs[1 + int(rand() * 7)]
        author = 1 + int(rand() * 8)
        message = type "(" area "): " verb " the " area "\n\nChange " number ".\n"
        printf "commit refs/heads/main\n"
        printf "author Author %d <author%d@example.org> %d +0000\n", author, author, when
        printf "committer Author %d <author%d@example.org> %d +0000\n", author, author, when
        printf "data %d\n%s\n", length(message), message
        files = 1 + int(rand() * 4)
        for (file = 1; file <= files; file++) {
          lines = 20 + int(rand() * most); content = ""
          for (line = 1; line <= lines; line++) content = content "line " line " of " area " says " int(rand() * 5) "\n"
          printf "M 100644 inline %s/file-%d.rs\ndata %d\n%s\n", area, 1 + int(rand() * 12), length(content), content
        }
      }
    }' | git -C "$path" fast-import --quiet
  git -C "$path" repack -qad
  touch "$path/done"
done
