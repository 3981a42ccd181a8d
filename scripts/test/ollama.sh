#!/usr/bin/env bash
# Runs the tests against a real Ollama server with a tiny model of random weights.
#
# The server is built once, from the Go module proxy and for the processor alone, below SPARKY_TEST_OLLAMA (by default
# /var/tmp/sparky-test-ollama); that takes some minutes.
# It needs Go, a C++ compiler, Python, and the Debian packages nlohmann-json3-dev and libstb-dev: the module as it is served
# lacks its folder `vendor`, in which these headers lie.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=v0.17.4
folder=${SPARKY_TEST_OLLAMA:-/var/tmp/sparky-test-ollama}
mkdir -p "$folder/include/stb" "$folder/include/miniaudio" "$folder/module"

need() {
    [ -e "$1" ] || { echo "missing: $1 (apt-get install $2)" >&2; exit 1; }
}

if [ ! -x "$folder/ollama-$version" ]; then
    need /usr/include/nlohmann/json.hpp nlohmann-json3-dev
    need /usr/include/stb/stb_image.h libstb-dev
    cp /usr/include/stb/stb_image.h "$folder/include/stb/"
    (
        cd "$folder/module"
        export GOFLAGS=-mod=mod GOCACHE="$folder/cache" CGO_ENABLED=1
        export CGO_CPPFLAGS="-I$folder/include -I/usr/include" CGO_CFLAGS="-O1 -w" CGO_CXXFLAGS="-O1 -w"
        [ -f go.mod ] || go mod init sparky.test/ollama
        go get "github.com/ollama/ollama@$version" github.com/gen2brain/malgo@v0.11.24
        audio=$(go list -m -f '{{.Dir}}' github.com/gen2brain/malgo)
        install -m 644 "$audio/miniaudio.h" "$folder/include/miniaudio/"
        echo "building Ollama $version; this takes some minutes" >&2
        nice go build -p 2 -trimpath -o "$folder/ollama-$version" github.com/ollama/ollama
    )
fi

if [ ! -f "$folder/tiny.gguf" ]; then
    [ -x "$folder/python/bin/python" ] || python3 -m venv "$folder/python"
    "$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check gguf==0.19.0
    "$folder/python/bin/python" scripts/test/tiny_model.py "$folder/tiny.gguf"
fi

export SPARKY_OLLAMA="$folder/ollama-$version" SPARKY_GGUF="$folder/tiny.gguf"
cargo test -p sparky-analyzer --test it ollama -- --ignored --test-threads 1
cargo test -p sparky --test it a_real_model -- --ignored --test-threads 1
