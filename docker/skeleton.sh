#!/bin/sh
# Reduces the workspace to its manifests with empty sources, so that dependencies can be built in a layer of their own.
set -eu
find crates -type f ! -name Cargo.toml -delete
for manifest in crates/*/Cargo.toml; do
  folder=$(dirname "$manifest")
  mkdir -p "$folder/src" "$folder/benches" "$folder/examples"
  : > "$folder/src/lib.rs"
  echo 'fn main() {}' > "$folder/src/main.rs"
  # Targets that a manifest names must exist: `[[bench]]` and `[[example]]`, each with its name in a line below.
  sed -n '/^\[\[bench\]\]/,/^name/ s/^name *= *"\(.*\)"/\1/p' "$manifest" | while read -r name; do
    echo 'fn main() {}' > "$folder/benches/$name.rs"
  done
  sed -n '/^\[\[example\]\]/,/^name/ s/^name *= *"\(.*\)"/\1/p' "$manifest" | while read -r name; do
    echo 'fn main() {}' > "$folder/examples/$name.rs"
  done
done
