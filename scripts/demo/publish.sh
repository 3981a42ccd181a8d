#!/usr/bin/env bash
# Shows publishing on a blog of its own: a new bare repository, a report about this repository, first as a dry run, then
# really, then again (which changes nothing). Everything lies below a temporary folder that is named at the end.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=$(mktemp -d "${TMPDIR:-/tmp}/sparky-demo.XXXXXX")
git init --quiet --bare --initial-branch main "$folder/blog.git"
git clone --quiet "$folder/blog.git" "$folder/blog" 2>/dev/null
git -C "$folder/blog" -c user.name=demo -c user.email=demo@localhost commit --quiet --allow-empty --message "An empty blog"
git -C "$folder/blog" push --quiet origin HEAD:main
cat > "$folder/sparky.toml" <<TOML
[[publisher.destinations]]
name = "blog"
layout = "quartz"
repository = "$folder/blog.git"
TOML

report() {
  ${SPARKY_BIN:-cargo run --quiet --release --locked --bin sparky --} --config "$folder/sparky.toml" run weekly --repo "$PWD" \
    --period "$(git log -1 --format=%cd --date=format:%G-W%V)" --data-dir "$folder/data" --out "$folder/reports" --publish "$@" || [ $? = 3 ]
}
report --dry-run
report
report
git -C "$folder/blog.git" log --oneline --stat main
echo "everything lies below $folder"
