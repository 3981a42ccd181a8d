#!/bin/sh
# Reduces the workspace to its manifests with empty sources, so that dependencies can be built in a layer of their own.
set -eu

# empty FILE TEXT: replaces the sources of one target.
empty() {
  mkdir -p "$(dirname "$1")"
  echo "$2" > "$1"
}

# targets KIND MANIFEST: the names of the `[[KIND]]` tables.
targets() {
  sed -n "/^\[\[$1\]\]/,/^name/ s/^name *= *\"\(.*\)\"/\1/p" "$2"
}

roots=$(find crates -path '*/src/main.rs' -o -path '*/src/lib.rs')
find crates -type f ! -name Cargo.toml -delete
for root in $roots; do
  case $root in
    */main.rs) empty "$root" 'fn main() {}' ;;
    *) empty "$root" '' ;;
  esac
done
for manifest in crates/*/Cargo.toml; do
  folder=$(dirname "$manifest")
  for name in $(targets bench "$manifest"); do empty "$folder/benches/$name.rs" 'fn main() {}'; done
  for name in $(targets example "$manifest"); do empty "$folder/examples/$name.rs" 'fn main() {}'; done
done
