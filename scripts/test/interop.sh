#!/bin/sh
# Runs the bus's interoperability tests against libzmq: installs PyZMQ into a virtual environment and uses its Python.
#
#     scripts/test/interop.sh [FOLDER]     the environment's folder; a temporary one without it
set -eu
cd "$(dirname "$0")/../.."
if [ $# -gt 0 ]; then
    environment=$1
else
    environment=$(mktemp -d)
    trap 'rm -rf "$environment"' EXIT
fi
[ -x "$environment/bin/python" ] || python3 -m venv "$environment"
"$environment/bin/python" -m pip install --quiet --disable-pip-version-check pyzmq
SPARKY_PYTHON="$environment/bin/python" cargo test -p sparky-common --test bus interop
