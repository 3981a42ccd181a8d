#!/usr/bin/env bash
# Looks at a blog that Sparky published from a repository full of hostile text, as Quartz reads it: through the parsers
# of which Quartz 4.5 is made (npm). Quartz itself is on no package registry; SPARKY_QUARTZ_SITE=FOLDER also looks at
# the site that your Quartz built of target/quartz/content (`npx quartz build -d target/quartz/content -o FOLDER`).
# With --kept the blog of an earlier `cargo test` with SPARKY_KEEP=target/quartz/kept is taken.
set -euo pipefail
cd "$(dirname "$0")/../.."

if ! command -v npm >/dev/null && [ -z "${CI:-}" ]; then
  echo "quartz: skipped, there is no npm" >&2
  exit 0
fi
folder=$PWD/target/quartz
parsers=$folder/parsers
mkdir -p "$parsers"
if [ ! -d "$parsers/node_modules/rehype-raw" ]; then
  echo '{"private": true}' > "$parsers/package.json"
  npm install --silent --no-audit --no-fund --prefix "$parsers" gray-matter@4.0.3 js-yaml@4.1.0 unified@11.0.5 \
    remark-parse@11.0.0 remark-frontmatter@5.0.0 remark-gfm@4.0.1 remark-math@6.0.0 remark-smartypants@3.0.2 \
    remark-rehype@11.1.2 rehype-raw@7.0.0 rehype-parse@9.0.1 unist-util-visit@5.0.0
fi
export QUARTZ_PARSERS=$parsers CANARY=$folder/canary

# A page that does everything wrong must be seen as such, or looking proves nothing.
rm -rf "$folder/bad" "$CANARY"
mkdir -p "$folder/bad"
cp scripts/test/quartz/bad.md "$folder/bad/"
seen=$(node scripts/test/quartz/look.mjs "$folder/bad" 2>&1) && { echo "quartz: a bad page was taken for a good one" >&2; exit 1; }
for fault in 'begin with front matter' wikilink 'a comment' highlight 'a tag' mention 'leads to javascript' 'shows https' math '<script>' onClick 'style=' 'code in front matter ran'; do
  grep -q -- "$fault" <<< "$seen" || { echo "quartz: nobody noticed: $fault" >&2; echo "$seen" >&2; exit 1; }
done
rm -f "$CANARY"

if [ "${1:-}" != --kept ]; then
  rm -rf "$folder/kept"
  mkdir -p "$folder/kept"
  SPARKY_KEEP=$folder/kept cargo test --locked --package sparky --test hostile
fi
rm -rf "$folder/content"
git --git-dir "$folder/kept/blog.git" archive main content | tar -x -C "$folder"
node scripts/test/quartz/look.mjs "$folder/content" ${SPARKY_QUARTZ_SITE:+"$SPARKY_QUARTZ_SITE"}
