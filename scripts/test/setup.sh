#!/usr/bin/env bash
# Installs what some tests use besides the Rust toolchain and git: pyzmq, libzmq's own Python binding, which the bus
# is tested against. Without it that one test says that it is skipped.
set -euo pipefail
cd "$(dirname "$0")/../.."

rustup component add rustfmt clippy >/dev/null 2>&1 || echo "setup: rustup is not here; expecting rustfmt and clippy" >&2

venv=target/test-venv
if ! "$venv/bin/python" -c 'import zmq' 2>/dev/null; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check 'pyzmq==27.*'
fi
"$venv/bin/python" -c 'import zmq; print("setup: pyzmq", zmq.__version__, "over libzmq", zmq.zmq_version())'
