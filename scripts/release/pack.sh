#!/usr/bin/env bash
# pack.sh VERSION TARGET: target/dist/sparky-VERSION-TARGET.tar.gz with every program, the licence and the readme, and its checksum.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=$1 target=$2
name=sparky-$version-$target
folder=target/dist/$name
rm -rf "$folder"
mkdir -p "$folder"
cp LICENSE README.md CHANGELOG.md "$folder/"
for program in sparky sparky-orchestrator sparky-collector sparky-analyzer sparky-generator sparky-publisher; do
  cp "target/$target/release/$program" "$folder/"
done
tar -C target/dist --sort=name --owner=0 --group=0 --numeric-owner -czf "target/dist/$name.tar.gz" "$name"
rm -rf "$folder"
(cd target/dist && sha256sum "$name.tar.gz" > "$name.tar.gz.sha256")
