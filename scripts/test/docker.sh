#!/usr/bin/env bash
# A Docker engine for tests on a machine that has none running and no image registry: installs it from Debian, starts it with a
# folder and a socket of its own, and makes the two base images that docker/Dockerfile begins from out of Debian packages and
# the Rust toolchain at hand. Prints the DOCKER_HOST to use. `scripts/test/docker.sh stop` ends it.
set -euo pipefail

folder=${SPARKY_TEST_DOCKER:-/var/tmp/sparky-test-docker}
socket=unix://$folder/docker.sock
export DOCKER_HOST=$socket

say() { printf 'docker: %s\n' "$*" >&2; }

stop() {
  [ -f "$folder/pid" ] && kill "$(cat "$folder/pid")" 2>/dev/null || true
  say "stopped"
}

# have PROGRAM...: whether all of them are here.
have() { for program; do command -v "$program" >/dev/null || return 1; done; }

install() {
  if have dockerd debootstrap iptables && [ -x /usr/bin/docker ]; then return; fi
  [ "$(id -u)" = 0 ] || { say "needs root to install docker.io, iptables and debootstrap"; exit 3; }
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends docker.io iptables debootstrap >/dev/null
}

start() {
  if [ -f "$folder/pid" ] && kill -0 "$(cat "$folder/pid")" 2>/dev/null; then return; fi
  mkdir -p "$folder"
  rm -f "$folder/pid"
  # The bridge has a range that no cluster or office network is likely to use.
  setsid dockerd --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/pid" -H "$socket" \
    --bip 172.31.240.1/24 --default-address-pool base=172.31.241.0/20,size=24 >"$folder/log" 2>&1 </dev/null &
  for _ in $(seq 60); do /usr/bin/docker info >/dev/null 2>&1 && return; sleep 0.5; done
  say "the engine did not start; the end of $folder/log:"
  tail -5 "$folder/log" >&2
  exit 1
}

# The certificates of this machine, for networks that look into TLS.
certificates() {
  mkdir -p "$1/usr/local/share/ca-certificates" "$1/etc/ssl/certs"
  cp -L /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/ca-certificates.crt"
}

# have_image NAME
have_image() { /usr/bin/docker image inspect "$1" >/dev/null 2>&1; }

# The folder that both base images are made of.
base() {
  [ ! -d "$folder/base" ] || return 0
  debootstrap --variant=minbase --include=ca-certificates bookworm "$folder/base.new" >"$folder/debootstrap.log" 2>&1
  certificates "$folder/base.new"
  # How this machine reaches its package mirror.
  cp -r /etc/apt/apt.conf.d "$folder/base.new/etc/apt/"
  rm -rf "$folder/base.new/var/cache/apt/archives"/*.deb
  mv "$folder/base.new" "$folder/base"
}

base_images() {
  rm -rf "$folder/base" "$folder/base.new"
  if ! have_image debian:bookworm-slim; then
    say "making debian:bookworm-slim"
    base
    tar -C "$folder/base" -c . | /usr/bin/docker import - debian:bookworm-slim >/dev/null
  fi
  # Nothing is compiled where programs or images are there.
  if ! have_image "$rust_image" && [ -z "${SPARKY_TEST_PROGRAMS:-}${SPARKY_TEST_BUILT:-}" ]; then
    say "making $rust_image"
    base
    chroot "$folder/base" apt-get update -qq >/dev/null
    chroot "$folder/base" apt-get install -qq --yes --no-install-recommends gcc g++ libc6-dev make cmake pkg-config >/dev/null
    local toolchain
    toolchain=$(rustc --print sysroot)
    mkdir -p "$folder/base/usr/local/rust" "$folder/base/usr/local/cargo"
    tar -C "$toolchain" --exclude=share -c . | tar -C "$folder/base/usr/local/rust" -x
    [ -f "${CARGO_HOME:-$HOME/.cargo}/config.toml" ] && cp "${CARGO_HOME:-$HOME/.cargo}/config.toml" "$folder/base/usr/local/cargo/"
    tar -C "$folder/base" -c . | /usr/bin/docker import \
      -c 'ENV PATH=/usr/local/rust/bin:/usr/sbin:/usr/bin:/sbin:/bin' -c 'ENV CARGO_HOME=/usr/local/cargo' \
      -c 'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt' - "$rust_image" >/dev/null
  fi
  rm -rf "$folder/base"
}

here=$(cd "$(dirname "$0")/../.." && pwd)
rust_image=$(sed -n 's/^ARG RUST_IMAGE=//p' "$here/docker/Dockerfile")

case ${1:-start} in
  stop) stop ;;
  start) install; start; base_images; echo "$DOCKER_HOST" ;;
  *) say "unknown: $1 (start or stop)"; exit 2 ;;
esac
