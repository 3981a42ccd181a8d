#!/bin/sh
# sbom.sh FOLDER: FOLDER/NAME.cdx.json, the CycloneDX bill of materials of each program, for the crates that it is built from on Linux.
set -eu
folder=$1
# The same sources give the same bytes: no clock and no random serial number.
export SOURCE_DATE_EPOCH=0
cargo cyclonedx --format json --spec-version 1.5 --target x86_64-unknown-linux-gnu --no-build-deps --quiet
mkdir -p "$folder"
for name in sparky sparky-orchestrator sparky-collector sparky-analyzer sparky-generator sparky-publisher; do
  mv "crates/$name/$name.cdx.json" "$folder/"
done
find crates -name '*.cdx.json' -delete
