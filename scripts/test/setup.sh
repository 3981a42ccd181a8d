#!/usr/bin/env bash
# Installs what some tests use besides the Rust toolchain and git: GitHub's published GraphQL schema and the `gh`
# program, which the GitHub source is tested with, redis-server for its shared cache, schemathesis and openapi-spec-validator, which hold the API against
# its description, feedparser, which reads our feeds, Chromium, its driver and axe-core, which read the HTML report, and pyzmq, libzmq's own Python binding, which the bus is tested against. Without it that one test says that it is skipped.
set -euo pipefail
cd "$(dirname "$0")/../.."

rustup component add rustfmt clippy >/dev/null 2>&1 || echo "setup: rustup is not here; expecting rustfmt and clippy" >&2

venv=target/test-venv
if ! "$venv/bin/python" -c 'import zmq' 2>/dev/null; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check 'pyzmq==27.*'
fi
"$venv/bin/python" -c 'import feedparser' 2>/dev/null \
  || "$venv/bin/pip" install --quiet --disable-pip-version-check 'feedparser==6.0.*' \
  || echo "setup: no feedparser, so feeds are not read by another program" >&2
if [ ! -x "$venv/bin/schemathesis" ] || [ ! -x "$venv/bin/openapi-spec-validator" ]; then
  "$venv/bin/pip" install --quiet --disable-pip-version-check 'schemathesis==4.32.*' 'openapi-spec-validator==0.9.*' \
    || echo "setup: no schemathesis, so the API is not held against its description" >&2
fi
"$venv/bin/python" -c 'import zmq; print("setup: pyzmq", zmq.__version__, "over libzmq", zmq.zmq_version())'

# 15.26 publishes two fields twice, which no validator takes.
schema=target/github-schema
if [ ! -f "$schema/node_modules/@octokit/graphql-schema/schema.graphql" ]; then
  npm install --silent --no-save --no-audit --no-fund --prefix "$schema" @octokit/graphql-schema@15.25.0 \
    || echo "setup: no npm, so queries are not checked against GitHub's schema" >&2
fi

if ! command -v gh >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  { apt-get update -qq && apt-get install -qq --yes --no-install-recommends gh; } >/dev/null 2>&1 || true
fi
command -v gh >/dev/null && gh --version | head -1 || echo "setup: no gh, so it is not tested" >&2

if ! command -v redis-server >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  { apt-get update -qq && apt-get install -qq --yes --no-install-recommends redis-server; } >/dev/null 2>&1 || true
fi
command -v redis-server >/dev/null && redis-server --version || echo "setup: no redis-server, so the shared cache is not tested" >&2

if ! command -v chromedriver >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  { apt-get update -qq && apt-get install -qq --yes --no-install-recommends chromium chromium-driver; } >/dev/null 2>&1 || true
fi
command -v chromedriver >/dev/null && chromedriver --version || echo "setup: no chromedriver, so no page is read in a browser" >&2

browser=target/browser
if [ ! -f "$browser/node_modules/axe-core/axe.min.js" ]; then
  npm install --silent --no-save --no-audit --no-fund --prefix "$browser" axe-core@4.14.1 \
    || echo "setup: no npm, so pages are not checked for accessibility" >&2
fi
